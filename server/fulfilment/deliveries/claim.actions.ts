import { In, IsNull, LessThanOrEqual } from 'typeorm'
import type { Deps } from '../../deps'
import { instantParameter } from '../../platform/db/bulk'
import type { Reader } from '../../platform/db/database'
import { BroadcastTable, type DeliveryRow, DeliveryTable } from './delivery.tables'

/** Messages taken at once. */
export const BATCH = 200
/** A sender that has not said anything for so long is taken for dead. */
export const LEASE_MS = 30_000

type Door = Pick<Deps, 'db' | 'clock'>

/**
 * Takes due rows for one sender, under a token nobody used before. The claim is a compare-and-set: rows still free get our token, then what carries the token is
 * read back, so two senders never hold the same row, also where the engine has no row locks.
 */
export async function claimDue(
  { db, clock }: Door,
  claim: string,
  state: 'waiting' | 'unknown',
  limit = BATCH,
): Promise<DeliveryRow[]> {
  const now = clock()
  if (!(await db.read.existsBy(DeliveryTable, { state, nextAt: LessThanOrEqual(now) }))) return []
  const lease = new Date(now.getTime() + LEASE_MS)
  const set =
    state === 'waiting'
      ? "state = 'sending', claim = ?, lease_until = ?, attempts = attempts + 1"
      : // Asked about by one at a time: the others see it due only after this lease.
        'claim = ?, next_at = ?'
  const which = 'state = ? AND next_at <= ? ORDER BY urgency, next_at LIMIT ?'
  await db.write(async (tx) => {
    const [at, until] = [instantParameter(tx, now), instantParameter(tx, lease)]
    const sql =
      db.dialect === 'mysql'
        ? `UPDATE delivery SET ${set} WHERE ${which}`
        : `UPDATE delivery SET ${set} WHERE id IN (SELECT id FROM delivery WHERE ${which})`
    await tx.query(sql, [claim, until, state, at, limit])
  })
  const taken = state === 'waiting' ? 'sending' : 'unknown'
  return db.read.find(DeliveryTable, { where: { claim, state: taken }, order: { urgency: 'ASC', id: 'ASC' } })
}

/**
 * Rows whose sender died have an unknown end: their message may be on its way. `own` are the claims this process still works
 * on. `alone`: no other process can hold the database, so every claim that is not ours is a dead one's.
 */
export async function recoverAbandoned({ db, clock }: Door, own: ReadonlySet<string>, alone: boolean): Promise<number> {
  const now = clock()
  const rows = await db.read.find(DeliveryTable, {
    select: { id: true, claim: true, unknownAt: true },
    where: alone ? { state: 'sending' } : { state: 'sending', leaseUntil: LessThanOrEqual(now) },
    take: 1_000,
  })
  const abandoned = rows.filter(({ claim }) => claim === null || !own.has(claim))
  if (abandoned.length === 0) return 0
  await db.write(async (tx) => {
    for (const claim of new Set(abandoned.map((row) => row.claim))) {
      const ids = abandoned.filter((row) => row.claim === claim).map((row) => row.id)
      const still = { id: In(ids), state: 'sending', claim: claim ?? IsNull() } as const
      await tx.update(DeliveryTable, { ...still, unknownAt: IsNull() }, { unknownAt: now })
      await tx.update(DeliveryTable, still, {
        state: 'unknown',
        claim: null,
        leaseUntil: null,
        nextAt: now,
        code: 'SENDER_GONE',
      })
    }
  })
  return abandoned.length
}

/**
 * Lets the households of an outage begin once every committee member has been tried, or when the time for that is over (then
 * the rows are due by themselves). Answers how many outages were opened.
 */
export async function openHouseholds({ db, clock }: Door): Promise<number> {
  const now = clock()
  const closed = await db.read.findBy(BroadcastTable, { openedAt: IsNull() })
  let opened = 0
  for (const { outageId, householdsAt } of closed) {
    if (householdsAt > now && (await committeeUntried(db.read, outageId))) continue
    await db.write(async (tx) => {
      const mine = await tx.update(BroadcastTable, { outageId, openedAt: IsNull() }, { openedAt: now })
      if (mine.affected !== 1) return
      await tx.update(DeliveryTable, { outageId, phase: 2, state: 'waiting', attempts: 0 }, { nextAt: now })
      opened++
    })
  }
  return opened
}

const committeeUntried = (db: Reader, outageId: string): Promise<boolean> =>
  db.existsBy(DeliveryTable, [
    { outageId, phase: 1, state: 'waiting', attempts: 0 },
    { outageId, phase: 1, state: 'sending', attempts: LessThanOrEqual(1) },
  ])
