import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { cut } from '../../../shared/domain/plain-text'
import {
  AREA_COLUMNS,
  CUSTOMER_COLUMNS,
  findColumns,
  recogniseSheet,
  VILLAGE_COLUMNS,
} from '../../../shared/domain/sheet-columns'
import { Refusal, refuseIf } from '../../platform/http/refuse'
import { SheetFault } from '../../platform/sheets/fault'
import { type OpenSheet, openSheet } from '../../platform/sheets/read-sheet'
import type { ImportRow } from './import.tables'

const KIND_COLUMNS = { areas: AREA_COLUMNS, villages: VILLAGE_COLUMNS, customers: CUSTOMER_COLUMNS }
const BILL_COLUMNS = ['账单编号', '电费年月', '应收电费(元)', '欠费(元)', '实收电费(元)']
/** Every name a header may hold: by them the header is found below a title. */
const KNOWN = [
  ...new Set([
    ...Object.values(KIND_COLUMNS).flatMap((columns) => Object.values(columns).flatMap(({ names }) => names)),
    ...BILL_COLUMNS,
  ]),
]

/** A sheet as this room reads it; what cannot be read is refused in words. */
export async function openImportSheet(path: string): Promise<OpenSheet> {
  try {
    return await openSheet(path, { known: KNOWN })
  } catch (error) {
    throw asRefusal(error)
  }
}

/** A fault of the file as the refusal a person reads; a header that fits nothing is a file of another kind. */
export function asRefusal(error: unknown): unknown {
  if (!(error instanceof SheetFault)) return error
  return new Refusal(error.code === 'SHEET_HEADER_MISSING' ? 'IMPORT_FILE_NOT_RECOGNISED' : error.code, error.details)
}

/** A header is kept with its import: 100 names of 100 characters go into one TEXT. */
const COLUMN_NAME_MAX = 100
const COLUMNS_MAX = 100

/** Which kind of file this is, by its header. Refuses a header beyond measure, bills, unknown headers and missing columns, naming them. */
export async function recogniseFile(path: string): Promise<{ kind: ImportRow['kind']; columns: string[] }> {
  const sheet = await openImportSheet(path)
  await sheet.close()
  const tooLong = sheet.columns.filter(
    (column) => column.length > COLUMN_NAME_MAX || sheet.columns.length > COLUMNS_MAX,
  )
  if (tooLong.length > 0)
    throw new Refusal(
      'IMPORT_FILE_NOT_RECOGNISED',
      { columns: tooLong.slice(0, 5).map((column) => cut(column, COLUMN_NAME_MAX)) },
      `表头最多${COLUMNS_MAX}列，列名最多${COLUMN_NAME_MAX}个字，请核对文件`,
    )
  const kind = recogniseSheet(sheet.columns)
  if (kind === null) throw new Refusal('IMPORT_FILE_NOT_RECOGNISED', { columns: sheet.columns.slice(0, 50) })
  if (kind === 'bills') throw new Refusal('IMPORT_BILLS_NOT_YET')
  const { missing } = findColumns<string>(sheet.columns, KIND_COLUMNS[kind] as never)
  if (missing.length > 0) throw new Refusal('IMPORT_COLUMNS_MISSING', { missing })
  return { kind, columns: [...sheet.columns] }
}

const NEWLINE = 10

/** The file's SHA-256, and the rows it seems to have: its lines for a CSV, unknown for an XLSX. */
export async function fingerprintOf(path: string): Promise<{ hash: string; rows: number | null }> {
  const hash = createHash('sha256')
  let lines = 0
  let isZip: boolean | undefined
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    isZip ??= chunk.subarray(0, 2).toString('latin1') === 'PK'
    hash.update(chunk)
    if (!isZip) for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines++
  }
  return { hash: hash.digest('hex'), rows: isZip ? null : Math.max(0, lines - 1) }
}

export const storedFile = (dataFolder: string, hash: string): string => join(dataFolder, 'imports', hash)

/**
 * Keeps an uploaded file under its hash, for this program alone: it holds names and numbers in the clear until it is applied. `id` is
 * of the import: the same file may arrive twice at once.
 */
export async function storeFile(dataFolder: string, path: string, hash: string, id: string): Promise<void> {
  const stored = storedFile(dataFolder, hash)
  const part = `${stored}.${id}.part`
  await mkdir(join(dataFolder, 'imports'), { recursive: true, mode: 0o700 })
  // A kill in the middle must not leave half a file under a name that promises the whole.
  try {
    await copyFile(path, part)
    await rename(part, stored)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

export const dropFile = (dataFolder: string, hash: string): Promise<void> =>
  rm(storedFile(dataFolder, hash), { force: true })

/** The file of an import as it was checked; when it is gone or was exchanged, the check no longer holds. */
export async function openStored(dataFolder: string, row: Pick<ImportRow, 'fileHash'>): Promise<OpenSheet> {
  const path = storedFile(dataFolder, row.fileHash)
  const found = await fingerprintOf(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  refuseIf(found?.hash !== row.fileHash && 'IMPORT_PREVIEW_STALE')
  return openImportSheet(path)
}
