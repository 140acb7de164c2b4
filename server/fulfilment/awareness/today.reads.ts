import type { RouteReply } from '../../../shared/contract/contract'
import type { Channel } from '../../../shared/domain/channel'
import type { DeliveryState } from '../../../shared/domain/delivery'
import { maskAccountNo, maskPhone } from '../../../shared/domain/mask'
import { chinaDay } from '../../../shared/domain/time'
import type { Tools } from '../../deps'
import { instantFromRaw } from '../../platform/db/bulk'
import type { Reader } from '../../platform/db/database'
import type { Actor } from '../../platform/http/rights'
import { openPhone } from '../../platform/open-phone'
import { committeesOfVillages, taskOwnersOf } from '../../registry/liaisons/liaison.reads'
import { careOfHouseholds, contactsOfHouseholds, householdRefs } from '../../registry/people/household.reads'
import { personRef } from '../../registry/sign-in/person.reads'
import {
  groupRefs,
  type VillageRef,
  villageNames,
  villageRefs,
  villagesOfStation,
} from '../../registry/villages/village.reads'
import { outagesOfVillage, villageNotice } from '../../services/outages/public.reads'
import { roadsOf } from '../deliveries/delivery.reads'
import { awarenessOfVillage, lastTries, lastTriesOfMembers, receiptsByVillage } from './awareness.reads'

/** Households of one page of a liaison: as many as an old phone shows without stumbling. */
export const PAGE = 20

/** A household nobody can be said to have told, not even late. */
type Untold = { householdId: string; groupId: string | null; villageId: string; offAt: Date }

const UNTOLD = `
  FROM outage_household h
  WHERE h.outage_id = ?
    AND NOT EXISTS (SELECT 1 FROM told t WHERE t.outage_id = h.outage_id AND t.household_id = h.household_id)`

type RawUntold = { household: string; grp: string | null; village: string; starts: Date | string }

/** Households still to tell, in order of id; of one village, after one id, at most so many. */
async function untold(
  db: Reader,
  outageId: string,
  page: { villageId?: string; after?: string; limit?: number } = {},
): Promise<Untold[]> {
  const where = `${page.villageId ? ' AND h.village_id = ?' : ''}${page.after ? ' AND h.household_id > ?' : ''}`
  const rows: RawUntold[] = await db.query(
    `SELECT h.household_id AS household, h.group_id AS grp, h.village_id AS village, h.first_off_at AS starts ${UNTOLD}${where}
     ORDER BY h.household_id ${page.limit ? 'LIMIT ?' : ''}`,
    [outageId, page.villageId, page.after, page.limit].filter((value) => value !== undefined),
  )
  return rows.map(untoldOf)
}

const untoldOf = ({ household, grp, village, starts }: RawUntold): Untold => ({
  householdId: household,
  groupId: grp,
  villageId: village,
  offAt: instantFromRaw(starts) as Date,
})

/** A household of the outage, told or not; null when the outage does not touch it. */
async function affectedHousehold(db: Reader, outageId: string, householdId: string): Promise<Untold | null> {
  const [row]: RawUntold[] = await db.query(
    `SELECT h.household_id AS household, h.group_id AS grp, h.village_id AS village, h.first_off_at AS starts
     FROM outage_household h WHERE h.outage_id = ? AND h.household_id = ?`,
    [outageId, householdId],
  )
  return row ? untoldOf(row) : null
}

type StillToTell = RouteReply<'GET /outages/:id/still-to-tell'>['items'][number]
type Views = Pick<Tools, 'vault' | 'log'>

type Road = { channel: Channel; state: DeliveryState }

/** Channels that took a message nobody has confirmed yet. */
const channelsOnTheWay = (roads: readonly Road[] = []): Channel[] => [
  ...new Set(
    roads.filter(({ state }) => state === 'sent' || state === 'delivered').map(({ channel }): Channel => channel),
  ),
]

const masked = (phone: string | null): string | null => (phone === null ? null : maskPhone(phone))

