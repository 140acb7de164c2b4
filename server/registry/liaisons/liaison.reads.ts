import { In, IsNull, LessThan, LessThanOrEqual, MoreThan, MoreThanOrEqual, Not } from 'typeorm'
import { type TaskOwner, taskOwnerFor } from '../../../shared/domain/channel'
import { chinaDay, chinaParts, DAY, startOfChinaDay } from '../../../shared/domain/time'
import type { Tools } from '../../deps'
import { gather, inBatches } from '../../platform/db/batches'
import type { Reader } from '../../platform/db/database'
import { orRefuse } from '../../platform/http/refuse'
import { type StaffCard, staffCards } from '../people/people.reads'
import { villageOf, villageRefs } from '../villages/village.reads'
import {
  type CommitteeMemberRow,
  CommitteeMemberTable,
  DutyTable,
  type PairingRow,
  PairingTable,
} from './liaison.tables'

/** Villages a member of staff serves today: as their liaison, or as deputy on leave days. */
export async function villagesOfLiaison(db: Reader, staffId: string, today: string): Promise<string[]> {
  const rows = await db.find(PairingTable, {
    select: { villageId: true },
    where: [
      { staffId, liveVillage: Not(IsNull()) },
      {
        deputyStaffId: staffId,
        liveVillage: Not(IsNull()),
        deputyFrom: LessThanOrEqual(today),
        deputyUntil: MoreThanOrEqual(today),
      },
    ],
  })
  return [...new Set(rows.map((row) => row.villageId))]
}

/** Villages a member of staff served on a Chinese day, whoever serves them now: as liaison on a part of it, or as deputy. */
export async function villagesServedOn(db: Reader, staffId: string, day: string): Promise<string[]> {
  const begins = startOfChinaDay(day)
  const since = LessThan(new Date(begins.getTime() + DAY))
  const deputy = { deputyStaffId: staffId, deputyFrom: LessThanOrEqual(day), deputyUntil: MoreThanOrEqual(day) }
  const rows = await db.find(PairingTable, {
    select: { villageId: true },
    where: [{ staffId }, deputy].flatMap((who) => [
      { ...who, since, until: IsNull() },
      { ...who, since, until: MoreThan(begins) },
    ]),
  })
  return [...new Set(rows.map((row) => row.villageId))]
}

export type CommitteeRef = Pick<CommitteeMemberRow, 'id' | 'villageId' | 'name' | 'post' | 'phoneSealed' | 'phoneHash'>

/** The committee members to be told first, by village. */
export const committeesOfVillages = async (
  db: Reader,
  villageIds: readonly string[],
): Promise<Map<string, CommitteeRef[]>> =>
  gather(
    await inBatches(villageIds, (batch) =>
      db.find(CommitteeMemberTable, { where: { villageId: In(batch), active: true }, order: { id: 'ASC' } }),
    ),
    'villageId',
  )

/** The duty manager of a day: the day's own entry, else the weekday's. */
export async function dutyStaffOf(db: Reader, stationId: string, today: string): Promise<string | null> {
  const own = await db.findOneBy(DutyTable, { stationId, day: today })
  const rota =
    own ?? (await db.findOneBy(DutyTable, { stationId, weekday: chinaParts(startOfChinaDay(today)).weekday || 7 }))
  return rota?.staffId ?? null
}

export const isOnDuty = async (db: Reader, stationId: string, staffId: string, today: string): Promise<boolean> =>
  (await dutyStaffOf(db, stationId, today)) === staffId

/** The pairing in force of each village; a village without liaison is missing. */
export const livePairings = async (db: Reader, villageIds: readonly string[]): Promise<Map<string, PairingRow>> =>
  new Map(
    (await inBatches(villageIds, (batch) => db.findBy(PairingTable, { liveVillage: In(batch) }))).map((row) => [
      row.villageId,
      row,
    ]),
  )

/** On these days the liaison is away and the deputy stands in. */
export const deputyOn = (pairing: PairingRow, day: string): string | null =>
  pairing.deputyStaffId && (pairing.deputyFrom ?? '') <= day && day <= (pairing.deputyUntil ?? '')
    ? pairing.deputyStaffId
    : null

