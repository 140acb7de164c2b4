import { In } from 'typeorm'
import type { DeliveryState, Turn } from '../../../shared/domain/delivery'
import type { Tools } from '../../deps'
import { bulkInsert, instantParameter } from '../../platform/db/bulk'
import type { Tx } from '../../platform/db/database'
import { type DeliveryRow, DeliveryTable } from './delivery.tables'
import { memberIdOf, type SmsTarget } from './recipient.reads'

/** One row with what became of it. `sms`: where a text message would go instead. `resend`: it goes out a second time. */
export type Settled = { row: DeliveryRow; turn: Turn; sms: SmsTarget | null; resend?: boolean; notTried?: boolean }

/** WeChat knows of no message this person allows. */
const NO_CREDIT = '43101'

/**
 * Writes the ends of a batch, opens the next channel where one failed and notes which credits were spent, all or nothing. Rows that no
 * longer carry the claim (a report came first, or somebody took us for dead) are left alone.
 */
export async function settle(
  tx: Tx,
  tools: Tools,
  claim: string,
  from: Extract<DeliveryState, 'sending' | 'unknown'>,
  results: readonly Settled[],
): Promise<void> {
  const still = { claim, state: from, id: In(results.map(({ row }) => row.id)) } as const
  const query = tx.createQueryBuilder(DeliveryTable, 'd').select('d.id', 'id').where(still).orderBy('d.id')
  if (tx.connection.options.type !== 'better-sqlite3') query.setLock('pessimistic_write')
  const held = new Set((await query.getRawMany<{ id: string }>()).map(({ id }) => id))
  const ours = results.filter(({ row }) => held.has(row.id))
  for (const group of alike(ours)) await writeGroup(tx, tools, group)
  await openNext(tx, tools, ours)
}

/** Results that differ in nothing but the row and the provider's id: one statement each. */
function alike(results: readonly Settled[]): Settled[][] {
  const groups = new Map<string, Settled[]>()
  for (const one of results) {
    const { state, code, inMs } = one.turn
    const key = JSON.stringify([state, code, inMs, one.resend, one.notTried, creditNewsOf(one)])
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()]
}

async function writeGroup(tx: Tx, tools: Tools, group: Settled[]): Promise<void> {
  const [first] = group as [Settled]
  const { turn, resend, notTried } = first
  const now = tools.clock()
  const at = instantParameter(tx, now)
  const set = ['claim = NULL', 'lease_until = NULL', 'state = ?', 'next_at = ?']
  const values: unknown[] = [turn.state, instantParameter(tx, new Date(now.getTime() + (turn.inMs ?? 0)))]
  const add = (sql: string, ...parameters: unknown[]) => {
    set.push(sql)
    values.push(...parameters)
  }
  if (notTried) add('attempts = attempts - 1')
  else add('code = ?', turn.code)
  if (turn.state === 'sent') add('sent_at = COALESCE(sent_at, ?)', at)
  if (turn.state === 'unknown') add('unknown_at = COALESCE(unknown_at, ?)', at)
  if (resend) add('resent = 1')
  const creditNews = creditNewsOf(first)
  if (creditNews) add('credit_news = ?', creditNews)
  const named = group.filter((one) => one.turn.providerId)
  if (named.length > 0)
    add(
      `provider_id = CASE id ${'WHEN ? THEN ? '.repeat(named.length)}ELSE provider_id END`,
      ...named.flatMap((one) => [one.row.id, one.turn.providerId]),
    )
  const ids = group.map(({ row }) => row.id)
  await tx.query(`UPDATE delivery SET ${set.join(', ')} WHERE id IN (${ids.map(() => '?').join(',')})`, [
    ...values,
    ...ids,
  ])
}

/** What stands for the household or member in the key of the next road: two messages that fail open it once. */
const subjectOf = (row: DeliveryRow): string =>
  row.householdId ? `household:${row.householdId}` : `committee:${memberIdOf(row)}`

/** Opens the next road for everybody whose message failed; the unique key lets each road open once. */
export async function openNext(
  tx: Tx,
  tools: Pick<Tools, 'clock' | 'newId'>,
  results: readonly Pick<Settled, 'row' | 'turn' | 'sms'>[],
): Promise<void> {
  const now = tools.clock()
  const rows = results.flatMap(({ row, turn, sms }): DeliveryRow[] => {
    if (!turn.next) return []
    const target = turn.next === 'sms' ? sms : null
    const member = memberIdOf(row)
    const person: SmsTarget = row.householdId
      ? { recipientKind: 'household', recipientId: row.householdId }
      : { recipientKind: 'committee_member', recipientId: member ?? row.recipientId }
    const channel = target ? 'sms' : 'person'
    return [
      {
        ...row,
        ...(target ?? person),
        id: tools.newId(),
        planKey: `>${channel}:${subjectOf(row)}`,
        channel,
        data: null,
        state: channel === 'sms' ? 'waiting' : 'handed',
        claim: null,
        leaseUntil: null,
        attempts: 0,
        nextAt: now,
        unknownAt: null,
        resent: false,
        providerId: null,
        creditNews: null,
        code: null,
        createdAt: now,
        sentAt: null,
        deliveredAt: null,
      },
    ]
  })
  await bulkInsert(tx, DeliveryTable, rows, { ignore: true })
}

/** What the end of a message means for the person's credits. */
const creditNewsOf = ({ row, turn }: Settled): DeliveryRow['creditNews'] => {
  if (row.channel !== 'wechat') return null
  return turn.state === 'sent' ? 'spent' : turn.code === NO_CREDIT ? 'refused' : null
}
