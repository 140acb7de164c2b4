import { In, MoreThan } from 'typeorm'
import type { Tools } from '../../deps'
import { inBatches } from '../../platform/db/batches'
import { bulkInsert } from '../../platform/db/bulk'
import type { Tx } from '../../platform/db/database'
import { type CreditMoveRow, CreditMoveTable, CreditTable } from './subscription.tables'

type Whose = { personId: string; templateId: string }

const note = (
  tx: Tx,
  tools: Tools,
  whose: Whose,
  move: CreditMoveRow['move'],
  change: number,
  deliveryId: string | null,
) => tx.insert(CreditMoveTable, { id: tools.newId(), ...whose, move, change, deliveryId, at: tools.clock() })

export const creditOf = async (tx: Tx, whose: Whose): Promise<number> =>
  (await tx.findOneBy(CreditTable, whose))?.credits ?? 0

/** The person tapped 允许: one more message. */
export async function addCredit(tx: Tx, tools: Tools, whose: Whose): Promise<void> {
  // Counting up first locks the row at once; a skipped insert would lock it weakly and deadlock with the next tap.
  if ((await tx.increment(CreditTable, whose, 'credits', 1)).affected !== 1) {
    await bulkInsert(tx, CreditTable, [{ ...whose, credits: 0, refusedAt: null }], { ignore: true })
    await tx.increment(CreditTable, whose, 'credits', 1)
  }
  await note(tx, tools, whose, 'accepted', 1, null)
}

/** Messages went out. The same delivery counts once, however often it is told; below nothing there is nothing. */
export async function spendCredits(
  tx: Tx,
  tools: Tools,
  templateId: string,
  entries: readonly { personId: string; deliveryId: string }[],
): Promise<void> {
  const known = await inBatches(
    entries.map(({ deliveryId }) => deliveryId),
    (batch) => tx.find(CreditMoveTable, { select: { id: true, deliveryId: true }, where: { deliveryId: In(batch) } }),
  )
  const counted = new Set(known.map(({ deliveryId }) => deliveryId))
  // In order of the key, so that two batches never wait for each other.
  const fresh = entries
    .filter(({ deliveryId }) => !counted.has(deliveryId))
    .sort((a, b) => (a.personId < b.personId ? -1 : a.personId > b.personId ? 1 : 0))
  for (const { personId, deliveryId } of fresh) {
    const whose = { personId, templateId }
    const taken = await tx.decrement(CreditTable, { ...whose, credits: MoreThan(0) }, 'credits', 1)
    await note(tx, tools, whose, 'spent', taken.affected === 1 ? -1 : 0, deliveryId)
  }
}

/** WeChat knows of no credit: ours is cleared, so that nobody waits for a message that can't come. */
export async function clearCredit(tx: Tx, tools: Tools, whose: Whose): Promise<void> {
  const held = await creditOf(tx, whose)
  await tx.update(CreditTable, whose, { credits: 0, refusedAt: tools.clock() })
  await note(tx, tools, whose, 'refused', -held, null)
}
