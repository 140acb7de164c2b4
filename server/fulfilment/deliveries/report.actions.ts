import { In, LessThan } from 'typeorm'
import { afterFailure } from '../../../shared/domain/delivery'
import { DAY } from '../../../shared/domain/time'
import type { Deps, Tools } from '../../deps'
import { bulkInsert, instantParameter } from '../../platform/db/bulk'
import type { Tx } from '../../platform/db/database'
import { emitAll } from '../../platform/outbox/outbox'
import type { SmsReport } from '../../platform/sms/sms'
import { type DeliveryRow, DeliveryTable, EarlyReportTable } from './delivery.tables'
import { openNext } from './settle.actions'

/** From these a report still changes something. A delivered message stays delivered whatever comes later. */
const OPEN_FOR_FAILURE = ['sending', 'sent', 'unknown'] as const
/** How long a report without a delivery is kept; providers repeat theirs for 3 days at most. */
const KEEP_EARLY_MS = 3 * DAY

/**
 * Takes what the provider says became of text messages. The same report twice, an old one after a new one, or one that comes
 * while our own note of the sending is still being written: each leaves the rows as one report in order would.
 */
export async function takeReports(tx: Tx, tools: Tools, reports: readonly SmsReport[]): Promise<void> {
  const now = tools.clock()
  const ids = reports.flatMap(({ id }) => id ?? [])
  const providerIds = reports.flatMap(({ id, providerId }) => (id === null ? providerId : []))
  const query = tx.createQueryBuilder(DeliveryTable, 'd').where('d.channel = :sms', { sms: 'sms' }).orderBy('d.id')
  query.andWhere([{ id: In(ids) }, { providerId: In(providerIds) }])
  if (tx.connection.options.type !== 'better-sqlite3') query.setLock('pessimistic_write')
  const rows = await query.getMany()
  const byId = new Map(rows.map((row) => [row.id, row]))
  const byProvider = new Map(rows.map((row) => [row.providerId, row]))

  const delivered = new Map<string, Heard>()
  const failed = new Map<string, Heard>()
  const early: SmsReport[] = []
  for (const report of reports) {
    const row = report.id === null ? byProvider.get(report.providerId) : byId.get(report.id)
    if (!row) {
      // Only a provider that does not hand our id back can be ahead of us; a report with an unknown id is nobody's.
      if (report.id === null) early.push(report)
      continue
    }
    if (row.state === 'delivered') continue
    const heard = { row, code: report.code.slice(0, 64), at: heardAt(report.at, row.createdAt, now) }
    if (report.delivered) {
      row.state = 'delivered'
      failed.delete(row.id)
      delivered.set(row.id, heard)
    } else if ((OPEN_FOR_FAILURE as readonly string[]).includes(row.state)) {
      row.state = 'failed'
      failed.set(row.id, heard)
    }
  }
  await writeHeard(tx, 'delivered', [...delivered.values()])
  await writeHeard(tx, 'failed', [...failed.values()])
  await openNext(
    tx,
    tools,
    [...failed.values()].map(({ row }) => ({ row, sms: null, turn: afterFailure(row, false, 'REPORT') })),
  )
  const kept = early.map(({ providerId, delivered: good, code, at }) => ({
    providerId: providerId.slice(0, 64),
    delivered: good,
    code: code.slice(0, 64),
    at: heardAt(at, new Date(0), now),
    receivedAt: now,
  }))
  await bulkInsert(tx, EarlyReportTable, kept, { ignore: true })
  const deliveryIds = [...delivered.values()].filter(({ row }) => row.householdId !== null).map(({ row }) => row.id)
  if (deliveryIds.length > 0) await emitAll(tx, tools, [{ type: 'sms.delivered', deliveryIds }])
}

type Heard = { row: DeliveryRow; code: string; at: Date }

/** One statement for all: providers report by the hundred. */
async function writeHeard(tx: Tx, state: 'delivered' | 'failed', heard: readonly Heard[]): Promise<void> {
  if (heard.length === 0) return
  const each = (pick: (one: Heard) => unknown) => heard.flatMap((one) => [one.row.id, pick(one)])
  const cases = `CASE id ${'WHEN ? THEN ? '.repeat(heard.length)}END`
  const at = each((one) => instantParameter(tx, one.at))
  const ids = heard.map(({ row }) => row.id)
  await tx.query(
    `UPDATE delivery SET state = ?, claim = NULL, lease_until = NULL, code = ${cases}, sent_at = COALESCE(sent_at, ${cases})
       ${state === 'delivered' ? `, delivered_at = ${cases}` : ''}
     WHERE id IN (${ids.map(() => '?').join(',')})`,
    [state, ...each(({ code }) => code), ...at, ...(state === 'delivered' ? at : []), ...ids],
  )
}

/** The time on the phone as reported, kept between our sending and now: a wrong clock far away moves nothing. */
function heardAt(at: Date, from: Date, now: Date): Date {
  const ms = at.getTime()
  return Number.isNaN(ms) || ms > now.getTime() || ms < from.getTime() ? now : at
}

/** Matches reports that came before our own note of the sending, and forgets those that belong to nothing here. */
export async function matchEarlyReports({ db, ...tools }: Deps): Promise<void> {
  const waiting = await db.read.find(EarlyReportTable, { order: { receivedAt: 'ASC' }, take: 500 })
  if (waiting.length === 0) return
  const known = await db.read.find(DeliveryTable, {
    select: { id: true, providerId: true },
    where: { providerId: In(waiting.map(({ providerId }) => providerId)) },
  })
  const ours = new Map(known.map(({ id, providerId }) => [providerId, id]))
  const matched = waiting.flatMap((report) => {
    const id = ours.get(report.providerId)
    return id === undefined ? [] : [{ ...report, id }]
  })
  await db.write(async (tx) => {
    await takeReports(tx, tools, matched)
    if (matched.length > 0)
      await tx.delete(EarlyReportTable, { providerId: In(matched.map((report) => report.providerId)) })
    await tx.delete(EarlyReportTable, { receivedAt: LessThan(new Date(tools.clock().getTime() - KEEP_EARLY_MS)) })
  })
}
