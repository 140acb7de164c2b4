import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import type { RouteReply } from '../../../../shared/contract/contract'
import { useSession } from '../../api/api'
import { useRead } from '../../api/use-read'
import { useWrite } from '../../api/use-write'
import { aria } from '../../components/aria'
import { BigButton } from '../../components/big-button'
import { Empty } from '../../components/empty'
import { NoticeCard } from '../../components/notice-card'
import { Screen } from '../../components/screen'
import { Shown } from '../../components/shown'
import { SignInCard } from '../../components/sign-in-card'
import { TroubleCard } from '../../components/trouble-card'

type List = RouteReply<'GET /committee/today'>['lists'][number]

export default function CommitteePage() {
  const session = useSession()
  return <Screen>{session ? <Today /> : <SignInCard words="村委会成员请先登录。" />}</Screen>
}

function Today() {
  const today = useRead('GET /committee/today', {})
  return (
    <Shown of={today}>
      {({ lists }) =>
        lists.length ? (
          lists.map((list) => (
            <OutageCard
              key={`${list.outage.id}:${list.village.id}`}
              list={list}
              onReceived={() => void today.again()}
            />
          ))
        ) : (
          <Empty words="本村现在没有停电通知。" />
        )
      }
    </Shown>
  )
}

function OutageCard({ list, onReceived }: { list: List; onReceived(): void }) {
  const { outage, village, groupText, received, affected, told } = list
  const receive = useWrite('POST /outages/:id/committee-receipts')
  const confirm = async () => {
    if (await receive.write({ params: { id: outage.id } })) onReceived()
  }
  return (
    <NoticeCard
      title={`${village.name}　${outage.kindWords}`}
      state={outage.state}
      when={outage.times}
      facts={[
        `范围：${outage.areaWords || '全村'}`,
        `原因：${outage.reason}`,
        `受影响 ${affected} 户，已有 ${told} 户知道`,
      ]}
    >
      {received ? (
        <Text className="good" {...aria('status')}>
          ✓ 您已点“收到”
        </Text>
      ) : (
        <BigButton main off={receive.writing} onTap={() => void confirm()}>
          收到
        </BigButton>
      )}
      {receive.trouble ? <TroubleCard trouble={receive.trouble} onAgain={() => void confirm()} /> : null}
      <View className="question">
        <Text selectable>{groupText}</Text>
        <BigButton onTap={() => void Taro.setClipboardData({ data: groupText })}>复制文字，发到村民群</BigButton>
      </View>
    </NoticeCard>
  )
}
