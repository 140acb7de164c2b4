import { In } from 'typeorm'
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
