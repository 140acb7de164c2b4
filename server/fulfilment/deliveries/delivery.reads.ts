import { createHash } from 'node:crypto'
import { In, MoreThan } from 'typeorm'
import type { RouteReply } from '../../../shared/contract/contract'
import { CHANNELS, type Channel } from '../../../shared/domain/channel'
import { DELIVERY_STATE_WORDS, DELIVERY_STATES, type DeliveryState } from '../../../shared/domain/delivery'
import { maskName, maskPhone } from '../../../shared/domain/mask'
import type { Tools } from '../../deps'
import type { Reader } from '../../platform/db/database'
import { committeesOfVillages } from '../../registry/liaisons/liaison.reads'
import { householdRefs } from '../../registry/people/household.reads'
import { villageNames } from '../../registry/villages/village.reads'
import { type DeliveryRow, DeliveryTable } from './delivery.tables'
import { memberIdOf, reachOf } from './recipient.reads'

export type DeliveryCount = { channel: Channel; state: DeliveryState; count: number }

/** How many deliveries of an outage stand where, by channel. Sums up to every row there is. */
export async function deliveryCounts(db: Reader, outageId: string): Promise<DeliveryCount[]> {
  const rows = await db
    .createQueryBuilder(DeliveryTable, 'd')
    .select('d.channel', 'channel')
    .addSelect('d.state', 'state')
    .addSelect('COUNT(*)', 'count')
    .where({ outageId })
    .groupBy('d.channel')
    .addGroupBy('d.state')
    .getRawMany<{ channel: Channel; state: DeliveryState; count: number | string }>()
  const order = ({ channel, state }: DeliveryCount) => CHANNELS.indexOf(channel) * 20 + DELIVERY_STATES.indexOf(state)
  return rows.map((row) => ({ ...row, count: Number(row.count) })).sort((a, b) => order(a) - order(b))
}

/** States in which something is still going to happen by itself. */
const OPEN: readonly DeliveryState[] = ['waiting', 'sending', 'unknown']

type Page = { limit?: number; after?: string; state?: DeliveryState; channel?: Channel }

export async function deliveryProgress(
  db: Reader,
  tools: Pick<Tools, 'vault' | 'log'>,
  outageId: string,
  page: Page,
): Promise<RouteReply<'GET /outages/:id/deliveries'>> {
  const counts = await deliveryCounts(db, outageId)
  const rows = await db.find(DeliveryTable, {
    where: {
      outageId,
      ...(page.state ? { state: page.state } : {}),
      ...(page.channel ? { channel: page.channel } : {}),
      ...(page.after ? { id: MoreThan(page.after) } : {}),
    },
    order: { id: 'ASC' },
    take: page.limit ?? 50,
  })
  const names = await villageNames(db, [...new Set(rows.map(({ villageId }) => villageId))])
  const people = await peopleOf(db, rows)
  const reach = await reachOf(db, tools, rows)
  return {
    total: counts.reduce((sum, { count }) => sum + count, 0),
    open: counts.filter(({ state }) => OPEN.includes(state)).reduce((sum, { count }) => sum + count, 0),
    counts: counts.map((count) => ({ ...count, words: DELIVERY_STATE_WORDS[count.state] })),
    items: rows.map((row) => {
      const mobile = row.channel === 'sms' ? reach.get(row.id)?.mobile : null
      return {
        id: row.id,
        village: names.get(row.villageId) ?? '',
        to: `${maskName(people.get(row.id) ?? '')}${mobile ? ` ${maskPhone(mobile)}` : ''}`,
        channel: row.channel,
        state: row.state,
        words: DELIVERY_STATE_WORDS[row.state],
        attempts: row.attempts,
        code: row.code,
        sentAt: row.sentAt?.toISOString() ?? null,
        deliveredAt: row.deliveredAt?.toISOString() ?? null,
      }
    }),
  }
}

/** The household or committee member each row is for, by row. */
async function peopleOf(db: Reader, rows: readonly DeliveryRow[]): Promise<Map<string, string>> {
  const households = await householdRefs(
    db,
    rows.flatMap(({ householdId }) => householdId ?? []),
  )
  const committees = await committeesOfVillages(db, [
    ...new Set(rows.flatMap((row) => (memberIdOf(row) ? row.villageId : []))),
  ])
  const members = new Map([...committees.values()].flat().map(({ id, name }) => [id, name]))
  return new Map(
    rows.map((row) => [
      row.id,
      (row.householdId ? households.get(row.householdId)?.name : members.get(memberIdOf(row) ?? '')) ?? '',
    ]),
  )
}

/** Messages that reached a platform, by household: what a liaison sees beside a household still to tell. */
export async function roadsOf(
  db: Reader,
  outageId: string,
  householdIds: readonly string[],
): Promise<Map<string, { channel: Channel; state: DeliveryState }[]>> {
  const roads = new Map<string, { channel: Channel; state: DeliveryState }[]>()
  if (householdIds.length === 0) return roads
  const rows = await db.find(DeliveryTable, {
    select: { householdId: true, channel: true, state: true },
    where: { outageId, householdId: In([...householdIds]) },
    order: { id: 'ASC' },
  })
  for (const { householdId, channel, state } of rows)
    roads.set(householdId as string, [...(roads.get(householdId as string) ?? []), { channel, state }])
  return roads
}

/** How each committee member of a village is being told, by member. */
export async function roadsToCommittee(
  db: Reader,
  outageId: string,
  villageId: string,
): Promise<Map<string, DeliveryState>> {
  const rows = await db.find(DeliveryTable, {
    select: { planKey: true, state: true },
    where: { outageId, phase: 1, villageId },
    order: { id: 'ASC' },
  })
  return new Map(rows.map((row) => [memberIdOf(row) ?? '', row.state]))
}

/** Text messages reported as delivered: which household, and when on its phone. */
export const deliveredSms = (db: Reader, ids: readonly string[]) =>
  db.find(DeliveryTable, {
    select: { id: true, outageId: true, householdId: true, deliveredAt: true },
    where: { id: In([...ids]), channel: 'sms', state: 'delivered' },
  })

/** The list a person sends by hand. */
export type SmsList = {
  /** Changes with whoever is on it, their number and the words: who says that a list was sent names the one they had. */
  number: string
  lines: { id: string; mobile: string; text: string }[]
  /** Waiting for the list without being on it: their number is gone since. */
  withoutNumber: DeliveryRow[]
}

/** Numbers and words as they stand now. */
export async function smsList(db: Reader, tools: Pick<Tools, 'vault' | 'log'>, outageId: string): Promise<SmsList> {
  const rows = await db.find(DeliveryTable, {
    where: { outageId, state: 'manual' },
    order: { urgency: 'ASC', id: 'ASC' },
  })
  const reach = await reachOf(db, tools, rows)
  const mobileOf = ({ id }: DeliveryRow) => reach.get(id)?.mobile ?? null
  const lines = rows.flatMap((row) => {
    const mobile = mobileOf(row)
    return mobile === null ? [] : [{ id: row.id, mobile, text: row.text }]
  })
  return {
    number: createHash('sha256').update(JSON.stringify(lines)).digest('hex').slice(0, 8).toUpperCase(),
    lines,
    withoutNumber: rows.filter((row) => mobileOf(row) === null),
  }
}
