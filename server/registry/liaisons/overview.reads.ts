import { In, MoreThanOrEqual } from 'typeorm'
import type { RouteReply } from '../../../shared/contract/contract'
import { chinaDay } from '../../../shared/domain/time'
import type { Tools } from '../../deps'
import type { Reader } from '../../platform/db/database'
import type { Actor } from '../../platform/http/rights'
import { householdCounts } from '../people/household.reads'
import { careToAskCounts } from '../people/household-view.reads'
import { type StaffCard, staffCards } from '../people/people.reads'
import { villagesOfStation } from '../villages/village.reads'
import { committeesOfVillages, deputyOn, dutyStaffOf, livePairings } from './liaison.reads'
import { DutyTable, PairingTable } from './liaison.tables'

type Clock = Pick<Tools, 'clock'>

/** The villages of the station for its admins and duty manager; for a liaison their own. */
export async function villageOverview(
  db: Reader,
  { clock }: Clock,
  actor: Actor,
): Promise<RouteReply<'GET /station/villages'>> {
  const stationId = actor.stationId as string
  const all = actor.roles.includes('station_admin') || actor.roles.includes('duty_manager')
  const villages = (await villagesOfStation(db, stationId)).filter(({ id }) => all || actor.liaisonOf.includes(id))
  const ids = villages.map(({ id }) => id)
  const counts = await householdCounts(db, stationId)
  const pairings = await livePairings(db, ids)
  const committees = await committeesOfVillages(db, ids)
  const today = chinaDay(clock())
  const staff = await staffCards(db, [
    ...new Set([...pairings.values()].flatMap((row) => [row.staffId, deputyOn(row, today) ?? []].flat())),
  ])
  return villages.map(({ id, name, committeeName, code, pilot }) => {
    const pairing = pairings.get(id)
    const deputyId = pairing && deputyOn(pairing, today)
    return {
      id,
      name,
      committeeName,
      code,
      pilot,
      ...(counts.get(id) ?? { households: 0, withoutNumber: 0 }),
      committeeMembers: committees.get(id)?.length ?? 0,
      liaison: pairing
        ? {
            staffId: pairing.staffId,
            name: staff.get(pairing.staffId)?.name ?? '',
            exception: pairing.exceptionReason !== null,
          }
        : null,
      deputyToday: deputyId ? (staff.get(deputyId)?.name ?? null) : null,
    }
  })
}

/**
 * What the station can't reach yet. An exception past its last day stays in force until somebody hands the village over, so
 * that nobody is left without a liaison overnight; it is listed here from the day after.
 */
export async function blindSpots(
  db: Reader,
  { clock }: Clock,
  stationId: string,
): Promise<RouteReply<'GET /station/blind-spots'>> {
  const villages = (await villagesOfStation(db, stationId)).map(({ id, name }) => ({ id, name }))
  const ids = villages.map(({ id }) => id)
  const pairings = await livePairings(db, ids)
  const committees = await committeesOfVillages(db, ids)
  const counts = await householdCounts(db, stationId)
  const careToAsk = await careToAskCounts(db, stationId)
  const today = chinaDay(clock())
  const past = [...pairings.values()].filter(({ exceptionUntil }) => exceptionUntil !== null && exceptionUntil < today)
  const staff = await staffCards(
    db,
    past.map(({ staffId }) => staffId),
  )
  const withoutNumber = villages
    .map((village) => ({ village, count: counts.get(village.id)?.withoutNumber ?? 0 }))
    .filter(({ count }) => count > 0)
  return {
    villagesWithoutLiaison: villages.filter(({ id }) => !pairings.has(id)),
    villagesWithoutCommittee: villages.filter(({ id }) => !committees.has(id)),
    exceptionsPast: past.map(({ villageId, staffId, exceptionUntil, exceptionReason }) => ({
      village: { id: villageId, name: villages.find(({ id }) => id === villageId)?.name ?? '' },
      staff: named(staff, staffId),
      until: exceptionUntil as string,
      reason: exceptionReason ?? '',
    })),
    householdsWithoutNumber: {
      total: withoutNumber.reduce((sum, { count }) => sum + count, 0),
      byVillage: withoutNumber,
    },
    careToAsk: villages
      .map((village) => ({ village, count: careToAsk.get(village.id) ?? 0 }))
      .filter(({ count }) => count > 0),
  }
}

const named = (staff: Map<string, StaffCard>, id: string) => ({ id, name: staff.get(id)?.name ?? '' })

/** All liaisons a village had, the present one first. */
export async function pairingHistory(
  db: Reader,
  { clock }: Clock,
  villageId: string,
): Promise<RouteReply<'GET /villages/:villageId/liaison/history'>> {
  const rows = await db.find(PairingTable, { where: { villageId }, order: { since: 'DESC', id: 'DESC' } })
  const authors = rows.flatMap(({ appointedBy, endedBy }) => [staffIdOf(appointedBy), staffIdOf(endedBy)].flat())
  const staff = await staffCards(db, [
    ...new Set([...rows.flatMap(({ staffId, deputyStaffId }) => [staffId, deputyStaffId ?? []].flat()), ...authors]),
  ])
  const today = chinaDay(clock())
  const author = (by: string) =>
    staff.get(staffIdOf(by)[0] ?? '')?.name ?? (by === 'system' ? '系统(员工已停用)' : '供电所')
  return rows.map((row) => ({
    id: row.id,
    staff: named(staff, row.staffId),
    since: row.since.toISOString(),
    until: row.until?.toISOString() ?? null,
    appointedBy: author(row.appointedBy),
    endedBy: row.endedBy === null ? null : author(row.endedBy),
    exception:
      row.exceptionReason !== null && row.exceptionUntil !== null
        ? {
            reason: row.exceptionReason,
            until: row.exceptionUntil,
            past: row.liveVillage !== null && row.exceptionUntil < today,
          }
        : null,
    deputy:
      row.deputyStaffId && row.deputyFrom && row.deputyUntil
        ? { staff: named(staff, row.deputyStaffId), from: row.deputyFrom, until: row.deputyUntil }
        : null,
  }))
}

/** The id in `staff:…`; none where the file import or the system did it. */
const staffIdOf = (actorId: string | null): string[] =>
  actorId?.startsWith('staff:') ? [actorId.slice('staff:'.length)] : []

/** The rota, the days set apart from today on, and who is on duty today. */
export async function dutyRota(db: Reader, { clock }: Clock, stationId: string): Promise<RouteReply<'GET /duty'>> {
  const today = chinaDay(clock())
  const rows = await db.find(DutyTable, {
    where: [
      { stationId, weekday: In([1, 2, 3, 4, 5, 6, 7]) },
      { stationId, day: MoreThanOrEqual(today) },
    ],
    order: { day: 'ASC' },
  })
  const todayId = await dutyStaffOf(db, stationId, today)
  const staff = await staffCards(db, [
    ...new Set([...rows.map(({ staffId }) => staffId), ...(todayId ? [todayId] : [])]),
  ])
  const onDuty = (staffId: string | null | undefined) => {
    const card = staffId ? staff.get(staffId) : undefined
    return card?.active ? { staffId: card.id, name: card.name } : null
  }
  return {
    today: onDuty(todayId),
    weekdays: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
      weekday,
      staff: onDuty(rows.find((row) => row.weekday === weekday)?.staffId),
    })),
    days: rows.flatMap((row) => (row.day === null ? [] : [{ day: row.day, staff: onDuty(row.staffId) }])),
  }
}
