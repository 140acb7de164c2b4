import { Text, View } from '@tarojs/components'
import { ROLE_WORDS, type Role } from '../../../../shared/domain/role'
import { signOut, useSession } from '../../api/api'
import { useRead } from '../../api/use-read'
import { useSubscribe } from '../../api/use-subscribe'
import { useWrite } from '../../api/use-write'
import { aria } from '../../components/aria'
import { BigButton } from '../../components/big-button'
import { ConfirmButton } from '../../components/confirm-button'
import { FindHousehold } from '../../components/find-household'
import { HouseholdWords, type OwnHousehold } from '../../components/own-household'
import { Screen } from '../../components/screen'
import { Shown } from '../../components/shown'
import { SignInCard } from '../../components/sign-in-card'
import { TextSizeChooser } from '../../components/text-size'
import { TroubleCard } from '../../components/trouble-card'

export default function Mine() {
  const session = useSession()
  return (
    <Screen>
      {session ? <Me /> : <SignInCard words="登录以后可以绑定自己家：停电会专门通知您，还能告诉供电所您已经知道了。" />}
      <View className="card">
        <Text className="title">字的大小</Text>
        <TextSizeChooser />
      </View>
      {session ? (
        <ConfirmButton question="退出后，这台手机上您的资料会全部清除。" yes="退出登录" onYes={() => void signOut()}>
          退出登录
        </ConfirmButton>
      ) : null}
    </Screen>
  )
}

function Me() {
  const me = useRead('GET /me', {})
  const again = () => void me.again()
  return (
    <Shown of={me}>
      {({ name, roles, phone, households }) => (
        <>
          <View className="card">
            <Text className="title">{name || '已登录'}</Text>
            <Text className="quiet">身份：{rolesWords(roles)}</Text>
            <Text className="quiet">手机号：{phone ?? '还没有验证'}</Text>
          </View>
          {households.length ? <Text className="title">我的用电户</Text> : null}
          {households.map((household) => (
            <Bound key={household.bindingId} household={household} onGone={again} />
          ))}
          <FindHousehold onFound={again} />
          <Reminders />
        </>
      )}
    </Shown>
  )
}

const rolesWords = (roles: readonly Role[]) => roles.map((role) => ROLE_WORDS[role]).join('、') || '村民'

function Bound({ household, onGone }: { household: OwnHousehold; onGone(): void }) {
  const unbind = useWrite('DELETE /bindings/:id')
  const end = async () => {
    if (await unbind.write({ params: { id: household.bindingId } })) onGone()
  }
  return (
    <View className="card">
      <HouseholdWords {...household} />
      <ConfirmButton
        question={`解除后，${household.name}家停电不再专门通知您。`}
        yes="解除绑定"
        onYes={() => void end()}
      >
        解除绑定
      </ConfirmButton>
      {unbind.trouble ? <TroubleCard trouble={unbind.trouble} onAgain={() => void end()} /> : null}
    </View>
  )
}

/** How many WeChat messages may still come: WeChat lets us send one for each tap on 允许. */
function Reminders() {
  const credits = useRead('GET /me/subscriptions', {})
  const subscribe = useSubscribe(() => void credits.again())
  if (!subscribe.possible) return null
  const left = (credits.reply ?? []).reduce((sum, each) => sum + each.credits, 0)
  return (
    <View className="card">
      <Text className="title">微信停电提醒</Text>
      <Text className="quiet">{left ? `还能收 ${left} 次。` : '现在收不到。'}每点一次「允许」，可以收一次。</Text>
      <BigButton onTap={() => subscribe.ask({ again: true })}>再允许一次</BigButton>
      {subscribe.words ? <Text {...aria('status')}>{subscribe.words}</Text> : null}
    </View>
  )
}
