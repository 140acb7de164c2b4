import { In, IsNull, Not } from 'typeorm'
import type { CareMark } from '../../../shared/domain/household'
import { byKey, gather, inBatches } from '../../platform/db/batches'
import type { Reader } from '../../platform/db/database'
import type { Scope } from '../../platform/http/rights'
import { CareMarkTable, type ContactRow, ContactTable, type HouseholdRow, HouseholdTable } from './household.tables'

/** The columns of a HouseholdRef, for a `select`. */
export const HOUSEHOLD_REF = {
  id: true,
  stationId: true,
  villageId: true,
  groupId: true,
  areaId: true,
  accountNo: true,
  name: true,
  address: true,
  important: true,
  phoneSealed: true,
  phoneHash: true,
} as const
/** What other rooms may know of a household. The number stays sealed until a message needs it. */
export type HouseholdRef = Pick<HouseholdRow, keyof typeof HOUSEHOLD_REF>

export const householdRef = (db: Reader, id: string): Promise<HouseholdRef | null> =>
  db.findOne(HouseholdTable, { select: HOUSEHOLD_REF, where: { id } })

export const householdRefs = async (db: Reader, ids: readonly string[]): Promise<Map<string, HouseholdRef>> =>
  byKey(
    await inBatches(ids, (batch) => db.find(HouseholdTable, { select: HOUSEHOLD_REF, where: { id: In(batch) } })),
    'id',
  )

export const householdByAccount = (db: Reader, accountNo: string): Promise<HouseholdRef | null> =>
  db.findOne(HouseholdTable, { select: HOUSEHOLD_REF, where: { accountNo }, order: { id: 'ASC' } })

export type ContactRef = Pick<ContactRow, 'id' | 'householdId' | 'name' | 'relation' | 'phoneSealed' | 'phoneHash'>

/** Further people of these households (children far away, neighbours), in the order they were noted. */
export const contactsOfHouseholds = async (
  db: Reader,
  householdIds: readonly string[],
): Promise<Map<string, ContactRef[]>> =>
  gather(
    await inBatches(householdIds, (batch) =>
      db.find(ContactTable, { where: { householdId: In(batch) }, order: { id: 'ASC' } }),
    ),
    'householdId',
  )

export type CareShown = { kinds: CareMark[]; lifeSupport: boolean }

/** Care marks that may be shown: those somebody consented to (PIPL 29). The others stay unseen. */
export async function careOfHouseholds(db: Reader, householdIds: readonly string[]): Promise<Map<string, CareShown>> {
  const rows = await inBatches(householdIds, (batch) =>
    db.findBy(CareMarkTable, { householdId: In(batch), consentAt: Not(IsNull()) }),
  )
  return new Map(rows.map(({ householdId, kinds, lifeSupport }) => [householdId, { kinds, lifeSupport }]))
}

/** Ids of the households a number stands for: on record, or as a contact's. */
export async function householdIdsOfPhone(db: Reader, phoneHash: string): Promise<string[]> {
  const own = await db.find(HouseholdTable, { select: { id: true }, where: { phoneHash } })
  const through = await db.find(ContactTable, { select: { householdId: true }, where: { phoneHash } })
  return [...new Set([...own.map((row) => row.id), ...through.map((row) => row.householdId)])].sort()
}

/** Every number hash these households are known by: on record and of contacts. */
export async function phoneHashesOfHouseholds(
  db: Reader,
  householdIds: readonly string[],
): Promise<Map<string, Set<string>>> {
  const hashes = new Map<string, Set<string>>(householdIds.map((id) => [id, new Set()]))
  for (const row of (await householdRefs(db, householdIds)).values())
    if (row.phoneHash) hashes.get(row.id)?.add(row.phoneHash)
  for (const [id, contacts] of await contactsOfHouseholds(db, householdIds))
    for (const contact of contacts) hashes.get(id)?.add(contact.phoneHash)
  return hashes
}

/** Households of each village, and how many of them nobody can be called or written to. */
export async function householdCounts(
  db: Reader,
  stationId: string,
): Promise<Map<string, { households: number; withoutNumber: number }>> {
  const rows: { villageId: string; households: number | string; reachable: number | string }[] = await db
    .createQueryBuilder(HouseholdTable, 'h')
    .select('h.villageId', 'villageId')
    .addSelect('COUNT(*)', 'households')
    .addSelect(`SUM(CASE WHEN h.phoneHash IS NOT NULL OR EXISTS (${contactExists(db)}) THEN 1 ELSE 0 END)`, 'reachable')
    .where('h.stationId = :stationId', { stationId })
    .groupBy('h.villageId')
    .getRawMany()
  return new Map(
    rows.map(({ villageId, households, reachable }) => [
      villageId,
      { households: Number(households), withoutNumber: Number(households) - Number(reachable) },
    ]),
  )
}

/** For an EXISTS over the contacts of household `h`. */
export const contactExists = (db: Reader): string =>
  db.createQueryBuilder(ContactTable, 'c').select('1').where('c.householdId = h.id').getQuery()

type OfHousehold = { params: { id: string } }

/** The named household belongs to the actor's station. */
export const householdOfOwnStation: Scope<OfHousehold> = async (db, actor, { params }) =>
  actor.stationId !== null && (await householdRef(db, params.id))?.stationId === actor.stationId

/** The actor is the liaison (or deputy today) of the household's village. */
export const householdOfOwnVillage: Scope<OfHousehold> = async (db, actor, { params }) =>
  actor.liaisonOf.includes((await householdRef(db, params.id))?.villageId ?? '')

/** For an `IN (…)` over the households of `:villageId`. */
export const householdIdsOfVillage = (db: Reader): string =>
  db
    .createQueryBuilder(HouseholdTable, 'of_village')
    .select('of_village.id')
    .where('of_village.villageId = :villageId')
    .getQuery()
