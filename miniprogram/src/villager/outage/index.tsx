import { Text, View } from '@tarojs/components'
import Taro, { useRouter, useShareAppMessage } from '@tarojs/taro'
import type { RouteReply } from '../../../../shared/contract/contract'
import { reasonKnown } from '../../../../shared/domain/outage'
import { instantWords, intervalWords } from '../../../../shared/domain/time'
import { useSession } from '../../api/api'
import { clock } from '../../api/device'
import { useRead } from '../../api/use-read'
import { aria } from '../../components/aria'
import { BigButton } from '../../components/big-button'
import { CallButton } from '../../components/call-button'
import { StateTag } from '../../components/notice-card'
import { Screen } from '../../components/screen'
import { Shown } from '../../components/shown'
import { Acknowledge } from './acknowledge'

type Notice = RouteReply<'GET /outages/:id/notice'>

export default function OutagePage() {
  const { id = '', village = '' } = useRouter().params
  const session = useSession()
  const notice = useRead('GET /outages/:id/notice', { params: { id }, query: { villageId: village } })
  const shared = notice.reply?.outage
  // Only what hangs on the village board anyway: the outage and the village, nothing of the person who shares.
  useShareAppMessage(() => ({
    title: shared ? `${shared.village} ${shared.kindWords}：${shared.times}` : '停电通知',
    path: `/villager/outage/index?id=${id}&village=${village}`,
  }))
  return (
    <Screen>
      <Shown of={notice}>
        {(reply) => (
          <>
            <Words {...reply} />
            {reply.outage.state === 'over' ? null : <Acknowledge outageId={id} signedIn={session !== null} />}
            <Ask {...reply} />
          </>
        )}
      </Shown>
    </Screen>
  )
}

function Words({ outage }: Notice) {
  const { kindWords, village, state, intervals, areaWords, reason, nextWordAt } = outage
  const now = clock()
  return (
    <View className="card">
      <StateTag state={state} />
      <Text className="title">
        {village}　{kindWords}
      </Text>
      <Fact name={intervals.length > 1 ? `停电时间（共 ${intervals.length} 段）` : '停电时间'}>
        {intervals.map(({ offAt, onAt }) => intervalWords(offAt, onAt, { now }))}
      </Fact>
      <Fact name="停电范围">{[areaWords || '全村']}</Fact>
      <Fact name="原因">{[reasonKnown(reason) ? reason : '还没查明']}</Fact>
      {intervals.some(({ onAt }) => onAt === null) ? <Fact name="什么时候来电">{['还不知道']}</Fact> : null}
      {nextWordAt ? <Fact name="下次告知">{[`${instantWords(nextWordAt)}前`]}</Fact> : null}
    </View>
  )
}

function Fact({ name, children }: { name: string; children: readonly string[] }) {
  return (
    <View className="fact">
      <Text className="quiet">{name}</Text>
      {children.map((words) => (
        <Text className="fact-words" key={words}>
          {words}
        </Text>
      ))}
    </View>
  )
}

function Ask({ text, liaison, hotline }: Notice) {
  return (
    <View className="card">
      <Text {...aria('text')}>有事要问，或家里有呼吸机等离不开电的设备，请马上打电话：</Text>
      {liaison ? <CallButton main who={`对接人${liaison.name}`} phone={liaison.phone} /> : null}
      <CallButton main={!liaison} who={hotline} phone={hotline} note="24小时供电服务热线" />
      <BigButton onTap={() => void Taro.setClipboardData({ data: text })}>复制通知文字，转发给家人</BigButton>
    </View>
  )
}
