import { Between, In } from 'typeorm'
import { gather, inBatches } from '../../platform/db/batches'
import type { Reader } from '../../platform/db/database'
import { type BindingRow, BindingTable } from './binding.tables'

export type BoundPerson = Pick<BindingRow, 'id' | 'personId' | 'householdId' | 'relation' | 'ground'>

/** The people bound to these households, by household, in the order they were bound. */
export const personsOfHouseholds = async (
  db: Reader,
  householdIds: readonly string[],
): Promise<Map<string, BoundPerson[]>> =>
  gather(
    await inBatches(householdIds, (batch) =>
      db.find(BindingTable, { where: { householdId: In(batch), state: 'bound' }, order: { id: 'ASC' } }),
    ),
    'householdId',
  )

/** Ids of the households a person is bound to: their own, their parents' … */
export async function householdIdsOfPerson(db: Reader, personId: string): Promise<string[]> {
  const rows = await db.find(BindingTable, {
    select: { householdId: true },
    where: { personId, state: 'bound' },
    order: { id: 'ASC' },
  })
  return rows.map((row) => row.householdId)
}

/** Households within a range of ids that somebody has bound, or asked to bind: an import that made them is not taken back. */
export async function householdIdsBoundBetween(db: Reader, [from, to]: readonly [string, string]): Promise<string[]> {
  const rows = await db.find(BindingTable, {
    select: { householdId: true },
    where: { householdId: Between(from, to), state: In(['asked', 'bound']) },
    order: { householdId: 'ASC' },
  })
  return [...new Set(rows.map((row) => row.householdId))]
}
