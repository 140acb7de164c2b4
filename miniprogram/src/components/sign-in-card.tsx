import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { sessions } from '../api/api'
import { Trouble } from '../api/client'
import { BigButton } from './big-button'
import { TroubleCard } from './trouble-card'

/** Says what signing in is good for, and signs in. Asked only where something personal begins. */
export function SignInCard({ words }: { words: string }) {
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const signIn = () => {
    setTrouble(null)
    sessions.signIn().catch((error) => {
      setTrouble(error instanceof Trouble ? error : new Trouble(0, 'FAILED', '登录没有成功，请再试一次'))
    })
  }
  return (
    <>
      <View className="card">
        <Text>{words}</Text>
        <BigButton main onTap={signIn}>
          用微信登录
        </BigButton>
      </View>
      {trouble ? <TroubleCard trouble={trouble} onAgain={signIn} /> : null}
    </>
  )
}
