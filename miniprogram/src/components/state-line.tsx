import { Text, View } from '@tarojs/components'
import { aria } from './aria'

const SIGNS = { normal: '✓', soon: '!', off: '✕' } as const

export type StateLineProps = { state: keyof typeof SIGNS; sentence: string }

/** A village's state by sign, words and colour: colour is never alone. */
export function StateLine({ state, sentence }: StateLineProps) {
  return (
    <View className={`state state-${state}`} {...aria('status', sentence)}>
      <View className="state-sign">{SIGNS[state]}</View>
      <Text>{sentence}</Text>
    </View>
  )
}
