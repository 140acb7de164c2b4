import { stat } from 'node:fs/promises'
import type { RefusalCode } from '../../../shared/domain/refusal'
import { csvRecords, type SheetRecord } from './csv-records'
import { SheetFault } from './fault'
import { SHEET_LIMITS, type SheetLimits } from './limits'
import { recogniseSheet, type SheetForm } from './recognise'
import { xlsxRecords } from './xlsx-records'

/** One row of data. Cells are raw texts under the header's names, blanks kept; a cell missing at the end is ''. */
export interface SheetRow {
  /** Row number as a spreadsheet shows it, from 1; the header and empty rows count. */
  rowNo: number
  cells: Record<string, string>
  /** Cells that were damaged before this program saw them: column → SHEET_DIGITS_LOST, SHEET_TEXT_DAMAGED, SHEET_CELLS_OVER. */
  faults?: Record<string, RefusalCode>
}

/** A sheet whose header has been found. `batches` may be walked once; stop early with `break`, the file is closed then. */
export interface OpenSheet {
  form: SheetForm
  /** Column names as found, tidied: no blanks, half-width brackets, and the known spelling where one was given. */
  columns: readonly string[]
  headerRowNo: number
  /** The rows in order, 1,000 to some thousands at a time (faster than one by one); empty rows are left out. */
  batches(): AsyncGenerator<SheetRow[], void, undefined>
  /** Closes the file when the rows are not wanted after all. */
  close(): Promise<void>
}

/** How a sheet is to be read. */
export interface ReadOptions {
  /**
   * Column names that may stand in the header. The header is then the row, among the first 20, with most of them (two at
   * least), so that a title above it does no harm. Without them it is the first row with two filled cells.
   */
  known?: readonly string[]
  limits?: Partial<SheetLimits>
}

const HEADER_WITHIN = 20

/**
 * Opens a CSV (UTF-8, GB18030, UTF-16; comma, tab or semicolon) or the first worksheet of an XLSX, and finds the header.
 * Throws `SheetFault`: SHEET_OLD_XLS, SHEET_TOO_LARGE, SHEET_UNREADABLE, SHEET_HEADER_MISSING, SHEET_COLUMN_TWICE.
 */
export async function openSheet(file: string, options: ReadOptions = {}): Promise<OpenSheet> {
  const limits = { ...SHEET_LIMITS, ...options.limits }
  if ((await stat(file)).size > limits.fileBytes) throw new SheetFault('SHEET_TOO_LARGE')
  const form = await recogniseSheet(file)
  const records = form.form === 'xlsx' ? xlsxRecords(file, limits) : csvRecords(file, form, limits)
  try {
    const { header, following } = await findHeader(records, options.known)
    const columns = columnNames(header, options.known)
    return {
      form,
      columns: columns.filter((name) => name !== ''),
      headerRowNo: header.rowNo,
      batches: () => rowsOf(columns, following, records),
      close: async () => {
        await records.return()
      },
    }
  } catch (error) {
    await records.return()
    throw error
  }
}

/** The rows of a sheet one by one: `for await (const { rowNo, cells } of readRows(file))`. Faults as in `openSheet`. */
export async function* readRows(file: string, options?: ReadOptions): AsyncGenerator<SheetRow, void, undefined> {
  const sheet = await openSheet(file, options)
  for await (const batch of sheet.batches()) yield* batch
}

/** Names are compared without blanks and with brackets, letters and digits made half-width: 电量（千瓦时） is 电量(千瓦时). */
const tidied = (name: string): string => name.normalize('NFKC').replace(/[\s\ufeff]/g, '')

async function findHeader(
  records: AsyncGenerator<SheetRecord[], void, undefined>,
  known: readonly string[] | undefined,
): Promise<{ header: SheetRecord; following: SheetRecord[] }> {
  const seen: SheetRecord[] = []
  while (seen.length < HEADER_WITHIN) {
    const batch = await records.next()
    if (batch.done) break
    for (const record of batch.value) seen.push(record)
  }
  const names = known && new Set(known.map(tidied))
  const score = ({ cells }: SheetRecord): number => {
    const filled = new Set(cells.map(tidied).filter((name) => name !== ''))
    return names ? [...filled].filter((name) => names.has(name)).length : Math.min(filled.size, 2)
  }
  const candidates = seen.slice(0, HEADER_WITHIN)
  const scores = candidates.map(score)
  const best = Math.max(0, ...scores)
  const header = candidates[scores.indexOf(best)]
  if (!header || best < Math.min(2, names?.size ?? 2)) throw new SheetFault('SHEET_HEADER_MISSING')
  return { header, following: seen.slice(seen.indexOf(header) + 1) }
}

function columnNames({ cells, rowNo }: SheetRecord, known: readonly string[] = []): string[] {
  const spelling = new Map(known.map((name) => [tidied(name), name]))
  const names = cells.map((cell) => spelling.get(tidied(cell)) ?? tidied(cell))
  const twice = names.find((name, at) => name !== '' && names.indexOf(name) !== at)
  if (twice !== undefined) throw new SheetFault('SHEET_COLUMN_TWICE', { rowNo, column: twice })
  return names
}

async function* rowsOf(
  columns: readonly string[],
  following: SheetRecord[],
  records: AsyncGenerator<SheetRecord[], void, undefined>,
): AsyncGenerator<SheetRow[], void, undefined> {
  try {
    const first = rowsFrom(columns, following)
    if (first.length > 0) yield first
    for await (const batch of records) {
      const rows = rowsFrom(columns, batch)
      if (rows.length > 0) yield rows
    }
  } finally {
    await records.return()
  }
}

const isFilled = (cell: string): boolean => cell !== '' && cell.trim() !== ''

function rowsFrom(columns: readonly string[], records: SheetRecord[]): SheetRow[] {
  const rows: SheetRow[] = []
  for (const record of records) {
    if (!record.cells.some(isFilled)) continue
    const cells: Record<string, string> = {}
    for (let at = 0; at < columns.length; at++) {
      const name = columns[at] as string
      if (name !== '') cells[name] = record.cells[at] ?? ''
    }
    const faults = faultsOf(columns, record)
    rows.push(faults ? { rowNo: record.rowNo, cells, faults } : { rowNo: record.rowNo, cells })
  }
  return rows
}

function faultsOf(columns: readonly string[], { cells, lost }: SheetRecord): Record<string, RefusalCode> | undefined {
  let faults: Record<string, RefusalCode> | undefined
  const mark = (at: number, code: RefusalCode): void => {
    const name = columns[at]
    if (name) faults = { ...faults, [name]: code }
  }
  for (const at of lost ?? []) mark(at, 'SHEET_DIGITS_LOST')
  // U+FFFD is what a decoder puts in place of bytes that are no character.
  for (let at = 0; at < cells.length; at++) if (cells[at]?.includes('\ufffd')) mark(at, 'SHEET_TEXT_DAMAGED')
  if (cells.length > columns.length && cells.slice(columns.length).some(isFilled)) {
    mark(
      columns.findLastIndex((name) => name !== ''),
      'SHEET_CELLS_OVER',
    )
  }
  return faults
}
