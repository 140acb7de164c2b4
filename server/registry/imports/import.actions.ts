import { cut } from '../../../shared/domain/plain-text'
import type { Deps } from '../../deps'
import { isDuplicate, type Tx } from '../../platform/db/database'
import { orRefuse, Refusal, refuseIf } from '../../platform/http/refuse'
import { fingerprintOf, recogniseFile, storeFile } from './file.actions'
import { type ImportRow, ImportTable } from './import.tables'
import { launch, launchAfter } from './run.actions'

/** What is written in the transaction that begins something with the import `id`: the line of the audit of who has no request. */
export type Noted = (tx: Tx, id: string) => Promise<void>

/** Who imports, and for which station. */
export type Importer = { id: string; name: string; stationId: string }

/**
 * Takes a file in: recognises it by its header, keeps it under its hash, and starts the check. Nothing of the register is
 * touched. Refusals: IMPORT_BILLS_NOT_YET, IMPORT_FILE_NOT_RECOGNISED, IMPORT_COLUMNS_MISSING, SHEET_….
 */
export async function startImport(
  deps: Deps,
  by: Importer,
  file: { path: string; name: string },
  options: { createVillages: boolean },
  noted: Noted = async () => {},
): Promise<string> {
  const { kind, columns } = await recogniseFile(file.path)
  const { hash, rows } = await fingerprintOf(file.path)
  const now = deps.clock()
  const id = deps.newId()
  const row: ImportRow = {
    id,
    stationId: by.stationId,
    kind,
    fileName: cut(file.name, 120),
    fileHash: hash,
    createVillages: options.createVillages,
    columns,
    state: 'checking',
    total: rows,
    done: 0,
    ok: 0,
    failed: 0,
    startedAt: now,
    counts: null,
    differences: [],
    outcomeHash: null,
    mode: null,
    withoutNumber: false,
    trouble: null,
    holder: deps.newId(),
    heartbeatAt: now,
    applyingFor: null,
    createdBy: by.id,
    createdByName: cut(by.name, 60),
    createdAt: now,
    appliedAt: null,
    undoneAt: null,
  }
  await launchAfter(deps, id, async () => {
    await deps.db.write(async (tx) => {
      await tx.insert(ImportTable, row as never)
      await noted(tx, id)
    })
    try {
      await storeFile(deps.config.dataFolder, file.path, hash, id)
    } catch (error) {
      await deps.db.write((tx) => tx.delete(ImportTable, { id }))
      throw error
    }
  })
  return id
}

/** The import with this id, of this station. */
export const importOf = async (db: Deps['db']['read'], stationId: string, id: string): Promise<ImportRow> =>
  orRefuse(await db.findOneBy(ImportTable, { id, stationId }))

/**
 * Starts writing what the check has shown. Refusals: IMPORT_HAS_WRONG_ROWS (mode `all`), IMPORT_ALREADY_APPLIED, CONFLICT while
 * another import of the station is being applied; IMPORT_PREVIEW_STALE stands in the import when the register moved meanwhile.
 */
export async function applyImport(
  deps: Deps,
  stationId: string,
  id: string,
  { mode, withoutNumber }: { mode: 'all' | 'right_rows_only'; withoutNumber: boolean },
  noted: Noted = async () => {},
): Promise<void> {
  const row = await importOf(deps.db.read, stationId, id)
  refuseIf((row.state === 'applied' || row.state === 'undone') && 'IMPORT_ALREADY_APPLIED')
  if (row.state === 'failed') throw new Refusal('IMPORT_PREVIEW_STALE')
  const { counts } = row
  if (row.state !== 'checked' || !counts) throw new Refusal('CONFLICT')
  const wrong = counts.wrong - (withoutNumber ? counts.onlyPhoneWrong : 0)
  if (mode === 'all' && wrong > 0)
    throw new Refusal('IMPORT_HAS_WRONG_ROWS', { wrong, onlyPhoneWrong: counts.onlyPhoneWrong })
  const now = deps.clock()
  const turn = { state: 'applying', mode, withoutNumber, total: counts.rows, done: 0, ok: 0, failed: 0 } as const
  try {
    await deps.db.write(async (tx) => {
      const claimed = await tx.update(
        ImportTable,
        { id, state: 'checked' },
        { ...turn, applyingFor: stationId, holder: deps.newId(), startedAt: now, heartbeatAt: now },
      )
      refuseIf(claimed.affected !== 1 && 'CONFLICT')
      await noted(tx, id)
    })
  } catch (error) {
    if (isDuplicate(error)) throw new Refusal('CONFLICT', undefined, '另一个文件正在导入，请等它完成再试')
    throw error
  }
  launch(deps, id)
}
