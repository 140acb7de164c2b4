import type { Tools } from '../../deps'
import type { Tx } from '../../platform/db/database'
import { Refusal } from '../../platform/http/refuse'
import { smsList } from './delivery.reads'
import { DeliveryTable } from './delivery.tables'

/**
 * The list was sent by hand: its messages count as accepted. No report will come, so nobody is told by them. Refusal
 * CONFLICT when the list has changed since, so that nobody is taken for written to who was not on it.
 */
export async function markListSent(
  tx: Tx,
  tools: Pick<Tools, 'clock' | 'vault'>,
  outageId: string,
  count: number,
): Promise<void> {
  const list = await smsList(tx, tools, outageId)
  if (list.length !== count) throw new Refusal('CONFLICT', { onList: list.length })
  await tx.update(DeliveryTable, { outageId, state: 'manual' }, { state: 'sent', sentAt: tools.clock() })
}
