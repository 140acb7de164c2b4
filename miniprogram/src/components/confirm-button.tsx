import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { aria } from './aria'
import { BigButton } from './big-button'

export type ConfirmButtonProps = {
  children: string
  /** What happens then: 解除后看不到这一户的停电和电费。 */
  question: string
  yes: string
  main?: boolean
  onYes(): void
}

/** A tap that is not easily undone asks once more, on the page itself. */
export function ConfirmButton({ children, question, yes, main, onYes }: ConfirmButtonProps) {
  const [asking, setAsking] = useState(false)
  if (!asking)
    return (
      <BigButton main={main} onTap={() => setAsking(true)}>
        {children}
      </BigButton>
    )
  return (
    <View className="question" {...aria('alert')}>
      <Text>{question}</Text>
      <BigButton
        main
        onTap={() => {
          setAsking(false)
          onYes()
        }}
      >
        {yes}
      </BigButton>
      <BigButton onTap={() => setAsking(false)}>不了，返回</BigButton>
    </View>
  )
}
