import { LessThanOrEqual } from 'typeorm'
import type { Deps } from '../../deps'
import { isDuplicate } from '../db/database'
import { ClockworkTable } from './outbox.tables'

/** Something that falls due by itself: found every `everyMs`, by one process at a time. */
export type ClockworkJob = { name: string; everyMs: number; run: (deps: Deps) => Promise<void> }

const LEASE_MS = 60_000

/**
 * Runs each job whose interval has passed and which no other process runs now. The claim is a compare-and-set on the job's row,
 * so two processes never run the same turn. A failing job is logged and runs again at its next turn.
 */
export async function runClockwork(deps: Deps, jobs: readonly ClockworkJob[], holder: string): Promise<void> {
  for (const job of jobs) {
    const now = deps.clock()
    if (!(await claim(deps, job, holder, now))) continue
    const beat = setInterval(() => void keep(deps, job, holder), LEASE_MS / 3)
    try {
      await job.run(deps)
    } catch (error) {
      deps.log.error({ err: error, job: job.name }, 'clockwork job failed')
    } finally {
      clearInterval(beat)
      await deps.db.write((tx) => tx.update(ClockworkTable, { name: job.name, holder }, { leaseUntil: now }))
    }
  }
}

/** Says that the job is still at work here; a process that cannot say so any more is taken for dead. */
async function keep(deps: Deps, job: ClockworkJob, holder: string): Promise<void> {
  const leaseUntil = new Date(deps.clock().getTime() + LEASE_MS)
  try {
    await deps.db.write((tx) => tx.update(ClockworkTable, { name: job.name, holder }, { leaseUntil }))
  } catch (error) {
    deps.log.warn({ err: error, job: job.name }, 'lease not kept')
  }
}

async function claim(deps: Deps, job: ClockworkJob, holder: string, now: Date): Promise<boolean> {
  const turn = { lastRunAt: now, leaseUntil: new Date(now.getTime() + LEASE_MS), holder }
  const before = await deps.db.read.findOneBy(ClockworkTable, { name: job.name })
  if (!before) {
    try {
      await deps.db.write((tx) => tx.insert(ClockworkTable, { name: job.name, ...turn }))
      return true
    } catch (error) {
      if (isDuplicate(error)) return false
      throw error
    }
  }
  const clockWentBack = before.lastRunAt.getTime() > now.getTime()
  if (
    !clockWentBack &&
    (now.getTime() - before.lastRunAt.getTime() < job.everyMs || before.leaseUntil.getTime() > now.getTime())
  )
    return false
  const claimed = await deps.db.write((tx) =>
    tx.update(
      ClockworkTable,
      { name: job.name, lastRunAt: before.lastRunAt, ...(clockWentBack ? {} : { leaseUntil: LessThanOrEqual(now) }) },
      turn,
    ),
  )
  return claimed.affected === 1
}