/** Who answers for the village on a Chinese day: liaison, else deputy, else duty manager, else the station's open list. */
export const taskOwnerOf = async (db: Reader, villageId: string, day: string): Promise<TaskOwner> =>
  (await taskOwnersOf(db, [villageId], day)).get(villageId) ?? { kind: 'station' }

/** The same for many villages; only staff who still may sign in count. */
export async function taskOwnersOf(
  db: Reader,
  villageIds: readonly string[],
  day: string,
): Promise<Map<string, TaskOwner>> {
  const villages = await villageRefs(db, villageIds)
  const pairings = await livePairings(db, villageIds)
  const duty = new Map<string, string | null>()
  for (const { stationId } of villages.values())
    if (!duty.has(stationId)) duty.set(stationId, await dutyStaffOf(db, stationId, day))
  const staff = await staffCards(
    db,
    [
      ...new Set(
        [...pairings.values()].flatMap((pairing) => [pairing.staffId, deputyOn(pairing, day)]).concat(...duty.values()),
      ),
    ].filter((id) => id !== null),
  )
  const active = (id: string | null | undefined) => (id && staff.get(id)?.active ? id : null)
  return new Map(
    [...villages.values()].map((village) => {
      const pairing = pairings.get(village.id)
      const deputyId = pairing ? deputyOn(pairing, day) : null
      const owner = taskOwnerFor({
        liaisonId: active(pairing?.staffId),
        liaisonAway: deputyId !== null,
        deputyId: active(deputyId),
        dutyManagerId: active(duty.get(village.stationId)),
      })
      return [village.id, owner]
    }),
  )
}

export type CardPerson = { name: string; phone: string | null; team: string; duties: string }
/** The village's contact card: what hangs on the committee's board, so nothing on it is secret. */
export type LiaisonCard = {
  villageId: string
  villageName: string
  liaison: CardPerson | null
  /** Stands in today, until the last day given. */
  deputy: (CardPerson & { until: string }) | null
  dutyManager: CardPerson | null
}

/** The contact card of a village today; refuses NOT_FOUND. */
export async function liaisonCard(
  db: Reader,
  tools: Pick<Tools, 'clock' | 'vault'>,
  villageId: string,
): Promise<LiaisonCard> {
  const day = chinaDay(tools.clock())
  const village = orRefuse(await villageOf(db, villageId))
  const pairing = (await livePairings(db, [villageId])).get(villageId) ?? null
  const deputyId = pairing && deputyOn(pairing, day)
  const dutyId = await dutyStaffOf(db, village.stationId, day)
  const staff = await staffCards(
    db,
    [pairing?.staffId, deputyId, dutyId].filter((id) => typeof id === 'string'),
  )
  const person = (id: string | null | undefined): CardPerson | null => {
    const card = id ? staff.get(id) : undefined
    return card?.active ? cardPerson(tools, card) : null
  }
  const deputy = person(deputyId)
  return {
    villageId,
    villageName: village.name,
    liaison: person(pairing?.staffId),
    deputy: deputy && { ...deputy, until: pairing?.deputyUntil as string },
    dutyManager: person(dutyId),
  }
}

const cardPerson = ({ vault }: Pick<Tools, 'vault'>, { name, team, duties, phoneSealed }: StaffCard): CardPerson => ({
  name,
  team,
  duties,
  phone: phoneSealed ? vault.open(phoneSealed) : null,
})

/** Whom a notice names for each village: the liaison, on leave days the deputy. Who has no number is not named. */
export async function liaisonsToCall(
  db: Reader,
  vault: Tools['vault'],
  villageIds: readonly string[],
  day: string,
): Promise<Map<string, { name: string; phone: string }>> {
  const pairings = await livePairings(db, villageIds)
  const onDay = new Map(
    [...pairings].map(([villageId, pairing]) => [villageId, deputyOn(pairing, day) ?? pairing.staffId]),
  )
  const staff = await staffCards(db, [...new Set(onDay.values())])
  const called = new Map<string, { name: string; phone: string }>()
  for (const [villageId, staffId] of onDay) {
    const card = staff.get(staffId)
    if (card?.active && card.phoneSealed)
      called.set(villageId, { name: card.name, phone: vault.open(card.phoneSealed) })
  }
  return called
}
