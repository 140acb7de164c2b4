import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { getEncoder } from 'iconv-lite'

/** A CSV to be written. Cells are written as they are: this is for exports between systems, not for people (see `sheetStream`). */
export interface CsvSheet {
  columns: readonly string[]
  rows: Iterable<readonly (string | number)[]> | AsyncIterable<readonly (string | number)[]>
  /** `gb18030` as most Chinese systems export, or UTF-8 with the mark that Excel needs to see it. */
  encoding: 'gb18030' | 'utf-8-bom'
}

const PIECE_CHARS = 64 * 1024

/** Writes a CSV (RFC 4180, CRLF) piece by piece; memory does not grow with the rows. `onRow` is called after each row. */
export async function writeCsv(file: string, sheet: CsvSheet, onRow?: () => void): Promise<void> {
  await pipeline(csvStream(sheet, onRow), createWriteStream(file))
}

/** The bytes of a CSV, to be sent as a reply; rows are asked for as the bytes are taken. */
export const csvStream = (sheet: CsvSheet, onRow?: () => void): Readable =>
  Readable.from(csvBytes(sheet, onRow), { objectMode: false })

async function* csvBytes({ columns, rows, encoding }: CsvSheet, onRow?: () => void): AsyncGenerator<Buffer, void> {
  const isGb = encoding === 'gb18030'
  const encoder = getEncoder(isGb ? 'gb18030' : 'utf-8')
  let text = `${isGb ? '' : '\ufeff'}${csvLine(columns)}`
  for await (const row of rows) {
    text += csvLine(row)
    onRow?.()
    if (text.length < PIECE_CHARS) continue
    yield encoder.write(text)
    text = ''
  }
  yield encoder.write(text)
  const last = encoder.end()
  if (last && last.length > 0) yield last
}

const csvLine = (cells: readonly (string | number)[]): string => `${cells.map(csvCell).join(',')}\r\n`

function csvCell(cell: string | number): string {
  const text = String(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
