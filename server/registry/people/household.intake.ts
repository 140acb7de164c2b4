import { Between, In } from 'typeorm'
import { maskAccountNo } from '../../../shared/domain/mask'
import type { Tools } from '../../deps'
import { inBatches } from '../../platform/db/batches'
import { asImage, changedSince, type Image, putBack } from '../../platform/db/before-image'
import { bulkInsert, instantFromRaw } from '../../platform/db/bulk'
import { bulkLoad } from '../../platform/db/bulk-load'
import type { Reader, Tx } from '../../platform/db/database'
import { forUpdate, locksRows } from '../../platform/db/lock'
import { emit } from '../../platform/outbox/outbox'
import { type CareMarkRow, CareMarkTable, type HouseholdRow, HouseholdTable } from './household.tables'

/** A household as it is registered, with its care mark: what a row of a file is compared with. */
export type KnownHousehold = { row: HouseholdRow; care: CareMarkRow | null }

const COLUMNS = `h.id, h.village_id, h.group_id, h.area_id, h.account_no, h.name, h.address, h.meter_no, h.category, h.customer_kind,
  h.phone_sealed, h.phone_hash, h.free_quota, h.important, h.version, h.updated_at,
  c.kinds, c.life_support, c.source, c.consent_by, c.consent_at, c.consent_how, c.marked_at, c.withdrawn_at`

type Raw = Record<string, string | number | Date | null>

/**
 * The households of a station by 户号, a few thousand at once. Plain SQL: it runs once for every batch of a file, and TypeORM's
 * own reading costs more than the query. With `lock` the rows stay ours until the transaction ends (SQLite has one writer anyway).
 */
export async function householdsByAccount(
  db: Reader,
  stationId: string,
  accountNos: readonly string[],
  lock: boolean,
): Promise<Map<string, KnownHousehold>> {
  if (accountNos.length === 0) return new Map()
  const marks = accountNos.map(() => '?').join(',')
  const rows: Raw[] = await db.query(
    `SELECT ${COLUMNS} FROM household h LEFT JOIN care_mark c ON c.household_id = h.id WHERE h.station_id = ? AND h.account_no IN (${marks})${lock ? forUpdate(db) : ''}`,
    [stationId, ...accountNos],
  )
  return new Map(rows.map((raw) => [raw.account_no as string, knownHousehold(stationId, raw)]))
}

const knownHousehold = (stationId: string, raw: Raw): KnownHousehold => ({
  row: {
    id: raw.id as string,
    stationId,
    villageId: raw.village_id as string,
    groupId: raw.group_id as string | null,
    areaId: raw.area_id as string,
    accountNo: raw.account_no as string,
    name: raw.name as string,
    address: raw.address as string,
    meterNo: raw.meter_no as string,
    category: raw.category as HouseholdRow['category'],
    customerKind: raw.customer_kind as string,
    phoneSealed: raw.phone_sealed as string | null,
    phoneHash: raw.phone_hash as string | null,
    freeQuota: raw.free_quota as HouseholdRow['freeQuota'],
    important: Boolean(raw.important),
    version: Number(raw.version),
    updatedAt: instantFromRaw(raw.updated_at as string | Date) as Date,
  },
  care:
    raw.kinds === null || raw.kinds === undefined
      ? null
      : {
          householdId: raw.id as string,
          kinds: JSON.parse(raw.kinds as string),
          lifeSupport: Boolean(raw.life_support),
          source: raw.source as CareMarkRow['source'],
          consentBy: raw.consent_by as string | null,
          consentAt: instantFromRaw(raw.consent_at as string | Date | null),
          consentHow: raw.consent_how as CareMarkRow['consentHow'],
          markedAt: instantFromRaw(raw.marked_at as string | Date) as Date,
          withdrawnAt: instantFromRaw(raw.withdrawn_at as string | Date | null),
        },
})

/** True while a station has no customer at all: then no row of a file needs to be looked up. */
export const hasNoHouseholds = async (db: Reader, stationId: string): Promise<boolean> =>
  !(await db.existsBy(HouseholdTable, { stationId }))

export type HouseholdIntake = {
  /** New households, sorted by 户号; ids are those of the import, so that an undo finds them by their range. */
  made: HouseholdRow[]
  changed: { before: HouseholdRow; after: HouseholdRow }[]
  cares: { before: CareMarkRow | null; after: CareMarkRow }[]
}

const CHANGED: (keyof HouseholdRow & string)[] = [
  ...(['villageId', 'groupId', 'areaId', 'name', 'address', 'meterNo', 'category', 'customerKind'] as const),
  ...(['phoneSealed', 'phoneHash', 'freeQuota', 'version', 'updatedAt'] as const),
]

/** Writes households and care marks from a file; answers the before-images of those that were there. */
export async function intakeHouseholds(
  tx: Tx,
  { made, changed, cares }: HouseholdIntake,
): Promise<(Image & { kind: 'household' | 'care' })[]> {
  await bulkLoad(tx, HouseholdTable, made)
  await bulkInsert(
    tx,
    HouseholdTable,
    changed.map(({ after }) => after),
    { on: ['id'], set: CHANGED },
  )
  await bulkInsert(
    tx,
    CareMarkTable,
    cares.map(({ after }) => after),
    { on: ['householdId'], set: ['kinds', 'lifeSupport', 'source', 'markedAt'] },
  )
  const madeIds = new Set(made.map(({ id }) => id))
  return [
    ...changed.map(({ before, after }) => ({
      kind: 'household' as const,
      id: after.id,
      before: asImage(before),
      after: { version: after.version },
    })),
    ...cares
      .filter(({ after }) => !madeIds.has(after.householdId))
      .map(({ before, after }) => ({
        kind: 'care' as const,
        id: after.householdId,
        before: before === null ? null : asImage(before),
        after: asImage(after),
      })),
  ]
}

