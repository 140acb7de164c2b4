import { IsNull, LessThanOrEqual, Not } from 'typeorm'
import type { Reader } from '../db/database'
import { OutboxTable } from './outbox.tables'

/** How the outbox stands: a healthy one has nothing parked, and its oldest due event is a second old at most. */
export async function outboxStanding(
  db: Reader,
  now: Date,
): Promise<{ waiting: number; parked: number; oldestDueSeconds: number }> {
  const open = { doneAt: IsNull(), parkedAt: IsNull() }
  const oldest = await db.findOne(OutboxTable, {
    where: { ...open, dueAt: LessThanOrEqual(now) },
    order: { dueAt: 'ASC' },
  })
  return {
    waiting: await db.countBy(OutboxTable, open),
    parked: await db.countBy(OutboxTable, { doneAt: IsNull(), parkedAt: Not(IsNull()) }),
    oldestDueSeconds: oldest ? Math.max(0, (now.getTime() - oldest.dueAt.getTime()) / 1000) : 0,
  }
}
