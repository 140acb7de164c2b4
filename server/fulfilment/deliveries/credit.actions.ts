import { In } from 'typeorm'
import type { Deps } from '../../deps'
import type { Tx } from '../../platform/db/database'
import { emit } from '../../platform/outbox/outbox'
import { CREDIT_NEWS, type DeliveryRow, DeliveryTable } from './delivery.tables'

/** Messages of one event. */
const AT_ONCE = 500

/**
 * Tells the ledger what became of credits, many messages in one event: one event a message would fill the outbox while a
 * large outage goes out, and a fault published meanwhile would wait behind them. What is not told yet stands in the rows, so a
 * process that dies in between loses nothing. Answers whether there was anything.
 */
export async function tellCredits({ db, clock, outageTemplate }: Pick<Deps, 'db' | 'clock' | 'outageTemplate'>) {
  const where = { creditNews: In([...CREDIT_NEWS]) }
  if (!(await db.read.existsBy(DeliveryTable, where))) return false
  return db.write(async (tx) => {
    const rows = await take(tx, where)
    const entries = rows
      .filter(({ creditNews }) => creditNews === 'spent')
      .map(({ id, recipientId }) => ({ personId: recipientId, deliveryId: id }))
    const refused = rows.filter(({ creditNews }) => creditNews === 'refused').map(({ recipientId }) => recipientId)
    const templateId = outageTemplate
    if (entries.length > 0) await emit(tx, { clock }, { type: 'credit.spent', templateId, entries })
    if (refused.length > 0)
      await emit(tx, { clock }, { type: 'credit.refused', templateId, personIds: [...new Set(refused)] })
    return rows.length > 0
  })
}

type News = Pick<DeliveryRow, 'id' | 'recipientId' | 'creditNews'>

/** Takes news off the rows; two processes never take the same. */
async function take(tx: Tx, where: object): Promise<News[]> {
  const query = tx
    .createQueryBuilder(DeliveryTable, 'd')
    .select(['d.id', 'd.recipientId', 'd.creditNews'])
    .where(where)
    .orderBy('d.id')
    .limit(AT_ONCE)
  if (tx.connection.options.type !== 'better-sqlite3') query.setLock('pessimistic_write').setOnLocked('skip_locked')
  const rows = await query.getMany()
  if (rows.length > 0) await tx.update(DeliveryTable, { id: In(rows.map(({ id }) => id)) }, { creditNews: null })
  return rows
}
