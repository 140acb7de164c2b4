import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Cell, type CellValue, type ColumnDef, writeXlsx, writeXlsxStream } from 'hucre/xlsx'
import { withoutFormula } from './cell-text'

/** A column: its title, its width in characters (default: by the title, 12 to 40), and whether numbers stay numbers. */
export interface SheetColumn {
  title: string
  width?: number
  /** Default `text`: account and phone numbers are never shown as 6.1E+09 or lose a leading 0. */
  kind?: 'text' | 'number'
}

/** One row to be written: plain cells, or cells with positions to be marked red. */
export type SheetLine = readonly CellValue[] | { cells: readonly CellValue[]; wrong: readonly number[] }

/** A worksheet to be written for people. */
export interface SheetToWrite {
  /** Name of the worksheet, at most 31 characters, without \ / ? * [ ] and colon. */
  name?: string
  columns: readonly (string | SheetColumn)[]
  rows: Iterable<SheetLine> | AsyncIterable<SheetLine>
  /** Sentences above the header (what the file is, what to do with it); `openSheet` skips them when it is given `known` names. */
  notes?: readonly string[]
}

/** Red marks need the whole sheet in memory; longer lists are streamed and say what is wrong in words only. */
export const MARKED_ROWS = 20_000

const WRONG_CELL = {
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'FFC7CE' } },
  font: { color: { rgb: '9C0006' }, size: 11, bold: true },
  numFmt: '@',
} as const

/**
 * An XLSX as a stream of bytes, to be sent as a reply or piped to a file; rows are asked for as the bytes are taken. Texts that a
 * spreadsheet would run as a formula get an apostrophe in front. Up to `MARKED_ROWS` rows, wrong cells are red.
 */
export function sheetStream(sheet: SheetToWrite): Readable {
  return Readable.from(sheetBytes(sheet), { objectMode: false })
}

/** Writes an XLSX file, see `sheetStream`. */
export async function writeSheet(file: string, sheet: SheetToWrite): Promise<void> {
  await pipeline(sheetStream(sheet), createWriteStream(file))
}

async function* sheetBytes({ name = '表', columns, rows, notes = [] }: SheetToWrite): AsyncGenerator<Uint8Array, void> {
  const defined = columns.map((column) => (typeof column === 'string' ? { title: column } : column))
  const above: CellValue[][] = [...notes.map((note) => [withoutFormula(note)]), defined.map(({ title }) => title)]
  const definitions = defined.map(columnDefinition)
  const line = lineWriter(defined)
  const source = iterate(rows)
  const held: SheetLine[] = []
  let next = await source.next()
  while (!next.done && held.length < MARKED_ROWS) {
    held.push(next.value)
    next = await source.next()
  }
  if (next.done && held.some((row) => 'wrong' in row)) {
    const cells = redCells(held, above.length)
    yield await writeXlsx({
      sheets: [
        { name, columns: definitions, rows: [...above, ...held.map(line)], cells, ...frozenBelow(above.length) },
      ],
    })
    return
  }
  const all = async function* (): AsyncGenerator<CellValue[], void> {
    yield* above
    for (const row of held.splice(0)) yield line(row)
    for (; !next.done; next = await source.next()) yield line(next.value)
  }
  yield* writeXlsxStream(all(), { name, columns: definitions, ...frozenBelow(above.length) })
}

const frozenBelow = (rows: number) => ({ freezePane: { rows } })

async function* iterate<T>(rows: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T, void> {
  yield* rows
}

function columnDefinition({ title, width, kind = 'text' }: SheetColumn): ColumnDef {
  const shown = width ?? Math.min(40, Math.max(12, title.length * 2 + 4))
  return kind === 'text' ? { width: shown, style: { numFmt: '@' } } : { width: shown }
}

const cellsOf = (row: SheetLine): readonly CellValue[] => ('wrong' in row ? row.cells : row)

function lineWriter(columns: readonly SheetColumn[]): (row: SheetLine) => CellValue[] {
  const isNumber = columns.map(({ kind }) => kind === 'number')
  return (row) =>
    cellsOf(row).map((cell, at) => {
      if (typeof cell === 'string') return cell === '' ? null : withoutFormula(cell)
      return typeof cell === 'number' && !isNumber[at] ? String(cell) : cell
    })
}

function redCells(rows: readonly SheetLine[], rowsAbove: number): Map<string, Partial<Cell>> {
  const cells = new Map<string, Partial<Cell>>()
  rows.forEach((row, at) => {
    if (!('wrong' in row)) return
    for (const column of row.wrong) cells.set(`${at + rowsAbove},${column}`, { style: WRONG_CELL })
  })
  return cells
}