/** Each household with what a person needs to find and call it. Numbers masked. */
async function viewsOf(db: Reader, tools: Views, outageId: string, rows: readonly Untold[]): Promise<StillToTell[]> {
  const ids = rows.map(({ householdId }) => householdId)
  if (ids.length === 0) return []
  const households = await householdRefs(db, ids)
  const contacts = await contactsOfHouseholds(db, ids)
  const care = await careOfHouseholds(db, ids)
  const groups = await groupRefs(db, [...new Set(rows.flatMap(({ groupId }) => groupId ?? []))])
  const villages = await villageNames(db, [...new Set(rows.map(({ villageId }) => villageId))])
  const roads = await roadsOf(db, outageId, ids)
  const last = await lastTries(db, { outageId, householdIds: ids })
  return rows.flatMap(({ householdId, groupId, villageId, offAt }): StillToTell[] => {
    const household = households.get(householdId)
    if (!household) return []
    return [
      {
        householdId,
        name: household.name,
        accountNo: maskAccountNo(household.accountNo),
        village: villages.get(villageId) ?? '',
        group: groupId ? (groups.get(groupId)?.name ?? null) : null,
        address: household.address,
        phone: masked(openPhone(tools, household.phoneSealed, `household ${householdId}`)),
        contacts: contacts.get(householdId)?.length ?? 0,
        important: household.important,
        care: care.get(householdId)?.kinds ?? [],
        offAt: offAt.toISOString(),
        sent: channelsOnTheWay(roads.get(householdId)),
        last: last.get(householdId) ?? null,
      },
    ]
  })
}

export async function stillToTell(
  db: Reader,
  tools: Views,
  outageId: string,
  page: { villageId?: string; after?: string; limit?: number },
): Promise<RouteReply<'GET /outages/:id/still-to-tell'>> {
  const { villageId } = page
  const [row] = await db.query(
    `SELECT COUNT(*) AS total ${UNTOLD}${villageId ? ' AND h.village_id = ?' : ''}`,
    villageId ? [outageId, villageId] : [outageId],
  )
  const rows = await untold(db, outageId, { ...page, limit: page.limit ?? 50 })
  return { total: Number(row.total), items: await viewsOf(db, tools, outageId, rows) }
}

type List = RouteReply<'GET /today'>['lists'][number]

/**
 * The order a liaison calls in: breathing machines, other care, the others; inside that by group and whom no message reached.
 * Made from what needs no number opened, because only one page of it is shown.
 */
async function inCallingOrder(db: Reader, outageId: string, rows: readonly Untold[]): Promise<Untold[]> {
  const ids = rows.map(({ householdId }) => householdId)
  const care = await careOfHouseholds(db, ids)
  const groups = await groupRefs(db, [...new Set(rows.flatMap(({ groupId }) => groupId ?? []))])
  const roads = await roadsOf(db, outageId, ids)
  const keyed = rows.map((row) => {
    const kinds = care.get(row.householdId)?.kinds ?? []
    return {
      row,
      rank: kinds.includes('life_support') ? 0 : kinds.length > 0 ? 1 : 2,
      group: (row.groupId && groups.get(row.groupId)?.name) || '',
      sent: channelsOnTheWay(roads.get(row.householdId)).length,
    }
  })
  const { compare } = new Intl.Collator('zh-CN', { numeric: true })
  return keyed
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        compare(a.group, b.group) ||
        a.sent - b.sent ||
        (a.row.householdId < b.row.householdId ? -1 : 1),
    )
    .map(({ row }) => row)
}

/** Villages whose tasks are the actor's today: as liaison or deputy, or as duty manager where there is neither. */
async function ownVillages(db: Reader, actor: Actor, day: string): Promise<VillageRef[]> {
  const own = [...(await villageRefs(db, actor.liaisonOf)).values()]
  if (!actor.roles.includes('duty_manager') || actor.stationId === null) return own
  const all = await villagesOfStation(db, actor.stationId)
  const owners = await taskOwnersOf(
    db,
    all.map(({ id }) => id),
    day,
  )
  const orphaned = all.filter(({ id }) => {
    const owner = owners.get(id)
    return owner?.kind === 'duty_manager' && owner.staffId === actor.staffId
  })
  return [...own, ...orphaned.filter(({ id }) => !actor.liaisonOf.includes(id))]
}

