import { In } from 'typeorm'
import { afterFailure } from '../../../shared/domain/delivery'
import type { Tools } from '../../deps'
import { inBatches } from '../../platform/db/batches'
import type { Tx } from '../../platform/db/database'
import { Refusal } from '../../platform/http/refuse'
import { smsList } from './delivery.reads'
import { type DeliveryRow, DeliveryTable } from './delivery.tables'
import { openNext } from './settle.actions'

/**
 * The list was sent by hand: its messages count as accepted. No report will come, so nobody is told by them. Whoever waited
 * for the list without being on it becomes a task of a person. Refusal CONFLICT when the list is another by now, so that
 * nobody is taken for written to who was not on it.
 */
export async function markListSent(
  tx: Tx,
  tools: Tools,
  outageId: string,
  said: { count: number; list: string },
): Promise<void> {
  const { number, lines, withoutNumber } = await smsList(tx, tools, outageId)
  const other = new Refusal('CONFLICT', { onList: lines.length })
  if (number !== said.list || lines.length !== said.count) throw other
  const ids = lines.map(({ id }) => id)
  const sent = await change(tx, ids, { state: 'sent', sentAt: tools.clock() })
  // Two who say so at once: the second finds the rows taken.
  if (sent !== ids.length) throw other
  const gone = withoutNumber.map((row) => ({ row, sms: null, turn: afterFailure(row, false, 'NOBODY_THERE') }))
  const goneIds = withoutNumber.map(({ id }) => id)
  if ((await change(tx, goneIds, { state: 'failed', code: 'NOBODY_THERE' })) !== goneIds.length) throw other
  await openNext(tx, tools, gone)
}

/** Changes those that still wait for the list; answers how many. */
async function change(tx: Tx, ids: readonly string[], columns: Partial<DeliveryRow>): Promise<number> {
  const changed = await inBatches(ids, async (batch) => [
    (await tx.update(DeliveryTable, { id: In(batch), state: 'manual' }, columns)).affected ?? 0,
  ])
  return changed.reduce((all, count) => all + count, 0)
}
