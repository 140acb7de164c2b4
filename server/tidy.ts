import { type EntitySchema, In, LessThan } from 'typeorm'
import { DAY, HOUR, MINUTE } from '../shared/domain/time'
import type { Deps } from './deps'
import { ClientRequestTable } from './platform/http/http.tables'
import type { ClockworkJob } from './platform/outbox/clockwork'
import { OutboxTable } from './platform/outbox/outbox.tables'
import { SessionTable, StaffTryTable } from './registry/sign-in/sign-in.tables'

/** Nobody repeats a request, or asks what an event did, after so long. */
const KEPT_DAYS = 30
/** The wrong passwords of an account count for a quarter of an hour; see sign-in. */
const TRIES_KEPT = 15 * MINUTE
/** Rows of one transaction: a long one would keep the writers of the day waiting. */
const BATCH = 500

/** What only serves for a while goes when its while is over; what is told of people (audit, receipts) is not touched. */
export const tidyJobs: ClockworkJob[] = [{ name: 'house.tidy', everyMs: HOUR, run: tidyHouse }]

async function tidyHouse(deps: Deps): Promise<void> {
  const now = deps.clock()
  const before = (ms: number) => LessThan(new Date(now.getTime() - ms))
  const old = before(KEPT_DAYS * DAY)
  await clear(deps, ClientRequestTable, { at: old }, ['actorId', 'requestKey'])
  await clear(deps, SessionTable, { expiresAt: LessThan(now) }, ['tokenHash'])
  await clear(deps, StaffTryTable, { since: before(TRIES_KEPT) }, ['accountHash'])
  await clear(deps, OutboxTable, { doneAt: old }, ['seq'])
}

/** Deletes what fits `where`, batch by batch. `keys` are those of the table; more than fits is never deleted. */
async function clear<Row extends object>(
  { db }: Deps,
  table: EntitySchema<Row>,
  where: object,
  keys: (keyof Row & string)[],
): Promise<void> {
  const select = Object.fromEntries(keys.map((key) => [key, true]))
  for (;;) {
    const rows = await db.read.find(table, { where, select: select as never, take: BATCH })
    if (rows.length === 0) return
    const named = Object.fromEntries(keys.map((key) => [key, In(rows.map((row) => row[key]))]))
    await db.write((tx) => tx.delete(table, { ...where, ...named } as never))
  }
}
