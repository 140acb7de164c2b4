import { IsNull, LessThanOrEqual } from 'typeorm'
import type { DomainEvent, EventOf, EventType } from '../../../shared/domain/event'
import type { Tools } from '../../deps'
import { bulkInsert } from '../db/bulk'
import { type Database, isDuplicate, type Tx } from '../db/database'
import { faultWords } from '../http/log'
import { OutboxTable } from './outbox.tables'

/** What a room does when something happened: it only writes rows, in the dispatcher's transaction. */
export type Reactions = { [T in EventType]?: (tx: Tx, tools: Tools, event: EventOf<T>) => Promise<void> }
type AnyReaction = (tx: Tx, tools: Tools, event: DomainEvent) => Promise<void>

/** After so many failed tries an event is parked: listed in the console until somebody retries it. */
export const PARK_AFTER = 8
const FIRST_PAUSE_MS = 5_000

/**
 * Says that something happened, in the caller's transaction: it is told to the rooms if and only if the caller commits.
 * With `onceKey` a second emit of the same key changes nothing. `at` puts it into the future.
 */
export async function emit(
  tx: Tx,
  tools: Pick<Tools, 'clock'>,
  event: DomainEvent,
  options: { onceKey?: string; at?: Date } = {},
): Promise<void> {
  const now = tools.clock()
  if (options.onceKey && (await tx.findOneBy(OutboxTable, { onceKey: options.onceKey }))) return
  await tx.insert(OutboxTable, {
    type: event.type,
    payload: event as never,
    onceKey: options.onceKey ?? null,
    attempts: 0,
    dueAt: options.at ?? now,
    doneAt: null,
    parkedAt: null,
    lastError: null,
    createdAt: now,
  })
}

/** Says many things at once, each of which counts by itself. */
export async function emitAll(tx: Tx, tools: Pick<Tools, 'clock'>, events: readonly DomainEvent[]): Promise<void> {
  const now = tools.clock()
  const fresh = {
    onceKey: null,
    attempts: 0,
    dueAt: now,
    doneAt: null,
    parkedAt: null,
    lastError: null,
    createdAt: now,
  }
  // The database counts `seq` itself.
  await bulkInsert(
    tx,
    OutboxTable,
    events.map((event) => ({ seq: 0, type: event.type, payload: event, ...fresh })),
  )
}

/**
 * Takes one due event and runs every room's reaction to it in one transaction. A failing reaction undoes all of them; the
 * event waits (5 s, 10 s, 20 s …) and is parked after the eighth try. Answers false when nothing is due.
 */
export async function dispatchOne(deps: Tools & { db: Database }, rooms: readonly Reactions[]): Promise<boolean> {
  const now = deps.clock()
  let taken: { seq: number; attempts: number } | null = null
  try {
    return await deps.db.write(async (tx) => {
      const query = tx
        .createQueryBuilder(OutboxTable, 'o')
        .where({ doneAt: IsNull(), parkedAt: IsNull(), dueAt: LessThanOrEqual(now) })
        .orderBy('o.seq')
        .limit(1)
      // Where the engine locks rows, others pass over ours; where it does not, the compare-and-set below decides.
      if (deps.db.dialect === 'mysql') query.setLock('pessimistic_write').setOnLocked('skip_locked')
      const row = await query.getOne()
      taken = row
      if (!row) return false
      const claimed = await tx.update(
        OutboxTable,
        { seq: row.seq, doneAt: IsNull() },
        { doneAt: now, attempts: row.attempts + 1 },
      )
      if (claimed.affected !== 1) return true
      const event = row.payload as DomainEvent
      for (const room of rooms) await (room[event.type] as AnyReaction | undefined)?.(tx, deps, event)
      return true
    })
  } catch (error) {
    if (taken === null) throw error
    const { seq, attempts } = taken as { seq: number; attempts: number }
    const tries = attempts + 1
    await deps.db.write((tx) =>
      tx.update(
        OutboxTable,
        // Somebody else may have tried it meanwhile: then theirs is the count.
        { seq, doneAt: IsNull(), attempts },
        {
          attempts: tries,
          dueAt: new Date(now.getTime() + FIRST_PAUSE_MS * 2 ** attempts),
          parkedAt: tries >= PARK_AFTER ? now : null,
          lastError: faultWords(error).slice(0, 500),
        },
      ),
    )
    return true
  }
}

/** Emits, and takes it as done when another process emitted the same once-key a moment earlier. */
export async function emitOnce(
  db: Database,
  tools: Pick<Tools, 'clock'>,
  event: DomainEvent,
  onceKey: string,
): Promise<void> {
  try {
    await db.write((tx) => emit(tx, tools, event, { onceKey }))
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
}
