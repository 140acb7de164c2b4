import type { Static } from 'typebox'
import { In, LessThan, Not } from 'typeorm'
import type { importContract } from '../../../shared/contract/imports'
import { SHEET_KIND_WORDS } from '../../../shared/domain/sheet-columns'
import type { Reader } from '../../platform/db/database'
import { orRefuse } from '../../platform/http/refuse'
import { ImportFaultTable, type ImportRow, ImportTable } from './import.tables'
import { liveProgress } from './run.actions'
import { UNDO_HOURS } from './undo.actions'

export type ImportView = Static<(typeof importContract)['GET /imports/:id']['reply']>

const FAULTS_SHOWN = 20

const PHASES: Record<ImportRow['state'], string> = {
  checking: '试算',
  checked: '试算完成',
  applying: '导入',
  applied: '导入完成',
  undone: '已撤销',
  failed: '没有成功',
}

/** One import of a station as the console shows it, with its progress at this moment. */
export async function importView(db: Reader, stationId: string, id: string): Promise<ImportView> {
  const row = orRefuse(await db.findOneBy(ImportTable, { id, stationId }))
  const faults = await db.find(ImportFaultTable, {
    select: { rowNo: true, faults: true },
    where: { importId: id },
    order: { rowNo: 'ASC' },
    take: FAULTS_SHOWN,
  })
  const before = await db.findOne(ImportTable, {
    where: { id: Not(id), stationId, fileHash: row.fileHash, state: 'applied' },
    order: { id: 'DESC' },
  })
  return {
    ...viewOf(row),
    faults: faults.map(({ rowNo, faults }) => ({ rowNo, faults })),
    sameFileAs: before ? { id: before.id, appliedAt: (before.appliedAt as Date).toISOString() } : null,
  }
}

/** The imports of a station, newest first. */
export async function importsOfStation(
  db: Reader,
  stationId: string,
  page: { limit?: number; after?: string },
): Promise<ImportView[]> {
  const rows = await db.find(ImportTable, {
    where: { stationId, ...(page.after ? { id: LessThan(page.after) } : {}) },
    order: { id: 'DESC' },
    take: page.limit ?? 50,
  })
  const hashes = [...new Set(rows.map(({ fileHash }) => fileHash))]
  const applied = await db.find(ImportTable, {
    where: { stationId, fileHash: In(hashes), state: 'applied' },
    order: { id: 'ASC' },
  })
  return rows.map((row) => {
    const before = applied.findLast(({ id, fileHash }) => id !== row.id && fileHash === row.fileHash)
    return {
      ...viewOf(row),
      faults: [],
      sameFileAs: before ? { id: before.id, appliedAt: (before.appliedAt as Date).toISOString() } : null,
    }
  })
}

function viewOf(row: ImportRow): Omit<ImportView, 'faults' | 'sameFileAs'> {
  const { done, ok, failed } = liveProgress(row.id) ?? row
  const undoUntil =
    row.state === 'applied' && row.appliedAt ? new Date(row.appliedAt.getTime() + UNDO_HOURS * 3_600_000) : null
  return {
    id: row.id,
    kind: row.kind,
    kindWords: SHEET_KIND_WORDS[row.kind],
    fileName: row.fileName,
    createVillages: row.createVillages,
    state: row.state,
    progress: {
      phase: PHASES[row.state],
      total: row.total,
      done,
      ok,
      failed,
      message: messageOf(row),
      startedAt: row.startedAt.toISOString(),
    },
    counts: row.counts,
    differences: row.differences,
    mode: row.mode,
    withoutNumber: row.withoutNumber,
    trouble: row.trouble,
    by: row.createdByName,
    createdAt: row.createdAt.toISOString(),
    appliedAt: row.appliedAt?.toISOString() ?? null,
    undoUntil: undoUntil?.toISOString() ?? null,
    undoneAt: row.undoneAt?.toISOString() ?? null,
  }
}

function messageOf({ state, counts, trouble }: ImportRow): string {
  if (state === 'failed' && trouble) return trouble.message
  if (!counts) return '正在核对每一行'
  const { new: fresh, changed, same, wrong, repeated } = counts
  const sums = `新增 ${fresh}、修改 ${changed}、相同 ${same}、错误 ${wrong}、重复 ${repeated}`
  if (state !== 'checked') return sums
  if (wrong > 0) return `${sums}；请下载错误行改正后重新上传，或选择只导入正确的行`
  return fresh + changed > 0 ? `${sums}；可以导入` : `${sums}；与登记完全一样，不用导入`
}
