import { createHash } from 'node:crypto'
import { refusalText } from '../../../shared/domain/refusal'
import { type Cells, type Columns, findColumns, type RowFault } from '../../../shared/domain/sheet-columns'
import type { Tools } from '../../deps'
import type { Reader, Tx } from '../../platform/db/database'
import type { OpenSheet, SheetRow } from '../../platform/sheets/read-sheet'
import type { Counts, Difference, KindImage } from './import.tables'

/** What one row of a file is against the register. `mark` tells two states of the same row apart. */
export type RowOutcome =
  | { as: 'new' | 'changed' | 'same'; mark?: string; difference?: Difference }
  | { as: 'repeated' }
  | { as: 'wrong'; faults: RowFault[]; onlyPhone: boolean }

/** The rows of one kind of file: classified batch by batch and, where the ground is for writing, written. */
export type RowIntake = { rows(batch: readonly SheetRow[]): Promise<RowOutcome[]>; end(): Promise<void> }

/** What an intake stands on. While checking, `db` reads what is committed; while applying it is the import's transaction. */
export type Ground = {
  db: Reader
  tools: Tools
  stationId: string
  createVillages: boolean
  /** False once the first differences have been noted: the rest need no words. */
  wantsDifferences: () => boolean
  /** Null while only checking. */
  write: Writing | null
}
export type Writing = {
  tx: Tx
  withoutNumber: boolean
  by: string
  /** Ids of this import's new households, in order. */
  nextId: () => string
  images: ImageSink
}
export type ImageSink = { add(images: readonly KindImage[]): Promise<void>; end(): Promise<void> }

export type WalkResult = { counts: Counts; differences: Difference[]; outcomeHash: string; faultRows: number }
type Watch = {
  /** After each batch: rows done, of which right and wrong. */
  progress(done: number, ok: number, failed: number): Promise<void>
  /** Wrong rows, as they stand in the file. */
  faults(rows: { row: SheetRow; faults: RowFault[] }[]): Promise<void>
}

export const DIFFERENCES_SHOWN = 20

/**
 * Walks a file once, batch by batch; memory does not grow with it. Checking and applying walk alike, so what was shown is what is
 * done: the hash over all outcomes tells whether the register moved in between.
 */
export async function walk(
  sheet: OpenSheet,
  intake: (wants: () => boolean) => RowIntake,
  watch: Watch,
): Promise<WalkResult> {
  const counts: Counts = { rows: 0, new: 0, changed: 0, same: 0, wrong: 0, repeated: 0, onlyPhoneWrong: 0 }
  const differences: Difference[] = []
  const hash = createHash('sha256')
  const rows = intake(() => differences.length < DIFFERENCES_SHOWN)
  for await (const batch of sheet.batches()) {
    const outcomes = await rows.rows(batch)
    const wrong: { row: SheetRow; faults: RowFault[] }[] = []
    let trace = ''
    outcomes.forEach((outcome, at) => {
      const row = batch[at] as SheetRow
      counts.rows++
      counts[outcome.as]++
      trace += `${row.rowNo}${outcome.as}`
      if (outcome.as === 'wrong') {
        if (outcome.onlyPhone) counts.onlyPhoneWrong++
        wrong.push({ row, faults: outcome.faults })
      } else if (outcome.as !== 'repeated') {
        trace += `${outcome.mark ?? ''};`
        if (outcome.difference && differences.length < DIFFERENCES_SHOWN) differences.push(outcome.difference)
      }
    })
    hash.update(trace)
    if (wrong.length > 0) await watch.faults(wrong)
    await watch.progress(counts.rows, counts.rows - counts.wrong, counts.wrong)
  }
  await rows.end()
  return { counts, differences, outcomeHash: hash.digest('hex'), faultRows: counts.wrong }
}

/** How the fields of a kind are found in this file. */
export type FieldFinder<F extends string> = {
  cells(row: SheetRow): Cells<F>
  has(field: F): boolean
  /** A fault under the name its column has in this file, so that it can be marked there. */
  named(fault: RowFault): RowFault
  /** Faults of cells that were damaged before the file came to us. */
  damaged(row: SheetRow): RowFault[]
}

export function fieldFinder<F extends string>(columns: Columns<F>, found: readonly string[]): FieldFinder<F> {
  const { at } = findColumns(found, columns)
  const fields = Object.keys(at) as F[]
  const names = fields.map((field) => found[at[field] as number] as string)
  const shown = new Map(fields.map((field, index) => [columns[field].names[0] as string, names[index] as string]))
  return {
    cells(row) {
      const cells: Cells<F> = {}
      for (let index = 0; index < fields.length; index++) cells[fields[index] as F] = row.cells[names[index] as string]
      return cells
    },
    has: (field) => at[field] !== undefined,
    named: (fault) => ({ ...fault, column: shown.get(fault.column) ?? fault.column }),
    damaged: (row) =>
      row.faults ? Object.entries(row.faults).map(([column, code]) => ({ column, reason: refusalText(code) })) : [],
  }
}

/** Says of a key whether the file had it before: `new`, the same again, or again with other content (then `rowNo` is the first). */
export class SeenKeys {
  private readonly seen = new Map<string, { rowNo: number; content: string }>()

  note(key: string, rowNo: number, content: string): 'new' | 'same' | { rowNo: number } {
    const before = this.seen.get(key)
    if (!before) {
      this.seen.set(key, { rowNo, content })
      return 'new'
    }
    return before.content === content ? 'same' : { rowNo: before.rowNo }
  }
}

/** What stands in one row, to tell a repeated row from a contradicting one. */
export function contentOf(cells: Record<string, unknown>): string {
  let content = ''
  for (const field in cells) content += `${String(cells[field] ?? '').trim()}\u0001`
  return content
}