/** The ids an import gave to the households it made, first and last. */
export type IdRange = readonly [from: string, to: string]
const NAMED_AT_MOST = 100

/** Households that moved on since the import wrote them, by masked 户号 and village. All of them stay locked: nobody changes them now. */
export async function householdsChangedSince(
  tx: Tx,
  made: IdRange,
  images: { household: Image[]; care: Image[] },
): Promise<{ accountNo: string; villageId: string; why: string }[]> {
  const faults: { accountNo: string; villageId: string; why: string }[] = []
  const add = (row: { accountNo: string; villageId: string }, why: string) =>
    faults.push({ accountNo: maskAccountNo(row.accountNo), villageId: row.villageId, why })
  const within = (column: string) => `${column} BETWEEN ? AND ?`
  const select = 'SELECT h.account_no AS accountNo, h.village_id AS villageId FROM household h'
  if (locksRows(tx))
    await tx.query(`SELECT COUNT(h.id) FROM household h WHERE ${within('h.id')}${forUpdate(tx)}`, [...made])
  for (const row of await tx.query(
    `${select} WHERE ${within('h.id')} AND h.version <> 1 ORDER BY h.account_no LIMIT ${NAMED_AT_MOST}`,
    [...made],
  ))
    add(row, '资料已改过')
  for (const row of await tx.query(
    `${select} JOIN care_mark c ON c.household_id = h.id WHERE ${within('h.id')} AND (c.consent_at IS NOT NULL OR c.withdrawn_at IS NOT NULL OR c.source <> 'import') ORDER BY h.account_no LIMIT ${NAMED_AT_MOST}`,
    [...made],
  ))
    add(row, '关怀同意已登记或已撤回')
  for (const row of await tx.query(
    `${select} WHERE ${within('h.id')} AND EXISTS (SELECT 1 FROM contact k WHERE k.household_id = h.id) ORDER BY h.account_no LIMIT ${NAMED_AT_MOST}`,
    [...made],
  ))
    add(row, '已登记其他联系人')
  for (const { before } of await changedSince(tx, HouseholdTable, images.household))
    add(before as unknown as HouseholdRow, '资料已改过')
  const cares = await changedSince(tx, CareMarkTable, images.care)
  faults.push(
    ...(await namedHouseholds(
      tx,
      cares.map(({ id }) => id),
      '关怀标记已改过',
    )),
  )
  return faults
}

/** Some households by masked 户号 and village, with what is to be said of them. */
export async function namedHouseholds(tx: Tx, ids: readonly string[], why: string) {
  if (ids.length === 0) return []
  const rows = await tx.find(HouseholdTable, {
    select: { accountNo: true, villageId: true },
    where: { id: In(ids.slice(0, NAMED_AT_MOST)) },
    order: { accountNo: 'ASC' },
  })
  return rows.map(({ accountNo, villageId }) => ({ accountNo: maskAccountNo(accountNo), villageId, why }))
}

/** Takes back what an import wrote: its new households go, the changed ones get their old columns. Who gets a number back is told. */
export async function restoreHouseholds(
  tx: Tx,
  tools: Tools,
  [from, to]: IdRange,
  images: { household: Image[]; care: Image[] },
): Promise<{ restored: number; removed: number }> {
  await tx.delete(CareMarkTable, { householdId: Between(from, to) })
  const { affected } = await tx.delete(HouseholdTable, { id: Between(from, to) })
  const now = await inBatches(images.household, (batch) =>
    tx.find(HouseholdTable, { select: { id: true, phoneHash: true }, where: { id: In(batch.map(({ id }) => id)) } }),
  )
  const hashNow = new Map(now.map(({ id, phoneHash }) => [id, phoneHash]))
  const households = await putBack(tx, HouseholdTable, images.household)
  await tellPhonesChanged(
    tx,
    tools,
    images.household.filter(({ id, before }) => before?.phoneHash !== hashNow.get(id)).map(({ id }) => id),
  )
  await putBack(tx, CareMarkTable, images.care)
  return { restored: households.restored, removed: affected ?? 0 }
}

/** An event is one TEXT of the outbox. */
const IDS_PER_EVENT = 1_000

/** Tells the rooms above that numbers of these households are others than before. */
export async function tellPhonesChanged(tx: Tx, tools: Tools, householdIds: readonly string[]): Promise<void> {
  for (let start = 0; start < householdIds.length; start += IDS_PER_EVENT)
    await emit(tx, tools, {
      type: 'household.phones_changed',
      householdIds: householdIds.slice(start, start + IDS_PER_EVENT),
    })
}

/** How many households stand in an area or village: a place with households is neither moved nor removed. */
export const householdsIn = (db: Reader, place: { areaId: string } | { villageId: string } | { groupId: string }) =>
  db.countBy(HouseholdTable, place)
