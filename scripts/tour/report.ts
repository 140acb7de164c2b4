import type { RouteReply } from '../../shared/contract/contract'
import { rateWords } from '../../shared/domain/channel'
import type { Accepted } from '../stage/far-ends'
import type { Checks } from './checks'
import type { VillageSum } from './count'
import { type OffFeeder, phonesOf } from './fresh-station'
import { tableLines } from './table'

type Awareness = RouteReply<'GET /outages/:id/awareness'>
type Shares = Pick<Awareness, 'affected' | 'told' | 'stillToTell' | 'rate'>

const total = (sums: readonly VillageSum[], key: Exclude<keyof VillageSum, 'village'>): number =>
  sums.reduce((all, sum) => all + sum[key], 0)

/** What the server says of each village, with what the far ends took beside it. */
export function printVillages(awareness: Awareness, sums: readonly VillageSum[]): void {
  const head = ['村', '受影响', '微信', '短信', '无号码', '本人或电话告知', '短信回执', '还没告知', '知晓率']
  const cells = (name: string, shares: Shares, reach: [number, number, number]) => [
    name,
    shares.affected,
    ...reach,
    shares.told.person,
    shares.told.smsReport,
    shares.stillToTell,
    rateWords(shares.rate),
  ]
  const rows = awareness.villages.map((village) => {
    const sum = sums.find((one) => one.village === village.village)
    return cells(village.village, village, [sum?.wechat ?? 0, sum?.sms ?? 0, sum?.noNumber ?? 0])
  })
  const all = cells('合计', awareness, [total(sums, 'wechat'), total(sums, 'sms'), total(sums, 'noNumber')])
  console.log('\n六、谁知道了（微信、短信只是发到；知道是另一回事）\n')
  for (const line of tableLines(head, [...rows, all])) console.log(`  ${line}`)
}

/** Holds the server's figures against those counted from the written rows and the far ends' record. */
export function compareSums(
  checks: Checks,
  awareness: Awareness,
  sums: readonly VillageSum[],
  off: OffFeeder,
  record: readonly Accepted[],
): void {
  const said = awareness.villages.map(({ village, affected, told, stillToTell }) => [
    village,
    affected,
    told.person,
    told.smsReport,
    stillToTell,
  ])
  const counted = sums.map((sum) => [sum.village, sum.affected, sum.person, sum.smsReport, sum.stillToTell])
  const byName = (a: unknown[], b: unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1)
  checks.same('各村 受影响、本人或电话、短信回执、还没告知', said.sort(byName), counted.sort(byName))
  checks.same('受影响户数', awareness.affected, total(sums, 'affected'))
  checks.same('本人或电话告知', awareness.told.person, total(sums, 'person'))
  checks.same('短信回执', awareness.told.smsReport, total(sums, 'smsReport'))
  checks.same('还没告知', awareness.stillToTell, total(sums, 'stillToTell'))
  const told = total(sums, 'person') + total(sums, 'smsReport')
  checks.same('知晓率（万分比）', awareness.rate, Math.floor((told * 10_000) / total(sums, 'affected')))

  const phones = phonesOf(off)
  const sms = record.filter(({ channel, to }) => channel === 'sms' && phones.has(to))
  const toCommittee = off.villages.length
  const reach = (channel: string) => awareness.reach.find((one) => one.channel === channel)
  checks.same('短信：平台收下的条数', (reach('sms')?.accepted ?? 0) + (reach('sms')?.failed ?? 0), sms.length)
  checks.same(
    '短信：有送达回执的条数',
    reach('sms')?.delivered ?? 0,
    sms.filter(({ state }) => state === 'delivered').length,
  )
  checks.same('短信：每户一条、每个村委会一条，没有重复', sms.length, total(sums, 'sms') + toCommittee)
  checks.same('微信：平台收下的条数', reach('wechat')?.accepted ?? 0, total(sums, 'wechat'))
  checks.same('没有发不出去、也没有交给人的', reach('sms')?.open ?? 0, 0)
}
