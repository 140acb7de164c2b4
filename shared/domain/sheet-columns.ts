import { type Cell, cellText, looksLikeFormula, toHalfWidth } from './plain-text'

/** The sheets a station exports. Bills are recognised so that they can be refused by name. */
export const SHEET_KINDS = ['areas', 'villages', 'customers', 'bills'] as const
export type SheetKind = (typeof SHEET_KINDS)[number]
export const SHEET_KIND_WORDS: Record<SheetKind, string> = {
  areas: '线路台区',
  villages: '村庄与对接人',
  customers: '客户档案',
  bills: '电费账单',
}

/** Columns of a sheet: the first name is ours, the others are how exports call it too. */
export type Columns<F extends string> = { readonly [K in F]: { names: readonly string[]; required: boolean } }
export type Cells<F extends string> = Partial<Record<F, Cell>>
/** One thing wrong in one cell: `column` is the name a person sees in the sheet. */
export type RowFault = { column: string; reason: string }

const must = (...names: string[]) => ({ names, required: true })
const may = (...names: string[]) => ({ names, required: false })

export type AreaField = 'feederName' | 'areaCode' | 'areaName' | 'villageName'
export const AREA_COLUMNS: Columns<AreaField> = {
  feederName: must('线路名称', '线路', '所属线路'),
  areaCode: must('台区编号', '台区编码', '台区号'),
  areaName: must('台区名称', '台区'),
  villageName: must('村', '村名', '行政村', '所属村'),
}

export type VillageField =
  | 'villageName'
  | 'committeeName'
  | 'committeeContact'
  | 'committeePhone'
  | 'liaisonName'
  | 'staffNo'
  | 'team'
  | 'liaisonPhone'
  | 'duties'
  | 'pilot'
export const VILLAGE_COLUMNS: Columns<VillageField> = {
  villageName: must('村', '村名', '行政村', '所属村'),
  committeeName: may('村委会', '村委会名称'),
  committeeContact: may('村委会联系人', '村委联系人'),
  committeePhone: may('村委会电话', '村委电话', '村委会联系电话'),
  liaisonName: must('对接人员', '对接人', '对接人姓名'),
  staffNo: must('工号', '员工编号'),
  team: may('班组', '所属班组'),
  liaisonPhone: must('手机', '手机号', '对接人电话', '对接人手机'),
  duties: may('职责', '服务职责'),
  pilot: may('是否试点', '试点'),
}

export type CustomerField =
  | 'accountNo'
  | 'name'
  | 'address'
  | 'villageName'
  | 'groupName'
  | 'areaCode'
  | 'areaName'
  | 'feederName'
  | 'meterNo'
  | 'phone'
  | 'category'
  | 'customerType'
  | 'care'
export const CUSTOMER_COLUMNS: Columns<CustomerField> = {
  accountNo: must('户号', '用户编号', '客户编号'),
  name: must('户名', '用户名称', '客户名称'),
  address: may('用电地址', '地址'),
  villageName: must('村', '村名', '行政村', '所属村'),
  groupName: may('村民小组', '小组', '组'),
  areaCode: must('台区编号', '台区编码', '台区号'),
  areaName: may('台区名称', '台区'),
  feederName: may('线路名称', '线路', '所属线路'),
  meterNo: may('电表资产号', '电能表资产号', '表号'),
  phone: may('联系电话', '手机', '手机号', '电话', '联系方式'),
  category: must('用电类别', '用电类型'),
  customerType: may('客户类型', '用户类型'),
  care: may('重点关怀', '关怀', '特殊人群'),
}

/** A header cell without blanks, half-width, without a unit or a required mark: ` 户号* ` is 户号. */
const headerName = (cell: Cell): string => toHalfWidth(cellText(cell)).replace(/[\s*]|\(.*\)$/g, '')

export type FoundColumns<F extends string> = {
  /** Where each field stands, counted from 0. */
  at: Partial<Record<F, number>>
  /** Required columns that are not there, by our name. */
  missing: string[]
  /** Columns nobody asked for; they are kept in the file that is handed back, and not read. */
  unknown: string[]
}

/** Finds columns by their Chinese names, in any order; of two with the same meaning the first counts. */
export function findColumns<F extends string>(header: readonly Cell[], columns: Columns<F>): FoundColumns<F> {
  const names = header.map(headerName)
  const fields = Object.keys(columns) as F[]
  const at: Partial<Record<F, number>> = {}
  for (const field of fields) {
    const index = names.findIndex((name) => columns[field].names.includes(name))
    if (index >= 0) at[field] = index
  }
  const missing = fields.filter((f) => columns[f].required && at[f] === undefined).map((f) => columnName(columns, f))
  const known = new Set(fields.flatMap((field) => columns[field].names))
  return { at, missing, unknown: names.filter((name) => name !== '' && !known.has(name)) }
}

export const columnName = <F extends string>(columns: Columns<F>, field: F): string => columns[field].names[0] as string

/** Which sheet a header belongs to; `null` when it is none of them. */
export function recogniseSheet(header: readonly Cell[]): SheetKind | null {
  const names = new Set(header.map(headerName))
  if (names.has('账单编号') || names.has('电费年月') || names.has('应收电费')) return 'bills'
  const has = (...aliases: readonly string[]) => aliases.some((name) => names.has(name))
  if (has(...CUSTOMER_COLUMNS.accountNo.names)) return 'customers'
  if (has(...VILLAGE_COLUMNS.liaisonName.names)) return 'villages'
  return has(...AREA_COLUMNS.areaCode.names) ? 'areas' : null
}

/** Takes one row apart by the columns found. */
export function pickCells<F extends string>(row: readonly Cell[], { at }: FoundColumns<F>): Cells<F> {
  const cells: Cells<F> = {}
  for (const field of Object.keys(at) as F[]) cells[field] = row[at[field] as number]
  return cells
}

/** What is wrong with a cell of free text, or `null`. Lengths count code points. */
export function textFault(text: string, { max, required }: { max: number; required: boolean }): string | null {
  if (text === '') return required ? '不能为空' : null
  if (looksLikeFormula(text)) return '内容是公式，请改成普通文字'
  return [...text].length > max ? `最多${max}个字` : null
}
