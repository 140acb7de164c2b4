import { IsNull, MoreThan, Not } from 'typeorm'
import type { Mount } from '../http/mount'
import { Refusal } from '../http/refuse'
import { may, own } from '../http/rights'
import { OutboxTable } from './outbox.tables'

export function outboxRoutes({ read, write }: Mount): void {
  read('GET /outbox/parked', may({ station_admin: own }), async (db, { query }) => {
    const rows = await db.find(OutboxTable, {
      where: { parkedAt: Not(IsNull()), doneAt: IsNull(), seq: MoreThan(Number(query.after ?? 0)) },
      order: { seq: 'ASC' },
      take: query.limit ?? 50,
    })
    return {
      waiting: await db.countBy(OutboxTable, { doneAt: IsNull(), parkedAt: IsNull() }),
      parked: rows.map(({ seq, type, payload, attempts, lastError, parkedAt }) => ({
        seq,
        type,
        payload,
        attempts,
        lastError,
        parkedAt: (parkedAt as Date).toISOString(),
      })),
    }
  })
  write('POST /outbox/:seq/retry', may({ station_admin: own }), async (tx, { params }, { tools }) => {
    const changed = await tx.update(
      OutboxTable,
      { seq: params.seq, parkedAt: Not(IsNull()), doneAt: IsNull() },
      { parkedAt: null, attempts: 0, dueAt: tools.clock() },
    )
    if (changed.affected !== 1) throw new Refusal('NOT_FOUND')
    return { done: true }
  })
}
