import { MoreThan } from 'typeorm'
import type { FileReply } from '../../../shared/contract/contract'
import type { Tools } from '../../deps'
import type { Reader } from '../../platform/db/database'
import { orRefuse } from '../../platform/http/refuse'
import { withoutFormula } from '../../platform/sheets/cell-text'
import { csvStream } from '../../platform/sheets/write-csv'
import { type SheetLine, sheetStream } from '../../platform/sheets/write-sheet'
import { ImportFaultTable, type ImportRow, ImportTable } from './import.tables'

export const FAULT_COLUMN = '错误说明'
const PAGE = 500

type FaultLine = { cells: string[]; wrong: number[]; why: string }

/** The wrong rows of an import as they stood in the file, wrong cells red, the reasons in the last column. */
export async function faultsAsSheet(db: Reader, tools: Tools, stationId: string, id: string): Promise<FileReply> {
  const { row, columns } = await columnsOf(db, stationId, id)
  const rows = async function* (): AsyncGenerator<SheetLine> {
    for await (const { cells, wrong, why } of linesOf(db, tools, row, columns))
      yield { cells: [...cells, why], wrong: [...wrong, columns.length] }
  }
  const content = sheetStream({
    name: '错误行',
    columns: [...columns, { title: FAULT_COLUMN, width: 60 }],
    rows: rows(),
  })
  return { fileName: fileName(row, 'xlsx'), content }
}

/** The same as CSV (UTF-8 with the mark Excel needs). */
export async function faultsAsCsv(db: Reader, tools: Tools, stationId: string, id: string): Promise<FileReply> {
  const { row, columns } = await columnsOf(db, stationId, id)
  const rows = async function* () {
    for await (const { cells, why } of linesOf(db, tools, row, columns)) yield [...cells, why].map(withoutFormula)
  }
  return {
    fileName: fileName(row, 'csv'),
    content: csvStream({ columns: [...columns, FAULT_COLUMN], rows: rows(), encoding: 'utf-8-bom' }),
  }
}

/** The reasons of an earlier round are not handed back as a column of the file. */
async function columnsOf(db: Reader, stationId: string, id: string): Promise<{ row: ImportRow; columns: string[] }> {
  const row = orRefuse(await db.findOneBy(ImportTable, { id, stationId }))
  return { row, columns: row.columns.filter((column) => column !== FAULT_COLUMN) }
}

async function* linesOf(db: Reader, tools: Tools, row: ImportRow, columns: string[]): AsyncGenerator<FaultLine> {
  const positions = columns.map((column) => row.columns.indexOf(column))
  for (let after = 0; ; ) {
    const rows = await db.find(ImportFaultTable, {
      where: { importId: row.id, rowNo: MoreThan(after) },
      order: { rowNo: 'ASC' },
      take: PAGE,
    })
    for (const { cellsSealed, faults } of rows) {
      const kept = JSON.parse(tools.vault.open(cellsSealed)) as string[]
      const wrong = [...new Set(faults.map(({ column }) => columns.indexOf(column)).filter((at) => at >= 0))]
      yield {
        cells: positions.map((at) => kept[at] ?? ''),
        wrong,
        why: faults.map(({ column, reason }) => `${column}：${reason}`).join('；'),
      }
    }
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return
    after = last.rowNo
  }
}

const fileName = ({ fileName }: ImportRow, ending: string): string =>
  `${fileName.replace(/\.(csv|xlsx|txt)$/i, '')}-错误行.${ending}`
