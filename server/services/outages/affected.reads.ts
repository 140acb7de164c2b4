import { Between, In } from 'typeorm'
import { inBatches } from '../../platform/db/batches'
import type { Reader } from '../../platform/db/database'
import { type OutageHouseholdRow, OutageHouseholdTable, OutageTable } from './outage.tables'

/** Those of the given households that a published outage touches, with their own first off time. */
export const affectedAmong = (
  db: Reader,
  outageId: string,
  householdIds: readonly string[],
): Promise<OutageHouseholdRow[]> =>
  inBatches(householdIds, (batch) => db.findBy(OutageHouseholdTable, { outageId, householdId: In(batch) }))

/** When a published outage was published; `null` for a draft or an unknown one. */
export async function publishedAtOf(db: Reader, outageId: string): Promise<Date | null> {
  const row = await db.findOne(OutageTable, {
    select: { publishedAt: true },
    where: { id: outageId, state: 'published' },
  })
  return row?.publishedAt ?? null
}

/** Households within a range of ids that a published outage named: its notice and who was told rest on them, so they are not removed. */
export async function householdsInNotices(
  db: Reader,
  [from, to]: readonly [string, string],
): Promise<{ id: string; why: string }[]> {
  const rows: { id: string }[] = await db
    .createQueryBuilder(OutageHouseholdTable, 'a')
    .select('a.householdId', 'id')
    .where({ householdId: Between(from, to) })
    .groupBy('a.householdId')
    .getRawMany()
  return rows.map(({ id }) => ({ id, why: '已在停电通知里' }))
}
