import { LessThan } from 'typeorm'
import type { ClockworkJob } from '../outbox/clockwork'
import { ClientRequestTable } from './http.tables'

const DAY = 24 * 3_600_000
/** A liaison's phone may be without network for days; a month later nobody sends the same thing again. */
const KEPT_DAYS = 30

export const httpJobs: ClockworkJob[] = [
  {
    name: 'http.forget_answers',
    everyMs: DAY,
    async run({ db, clock }) {
      const before = new Date(clock().getTime() - KEPT_DAYS * DAY)
      await db.write((tx) => tx.delete(ClientRequestTable, { at: LessThan(before) }))
    },
  },
]
