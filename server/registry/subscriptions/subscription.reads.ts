import { In, MoreThan } from 'typeorm'
import { inBatches } from '../../platform/db/batches'
import type { Reader } from '../../platform/db/database'
import { CreditTable } from './subscription.tables'

/** How many messages of a template these people still allow; somebody with none is missing. */
export async function creditsOf(
  db: Reader,
  personIds: readonly string[],
  templateId: string,
): Promise<Map<string, number>> {
  const rows = await inBatches(personIds, (batch) =>
    db.findBy(CreditTable, { personId: In(batch), templateId, credits: MoreThan(0) }),
  )
  return new Map(rows.map((row) => [row.personId, row.credits]))
}
