import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeCsv } from '../../server/platform/sheets/write-csv'
import { writeSheet } from '../../server/platform/sheets/write-sheet'
import { type BillRow, billMonths, billsOf } from './bills'
import { faultyCustomers } from './faulty'
import { type HouseholdRow, makeStation, type Station, type StationOptions } from './station'

const AREA_COLUMNS = ['线路名称', '台区编号', '台区名称', '村']
const VILLAGE_COLUMNS = [
  ...['村', '村委会', '村委会联系人', '村委会电话', '对接人员', '工号', '班组', '手机', '职责', '是否试点'],
]
const CUSTOMER_COLUMNS = [
  ...['户号', '户名', '用电地址', '村', '村民小组', '台区编号', '台区名称', '线路名称', '电表资产号', '联系电话'],
  ...['用电类别', '客户类型', '重点关怀'],
]
const BILL_COLUMNS = [
  ...[
    '账单编号',
    '户号',
    '户名',
    '电费年月',
    '上次示数',
    '本次示数',
    '电量(千瓦时)',
    '一档电量',
    '二档电量',
    '三档电量',
  ],
  ...['应收电费(元)', '实收电费(元)', '欠费(元)', '发行日期', '缴费截止日', '缴费渠道'],
]
/** Readings and kWh: numbers in an XLSX. Money is text there, as the billing system writes it. */
const BILL_NUMBERS = { from: 4, to: 9 }

/** The files of a written station, as paths. */
export interface StationFiles {
  areas: string
  villages: string
  customers: string
  faultyCustomers: string
  /** The older month as CSV, the newer as XLSX. */
  bills: [older: string, newer: string]
}

/** Called as rows are written: rows done and rows in all, over all files. */
export type StationProgress = (done: number, total: number) => void

/** The files that make the register: who, where, on which feeder. */
export type RegisterFiles = Pick<StationFiles, 'areas' | 'villages' | 'customers'>

/** Writes 线路台区.csv, 村庄与对接人.xlsx and 客户档案.csv into a folder that exists. */
export async function writeRegister(
  folder: string,
  station: Station,
  onRow: () => void = () => {},
): Promise<RegisterFiles> {
  const files = {
    areas: join(folder, '线路台区.csv'),
    villages: join(folder, '村庄与对接人.xlsx'),
    customers: join(folder, '客户档案.csv'),
  }
  await writeCsv(files.areas, { columns: AREA_COLUMNS, rows: areaRows(station), encoding: 'utf-8-bom' }, onRow)
  await writeSheet(files.villages, { columns: VILLAGE_COLUMNS, rows: counted(villageRows(station), onRow) })
  await writeCsv(
    files.customers,
    { columns: CUSTOMER_COLUMNS, rows: customerRows(station), encoding: 'gb18030' },
    onRow,
  )
  return files
}

/**
 * Writes the files a station exports into `folder`: 线路台区.csv (UTF-8 with mark), 村庄与对接人.xlsx, 客户档案.csv and 电费账单-<older>.csv
 * (GB18030), 电费账单-<newer>.xlsx, 客户档案-有错.csv. Row by row, so memory does not grow with the station.
 */
export async function writeStation(
  folder: string,
  options: StationOptions,
  onProgress: StationProgress = () => {},
): Promise<StationFiles> {
  const station = makeStation(options)
  const months = billMonths(options.now)
  const faulty = faultyCustomers(station, customerCells)
  const total = station.areas.length + station.villages.length + station.householdCount * 3 + faulty.length
  let done = 0
  const onRow = (): void => onProgress(++done, total)

  await mkdir(folder, { recursive: true })
  const files: StationFiles = {
    ...(await writeRegister(folder, station, onRow)),
    faultyCustomers: join(folder, '客户档案-有错.csv'),
    bills: [join(folder, `电费账单-${months[0]}.csv`), join(folder, `电费账单-${months[1]}.xlsx`)],
  }
  await writeCsv(files.faultyCustomers, { columns: CUSTOMER_COLUMNS, rows: faulty, encoding: 'gb18030' }, onRow)
  await writeCsv(files.bills[0], { columns: BILL_COLUMNS, rows: billRows(station, 0), encoding: 'gb18030' }, onRow)
  const columns = BILL_COLUMNS.map((title, at) => {
    const isNumber = at >= BILL_NUMBERS.from && at <= BILL_NUMBERS.to
    return { title, kind: isNumber ? ('number' as const) : ('text' as const) }
  })
  await writeSheet(files.bills[1], { columns, rows: counted(billRows(station, 1), onRow) })
  return files
}

function* counted<T>(rows: Iterable<T>, onRow: () => void): Generator<T, void> {
  for (const row of rows) {
    yield row
    onRow()
  }
}

const areaRows = ({ areas }: Station): string[][] =>
  areas.map(({ feeder, areaNo, areaName, village }) => [feeder, areaNo, areaName, village])

const villageRows = ({ villages }: Station): string[][] =>
  villages.map((row) => [
    ...[row.village, row.committee, row.committeeContact, row.committeePhone, row.liaison, row.employeeNo, row.team],
    ...[row.liaisonPhone, row.duties, row.isPilot ? '是' : '否'],
  ])

function* customerRows(station: Station): Generator<string[], void> {
  for (const household of station.households()) yield customerCells(household)
}

const customerCells = (row: HouseholdRow): string[] => [
  ...[row.accountNo, row.owner, row.address, row.village, row.group, row.areaNo, row.areaName, row.feeder, row.meterNo],
  ...[row.phone, row.category, row.customerKind, row.care],
]

function* billRows(station: Station, month: 0 | 1): Generator<(string | number)[], void> {
  for (const household of station.households()) yield billCells(billsOf(station, household)[month])
}

const billCells = (row: BillRow): (string | number)[] => [
  ...[row.billNo, row.accountNo, row.owner, row.month, row.readingBefore, row.reading, row.kwh],
  ...(row.steps ?? ['', '', '']),
  ...[yuan(row.dueFen), yuan(row.paidFen), yuan(row.dueFen - row.paidFen), row.issuedOn, row.payableUntil, row.channel],
]

const yuan = (fen: number): string => (fen / 100).toFixed(2)
