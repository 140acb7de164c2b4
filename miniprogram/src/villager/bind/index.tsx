import { Input, Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useRef, useState } from 'react'
import { useSession } from '../../api/api'
import { useWrite } from '../../api/use-write'
import { aria } from '../../components/aria'
import { BigButton } from '../../components/big-button'
import { Screen } from '../../components/screen'
import { SignInCard } from '../../components/sign-in-card'
import { TroubleCard } from '../../components/trouble-card'
import { RELATIONS, wrongIn } from './bind'

export default function Bind() {
  const session = useSession()
  return <Screen>{session ? <BindForm /> : <SignInCard words="绑定用电户之前，请先登录。" />}</Screen>
}

function BindForm() {
  // Uncontrolled: a field that is written back while somebody types flickers in WeChat.
  const typed = useRef({ accountNo: '', name: '', myName: '' })
  const [relation, setRelation] = useState<string>(RELATIONS[0])
  const [wrong, setWrong] = useState<string | null>(null)
  const [sent, setSent] = useState(false)
  const bind = useWrite('POST /me/bindings')
  const send = async () => {
    const fault = wrongIn(typed.current)
    setWrong(fault)
    if (fault) return
    const { accountNo, name, myName } = typed.current
    const own = myName.trim() ? { myName: myName.trim() } : {}
    const body = { accountNo: accountNo.replace(/\s/g, ''), name: name.trim(), relation, ...own }
    if (await bind.write({ body })) setSent(true)
  }
  if (sent)
    return (
      <View className="card" {...aria('status')}>
        <Text className="title">✓ 已交给对接人核对</Text>
        <Text>对接人会打电话或当面问一句，核对后就绑好了。不用验证码，也不收费。</Text>
        <BigButton main onTap={() => void Taro.navigateBack()}>
          知道了
        </BigButton>
      </View>
    )
  const field = (key: keyof typeof typed.current, label: string, type: 'number' | 'text') => (
    <>
      <Text className="label">{label}</Text>
      <Input
        className="field"
        type={type}
        aria-label={label}
        onInput={(event) => {
          typed.current[key] = event.detail.value
        }}
      />
    </>
  )
  return (
    <>
      <View className="card">
        <Text className="lead">户号和户名印在电费单、缴费短信上。找不到就打电话问对接人。</Text>
        {field('accountNo', '户号（10 至 13 位数字）', 'number')}
        {field('name', '户名（电费单上的名字）', 'text')}
        {field('myName', '您的姓名（可以不填）', 'text')}
        <Text className="label">您是户主的</Text>
        <View className="choices">
          {RELATIONS.map((each) => (
            <View
              key={each}
              className={each === relation ? 'button choice button-main' : 'button choice'}
              {...aria('radio', `您是户主的：${each}`)}
              aria-checked={each === relation ? 'true' : 'false'}
              onClick={() => setRelation(each)}
            >
              {each}
            </View>
          ))}
        </View>
        {wrong ? (
          <Text className="trouble-words" {...aria('alert')}>
            ! {wrong}
          </Text>
        ) : null}
        <BigButton main off={bind.writing} onTap={() => void send()}>
          {bind.writing ? '正在提交…' : '提交给对接人核对'}
        </BigButton>
      </View>
      {bind.trouble ? <TroubleCard trouble={bind.trouble} onAgain={() => void send()} /> : null}
    </>
  )
}
