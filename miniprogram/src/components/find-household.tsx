import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import { useWrite } from '../api/use-write'
import { aria } from './aria'
import { BigButton } from './big-button'
import { PhoneButton } from './phone-button'
import { TroubleCard } from './trouble-card'

/** Two ways to one's own household: WeChat's phone number, or the account number and the liaison's word. */
export function FindHousehold({ onFound }: { onFound(): void }) {
  const phone = useWrite('POST /me/phone')
  const [words, setWords] = useState('')
  const verify = async (code: string) => {
    const reply = await phone.write({ body: { code } })
    if (!reply) return
    setWords(
      reply.households
        ? `手机号 ${reply.phone} 已验证，共绑定 ${reply.households} 户。`
        : `手机号 ${reply.phone} 已验证，但供电所没有登记这个号码。请改用户号绑定。`,
    )
    onFound()
  }
  return (
    <>
      <View className="card">
        <Text className="title">绑定我家</Text>
        <Text className="quiet">绑定后，停电会专门通知您。父母、子女的家也可以绑。</Text>
        <PhoneButton onCode={(code) => void verify(code)} onNone={setWords} />
        <BigButton onTap={() => void Taro.navigateTo({ url: '/villager/bind/index' })}>用户号绑定</BigButton>
        {words ? <Text {...aria('status')}>{words}</Text> : null}
      </View>
      {phone.trouble ? <TroubleCard trouble={phone.trouble} /> : null}
    </>
  )
}
