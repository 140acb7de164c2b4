import { Text, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import { useEffect } from 'react'
import { villageState } from '../../../../shared/domain/village-state'
import { useSession, useVillage, village } from '../../api/api'
import { clock } from '../../api/device'
import { useRead } from '../../api/use-read'
import { useScannedVillage } from '../../api/use-scanned-village'
import type { Village } from '../../api/village'
import { BigButton } from '../../components/big-button'
import { CallButton } from '../../components/call-button'
import { numberToCall, onCallToday } from '../../components/contact'
import { OwnOutages } from '../../components/own-outages'
import { PersonCard } from '../../components/person-card'
import { Screen } from '../../components/screen'
import { Shown } from '../../components/shown'
import { StateLine } from '../../components/state-line'
import { useTextSize } from '../../components/text-size'
import { TroubleCard } from '../../components/trouble-card'
import { VillageChooser } from '../../components/village-chooser'

export default function Home() {
  const { scene } = useRouter().params
  const scanned = useScannedVillage(scene)
  const mine = useVillage()
  return (
    <Screen>
      {scanned.trouble ? <TroubleCard trouble={scanned.trouble} onAgain={() => void scanned.again()} /> : null}
      {mine ? (
        <VillageHome mine={mine} />
      ) : scanned.opening ? (
        <Text className="quiet">正在打开…</Text>
      ) : (
        <VillageChooser />
      )}
    </Screen>
  )
}

function VillageHome({ mine }: { mine: Village }) {
  const session = useSession()
  const home = useRead('GET /villages/:villageId/home', { params: { villageId: mine.id } })
  const { reply } = home
  useEffect(() => {
    if (reply) village.keepHelper(numberToCall(reply.card, reply.station))
  }, [reply])
  return (
    <>
      <Shown of={home}>
        {({ state, sentence, outages, card, station, hotline }) => {
          // A sentence kept from yesterday would call tomorrow what is today: the phone says it anew from the times.
          const said = home.fresh ? { state, sentence } : villageState(mine.name, outages, clock())
          const [next] = outages
          const { post, person } = onCallToday(card)
          return (
            <>
              <StateLine {...said} />
              {session ? <OwnOutages /> : null}
              {next ? (
                <BigButton onTap={() => void openOutages(next.id, outages.length, mine.id)}>
                  {outages.length > 1 ? `看全部 ${outages.length} 个停电通知` : '看停电通知'}
                </BigButton>
              ) : null}
              {person ? (
                <PersonCard main post={`${mine.name}的${post}`} person={person} />
              ) : (
                <View className="card">
                  <Text className="quiet">{mine.name}还没有对接人，请打供电所电话</Text>
                  <CallButton main who={station.name} phone={station.phone} />
                </View>
              )}
              <CallButton who={hotline} phone={hotline} note="24小时供电服务热线" />
            </>
          )
        }}
      </Shown>
      <LargeTextButton />
      <BigButton onTap={() => village.choose(null)}>换一个村（现在是{mine.name}）</BigButton>
    </>
  )
}

/** One notice opens at once; several are a list on their own tab. */
const openOutages = (id: string, count: number, villageId: string) =>
  count === 1
    ? Taro.navigateTo({ url: `/villager/outage/index?id=${id}&village=${villageId}` })
    : Taro.switchTab({ url: '/pages/outages/index' })

const ORDINARY = 17
const ELDERLY = 24

/** The elderly view is one tap away on the first page; all four sizes are on 我的. */
function LargeTextButton() {
  const { size, choose } = useTextSize()
  return size >= ELDERLY ? (
    <BigButton onTap={() => choose(ORDINARY)}>换回普通字</BigButton>
  ) : (
    <BigButton onTap={() => choose(ELDERLY)}>换成大字（长辈版）</BigButton>
  )
}
