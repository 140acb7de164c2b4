import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useSession, useVillage } from '../../api/api'
import { useRead } from '../../api/use-read'
import type { Village } from '../../api/village'
import { BigButton } from '../../components/big-button'
import { CallButton } from '../../components/call-button'
import { PersonCard } from '../../components/person-card'
import { Screen } from '../../components/screen'
import { Shown } from '../../components/shown'
import { VillageChooser } from '../../components/village-chooser'

export default function Liaison() {
  const session = useSession()
  const mine = useVillage()
  return (
    <Screen>
      {session ? <Duties /> : null}
      {mine ? <Contacts mine={mine} /> : <VillageChooser />}
    </Screen>
  )
}

/** For those who have something to do here: liaison, deputy, duty manager, committee member. */
function Duties() {
  const { reply } = useRead('GET /me', {})
  // The duty manager stands in for villages without a liaison.
  const serves = reply !== null && reply.liaisonOf.length > 0
  const onDuty = reply?.roles.includes('duty_manager')
  const names = (villages: readonly Village[]) => villages.map(({ name }) => name).join('、')
  return (
    <>
      {serves || onDuty ? (
        <View className="card">
          <Text className="title">{serves ? `我对接的村：${names(reply.liaisonOf)}` : '我今天值班'}</Text>
          <BigButton main onTap={() => void Taro.navigateTo({ url: '/liaison/today/index' })}>
            今日要告知的
          </BigButton>
          {serves ? (
            <BigButton onTap={() => void Taro.navigateTo({ url: '/liaison/bindings/index' })}>核对绑定申请</BigButton>
          ) : null}
        </View>
      ) : null}
      {reply?.committeeOf.length ? (
        <View className="card">
          <Text className="title">我任职的村委会：{names(reply.committeeOf)}</Text>
          <BigButton main onTap={() => void Taro.navigateTo({ url: '/liaison/committee/index' })}>
            村委会今日
          </BigButton>
        </View>
      ) : null}
    </>
  )
}

function Contacts({ mine }: { mine: Village }) {
  const home = useRead('GET /villages/:villageId/home', { params: { villageId: mine.id } })
  return (
    <Shown of={home}>
      {({ card: { liaison, deputy, dutyManager }, station, hotline }) => (
        <>
          <Text className="title">{mine.name}找谁</Text>
          {deputy ? <PersonCard main post="今天代班" person={deputy} note={`代班到 ${deputy.until}`} /> : null}
          {liaison ? (
            <PersonCard main={!deputy} post="对接人（一村一人）" person={liaison} />
          ) : (
            <Text className="lead">{mine.name}还没有对接人，请打值班经理或供电所的电话。</Text>
          )}
          {dutyManager ? <PersonCard post="今天的值班经理" person={dutyManager} /> : null}
          <View className="card">
            <Text className="title">{station.name}</Text>
            <CallButton who={station.name} phone={station.phone} />
            <CallButton who={hotline} phone={hotline} note="24小时供电服务热线" />
          </View>
        </>
      )}
    </Shown>
  )
}
