import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import { useRead } from '../../api/use-read'
import { useSubscribe } from '../../api/use-subscribe'
import { useWrite } from '../../api/use-write'
import { aria } from '../../components/aria'
import { BigButton } from '../../components/big-button'
import { Shown } from '../../components/shown'
import { SignInCard } from '../../components/sign-in-card'
import { TroubleCard } from '../../components/trouble-card'
import { type AffectedHousehold, affectedBy } from './affected'

/** 我知道了 for each of one's own households, and for all of them at once. */
export function Acknowledge({ outageId, signedIn }: { outageId: string; signedIn: boolean }) {
  return signedIn ? (
    <OwnAnswers outageId={outageId} />
  ) : (
    <SignInCard words="看明白了吗？登录后点一下「我知道了」，供电所就不用再打电话找您。" />
  )
}

function OwnAnswers({ outageId }: { outageId: string }) {
  const home = useRead('GET /me/home', {})
  const acknowledge = useWrite('POST /outages/:id/acknowledgements')
  const subscribe = useSubscribe()
  // Until the next reading: what was acknowledged a moment ago.
  const [done, setDone] = useState<readonly string[]>([])
  const say = (households: readonly AffectedHousehold[]) => {
    // First of all: WeChat opens its dialog only inside the tap itself.
    subscribe.ask()
    const [only] = households
    const body = households.length === 1 && only ? { householdId: only.id } : {}
    void acknowledge.write({ params: { id: outageId }, body }).then((reply) => {
      if (reply) setDone((before) => [...before, ...households.map(({ id }) => id)])
    })
  }
  return (
    <Shown of={home}>
      {({ households }) => {
        const affected = affectedBy(outageId, households, done)
        const open = affected.filter(({ acknowledged }) => !acknowledged)
        if (!affected.length) return <NotMine bound={households.length > 0} />
        return (
          <View className="card">
            {affected.map((household) => (
              <View key={household.id} className="answer">
                <Text className="title">
                  {household.name}（户号 {household.accountNo}）
                </Text>
                {household.acknowledged ? (
                  <Text className="good" {...aria('status')}>
                    ✓ 已记下：这一户知道了
                  </Text>
                ) : (
                  <BigButton main={open.length === 1} off={acknowledge.writing} onTap={() => say([household])}>
                    我知道了
                  </BigButton>
                )}
              </View>
            ))}
            {open.length > 1 ? (
              <BigButton main off={acknowledge.writing} onTap={() => say(open)}>
                我家 {open.length} 户都知道了
              </BigButton>
            ) : null}
            {acknowledge.trouble ? <TroubleCard trouble={acknowledge.trouble} onAgain={() => say(open)} /> : null}
            {subscribe.words ? <Text {...aria('status')}>{subscribe.words}</Text> : null}
          </View>
        )
      }}
    </Shown>
  )
}

function NotMine({ bound }: { bound: boolean }) {
  if (bound)
    return (
      <View className="card">
        <Text>您绑定的用电户不受这次停电影响。</Text>
      </View>
    )
  return (
    <View className="card">
      <Text>绑定自己家以后，可以在这里点「我知道了」。</Text>
      <BigButton main onTap={() => void Taro.switchTab({ url: '/pages/mine/index' })}>
        去绑定我家
      </BigButton>
    </View>
  )
}
