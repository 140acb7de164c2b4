import { col, table } from '../db/table'

/** One thing that happened, waiting until every room has reacted to it. */
export type OutboxRow = {
  seq: number
  type: string
  payload: unknown
  /** Makes an event happen once, e.g. a reminder of one day; `null` where every emit counts. */
  onceKey: string | null
  attempts: number
  dueAt: Date
  doneAt: Date | null
  /** Set after the last attempt failed: listed in the console, taken again only by hand. */
  parkedAt: Date | null
  lastError: string | null
  createdAt: Date
}
export const OutboxTable = table<OutboxRow>(
  'outbox',
  {
    seq: col.sequence(),
    type: col.text(64),
    payload: col.json<unknown>(),
    onceKey: col.text(120).orNull(),
    attempts: col.int(),
    dueAt: col.instant(),
    doneAt: col.instant().orNull(),
    parkedAt: col.instant().orNull(),
    lastError: col.text(500).orNull(),
    createdAt: col.instant(),
  },
  { unique: { uq_outbox_once: ['onceKey'] }, index: { ix_outbox_due: ['doneAt', 'parkedAt', 'dueAt'] } },
)

/** One job of the clockwork: who runs it now and when it ran last. */
export type ClockworkRow = { name: string; lastRunAt: Date; leaseUntil: Date; holder: string }
export const ClockworkTable = table<ClockworkRow>('clockwork', {
  name: col.text(64).primary(),
  lastRunAt: col.instant(),
  leaseUntil: col.instant(),
  holder: col.ref(),
})
