import { In, LessThan } from 'typeorm'
import type { Deps } from '../../deps'
import type { ClockworkJob } from '../../platform/outbox/clockwork'
import { ImportFaultTable, ImportImageTable, ImportTable } from './import.tables'
import { dropUnneededFile, launch, liveProgress } from './run.actions'
import { UNDO_HOURS } from './undo.actions'

const HOUR_MS = 3_600_000
/** On MySQL a process that has not said anything for so long is dead. */
const SILENT_MS = 60_000
/** A check nobody acted on in a day is looked at anew; its plain copy does not lie around. */
const CHECK_HOURS = 24
/** Wrong rows hold names and numbers, though sealed: they go when nobody can be waiting for them. */
const FAULTS_DAYS = 30

export const importJobs: ClockworkJob[] = [
  { name: 'imports.resume', everyMs: 15_000, run: resumeImports },
  { name: 'imports.tidy', everyMs: HOUR_MS, run: tidyImports },
]

/** Imports whose process ended in the middle are begun again; a half-done one has left nothing behind. */
async function resumeImports(deps: Deps): Promise<void> {
  const now = deps.clock()
  for (const row of await deps.db.read.findBy(ImportTable, { state: In(['checking', 'applying']) })) {
    if (liveProgress(row.id)) continue
    // One process holds the embedded database: what does not run here does not run.
    const isDead = deps.db.dialect === 'sqlite' || now.getTime() - row.heartbeatAt.getTime() > SILENT_MS
    if (!isDead) continue
    const taken = await deps.db.write((tx) =>
      tx.update(
        ImportTable,
        { id: row.id, holder: row.holder, state: row.state },
        { holder: deps.newId(), heartbeatAt: now, done: 0, ok: 0, failed: 0 },
      ),
    )
    if (taken.affected === 1) launch(deps, row.id)
  }
}

/** Plain copies of files, before-images and wrong rows go when they can no longer be used. */
async function tidyImports(deps: Deps): Promise<void> {
  const now = deps.clock().getTime()
  const before = (hours: number) => LessThan(new Date(now - hours * HOUR_MS))
  const stale = await deps.db.read.findBy(ImportTable, { state: 'checked', createdAt: before(CHECK_HOURS) })
  for (const { id } of stale)
    await deps.db.write((tx) =>
      tx.update(ImportTable, { id, state: 'checked' }, { state: 'failed', trouble: STALE as never }),
    )
  for (const row of await deps.db.read.findBy(ImportTable, {
    state: In(['applied', 'failed', 'undone']),
    createdAt: before(1),
  }))
    await dropUnneededFile(deps, row)
  const undoable = await deps.db.read.find(ImportTable, {
    select: { id: true },
    where: { state: 'applied', appliedAt: before(UNDO_HOURS + 1) },
  })
  const old = await deps.db.read.find(ImportTable, {
    select: { id: true },
    where: { createdAt: before(FAULTS_DAYS * 24) },
  })
  await deps.db.write(async (tx) => {
    for (const { id } of undoable) await tx.delete(ImportImageTable, { importId: id })
    for (const { id } of old) await tx.delete(ImportFaultTable, { importId: id })
  })
}

const STALE = { code: 'IMPORT_PREVIEW_STALE', message: '试算已超过一天，请重新上传文件' }
