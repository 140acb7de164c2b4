import { setTimeout as pause } from 'node:timers/promises'
import type { RouteReply } from '../../shared/contract/contract'
import { chinaDay, DAY, HOUR, startOfChinaDay } from '../../shared/domain/time'
import { startBar } from '../bar'
import { type Call, Refused } from '../stage/call'
import type { FarEnds } from '../stage/far-ends'
import type { Checks } from './checks'
import { type OffFeeder, phonesOf } from './fresh-station'

const LONGEST_WAIT_MS = 180_000
/** How long an SMS report may be under way after everything was sent. */
const REPORTS_MS = 30_000

/** Off from 8:00 to 17:00 of the Chinese day so many days ahead. */
export function dayOff(now: Date, days: number): { offAt: string; onAt: string } {
  const day = startOfChinaDay(chinaDay(new Date(now.getTime() + days * DAY))).getTime()
  const at = (hour: number) => new Date(day + hour * HOUR).toISOString()
  return { offAt: at(8), onAt: at(17) }
}

const draftOf = (feeder: string, interval: { offAt: string; onAt: string }) => ({
  kind: 'planned' as const,
  reason: '线路检修',
  intervals: [interval],
  scope: [{ kind: 'feeder' as const, place: feeder }],
})

/** Tries to publish with two days' notice; it must be refused by the law, and nobody may hear of it. */
export async function tryShortNotice(call: Call, far: FarEnds, off: OffFeeder, checks: Checks): Promise<void> {
  const before = await far.lastSeq()
  const body = draftOf(off.feeder, dayOff(await far.now(), 2))
  const { outage, check } = await call('POST /outages', { body })
  const finding = check.findings[0]
  const refused = await call('POST /outages/:id/preview', { params: { id: outage.id } }).then(
    () => null,
    (error: unknown) => error as Refused,
  )
  console.log(`  只提前 2 天：${refused instanceof Refused ? `被拒绝，代码 ${refused.code}` : '没有被拒绝'}`)
  if (refused) console.log(`  原因：${refused.message}`)
  if (finding?.rule) console.log(`  依据：${finding.rule.source}`)
  checks.same('只提前 2 天的拒绝代码', refused?.code ?? '没有拒绝', 'OUTAGE_NOTICE_TOO_LATE')
  checks.same('拒绝时说出的依据', finding?.rule?.source.includes('第二十八条') ?? false, true)
  const after = await call('GET /outages/:id', { params: { id: outage.id } })
  const { total } = await call('GET /outages/:id/deliveries', { params: { id: outage.id }, query: { limit: 1 } })
  checks.same('拒绝后仍是草稿、没有发送任务', [after.state, total], ['draft', 0])
  const phones = phonesOf(off)
  const sent = (await far.record({ after: before })).filter(({ to }) => phones.has(to))
  checks.same('拒绝后外部系统收到的消息', sent.length, 0)
  await call('DELETE /outages/:id', { params: { id: outage.id } })
}

export type Preview = RouteReply<'POST /outages/:id/preview'>

/** Draft, preview, publish, eight days ahead. */
export async function publishOutage(call: Call, now: Date, feeder: string): Promise<{ id: string; preview: Preview }> {
  const { outage } = await call('POST /outages', { body: draftOf(feeder, dayOff(now, 8)) })
  const params = { id: outage.id }
  const preview = await call('POST /outages/:id/preview', { params })
  await call('POST /outages/:id/publish', { params, body: { previewToken: preview.token } })
  return { id: outage.id, preview }
}

/** Waits until every message has an end and every report that can come has come. */
export async function untilDelivered(call: Call, id: string): Promise<void> {
  const bar = await startBar('发送通知')
  const until = performance.now() + LONGEST_WAIT_MS
  let reportsUntil = Number.POSITIVE_INFINITY
  while (performance.now() < until) {
    const { total, open, counts } = await call('GET /outages/:id/deliveries', { params: { id }, query: { limit: 1 } })
    const unreported = counts.find(({ channel, state }) => channel === 'sms' && state === 'sent')?.count ?? 0
    bar.at(total - open - unreported, total)
    if (total > 0 && open === 0) {
      reportsUntil = Math.min(reportsUntil, performance.now() + REPORTS_MS)
      if (unreported === 0 || performance.now() > reportsUntil) {
        bar.end(`${total} 条都有了结果`)
        return
      }
    }
    await pause(300)
  }
  bar.end('没有发完')
  throw new Error('三分钟内没有发完，请看管理后台「运行状况」里有没有搁置的事件。')
}
