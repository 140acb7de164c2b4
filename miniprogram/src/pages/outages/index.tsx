import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useVillage } from '../../api/api'
import { useRead } from '../../api/use-read'
import type { Village } from '../../api/village'
import { CallButton } from '../../components/call-button'
import { NoticeCard } from '../../components/notice-card'
import { Screen } from '../../components/screen'
import { Shown } from '../../components/shown'
import { VillageChooser } from '../../components/village-chooser'

export default function Outages() {
  const mine = useVillage()
  return <Screen>{mine ? <VillageOutages mine={mine} /> : <VillageChooser />}</Screen>
}

function VillageOutages({ mine }: { mine: Village }) {
  const outages = useRead('GET /villages/:villageId/outages', { params: { villageId: mine.id } })
  const open = (id: string) => void Taro.navigateTo({ url: `/villager/outage/index?id=${id}&village=${mine.id}` })
  return (
    <>
      <Text className="title">{mine.name}的停电</Text>
      <Shown of={outages}>
        {(all) => (
          <>
            {all.map(({ id, kindWords, state, times, areaWords, reason }) => (
              <NoticeCard
                key={id}
                title={kindWords}
                state={state}
                when={times}
                facts={[`范围：${areaWords || '全村'}`, `原因：${reason}`]}
                onTap={() => open(id)}
              />
            ))}
            <View className="card">
              {all.length ? null : <Text>现在没有停电通知。</Text>}
              <Text>家里没电，这里又没有通知？先看看自家的开关，再打电话问。</Text>
              <CallButton who="95598" phone="95598" note="24小时供电服务热线" />
            </View>
          </>
        )}
      </Shown>
    </>
  )
}