/**
 * Households of a village still to tell, in calling order, after the one named. A place in the order, not a number of rows to
 * skip: the list grows shorter while it is read, and skipping rows of a shorter list passes households over. The named one may
 * have been told meanwhile; it still has its place.
 */
async function stillToCall(db: Reader, outageId: string, villageId: string, after?: string): Promise<Untold[]> {
  const open = await untold(db, outageId, { villageId })
  const last = after ? await affectedHousehold(db, outageId, after) : null
  if (!last) return inCallingOrder(db, outageId, open)
  const others = open.filter(({ householdId }) => householdId !== after)
  const ordered = await inCallingOrder(db, outageId, [...others, last])
  return ordered.slice(ordered.indexOf(last) + 1)
}

type TodayQuery = { outageId?: string; villageId?: string; after?: string }

/** What a liaison has to do today: each running outage of each own village, the next off time first. */
export async function todayOfLiaison(
  db: Reader,
  tools: Tools,
  actor: Actor,
  query: TodayQuery,
): Promise<RouteReply<'GET /today'>> {
  const now = tools.clock()
  const lists: List[] = []
  for (const village of await ownVillages(db, actor, chinaDay(now))) {
    if (query.villageId && village.id !== query.villageId) continue
    for (const outage of await outagesOfVillage(db, village, now)) {
      if (query.outageId && outage.id !== query.outageId) continue
      const shares = await awarenessOfVillage(db, outage.id, village.id)
      const open = await stillToCall(db, outage.id, village.id, query.after)
      lists.push({
        outage,
        village: { id: village.id, name: village.name },
        ...shares,
        committee: await committeeOf(db, tools, outage.id, village.id),
        households: await viewsOf(db, tools, outage.id, open.slice(0, PAGE)),
        more: Math.max(0, open.length - PAGE),
      })
    }
  }
  const start = ({ outage }: List) => outage.intervals[0]?.offAt ?? ''
  return { lists: lists.sort((a, b) => start(a).localeCompare(start(b))) }
}

async function committeeOf(db: Reader, tools: Views, outageId: string, villageId: string): Promise<List['committee']> {
  const members = (await committeesOfVillages(db, [villageId])).get(villageId) ?? []
  const received = (await receiptsByVillage(db, outageId, [villageId])).get(villageId)
  const last = await lastTriesOfMembers(db, outageId, villageId)
  return members
    .map(({ id, name, post, phoneSealed }) => ({
      memberId: id,
      name,
      post,
      phone: masked(openPhone(tools, phoneSealed, `committee member ${id}`)),
      received: received?.has(id) ?? false,
      last: last.get(id) ?? null,
    }))
    .sort((a, b) => Number(a.received) - Number(b.received))
}

/** The outages of the villages in whose committee the person sits: what is off and how many know, nobody by name. */
export async function todayOfCommittee(
  db: Reader,
  tools: Tools,
  actor: Actor,
): Promise<RouteReply<'GET /committee/today'>> {
  const now = tools.clock()
  const person = actor.personId ? await personRef(db, actor.personId) : null
  const lists: RouteReply<'GET /committee/today'>['lists'] = []
  for (const village of (await villageRefs(db, actor.committeeOf)).values()) {
    const seats = (await committeesOfVillages(db, [village.id])).get(village.id) ?? []
    const mine = seats.filter(({ phoneHash }) => phoneHash === person?.phoneHash)
    for (const outage of await outagesOfVillage(db, village, now)) {
      const received = (await receiptsByVillage(db, outage.id, [village.id])).get(village.id)
      const { affected, told } = await awarenessOfVillage(db, outage.id, village.id)
      const { text } = await villageNotice(db, tools, outage.id, village.id)
      lists.push({
        outage,
        village: { id: village.id, name: village.name },
        groupText: text,
        received: mine.some(({ id }) => received?.has(id)),
        affected,
        told: told.person + told.smsReport,
      })
    }
  }
  return { lists }
}
