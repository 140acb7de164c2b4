import { type Phone, readPhone } from './phone'
import { type Cell, cellText, isNothing, isScientific, toHalfWidth } from './plain-text'
import {
  AREA_COLUMNS,
  type AreaField,
  type Cells,
  columnName,
  type RowFault,
  textFault,
  VILLAGE_COLUMNS,
  type VillageField,
} from './sheet-columns'

export type AreaRecord = { feederName: string; areaCode: string; areaName: string; villageName: string }
export type VillageRecord = {
  villageName: string
  committeeName: string
  committee: { name: string; phone: Phone | null } | null
  /** `null`: the village has no liaison yet, and stands on the blind-spot list. */
  liaison: { name: string; staffNo: string; team: string | null; phone: Phone; duties: string } | null
  pilot: boolean
}
export type RowReading<R> = { record: R } | { faults: RowFault[] }

/** A village's name in its one form: no blanks, and without the words for its committee (前营村委会 is 前营村). */
export const readVillageName = (cell: Cell): string =>
  toHalfWidth(cellText(cell))
    .replace(/\s/g, '')
    .replace(/^(.+?)村?(?:村民委员会|村委会)$/, '$1村')

/** A code of the grid (台区编号, 工号) in its one form, or what is wrong with it. */
export function readCode(cell: Cell): { code: string } | { fault: string } {
  const code = toHalfWidth(cellText(cell)).replace(/^['’]/, '').replace(/\s/g, '')
  if (code === '') return { fault: '不能为空' }
  if (isScientific(code) && /[+.]/.test(code)) return { fault: '编号成了科学计数法，请把单元格改为文本后重填' }
  return /^[A-Za-z0-9-]{1,20}$/.test(code) ? { code } : { fault: '编号只能是数字、字母和短横线，最多20位' }
}

/** One row of 线路台区. */
export function readAreaRow(cells: Cells<AreaField>): RowReading<AreaRecord> {
  const faults: RowFault[] = []
  const fault = (field: AreaField, reason: string) => faults.push({ column: columnName(AREA_COLUMNS, field), reason })
  const text = (field: AreaField, max: number): string => {
    const value = field === 'villageName' ? readVillageName(cells[field]) : toHalfWidth(cellText(cells[field]))
    const reason = textFault(value, { max, required: true })
    if (reason !== null) fault(field, reason)
    return value
  }
  const feederName = text('feederName', 40)
  const code = readCode(cells.areaCode)
  if ('fault' in code) fault('areaCode', code.fault)
  const areaName = text('areaName', 40)
  const villageName = text('villageName', 30)
  if ('fault' in code || faults.length > 0) return { faults }
  return { record: { feederName, areaCode: code.code, areaName, villageName } }
}

/** One row of 村庄与对接人. A liaison needs a staff number and a phone: the phone stands in every notice. */
export function readVillageRow(cells: Cells<VillageField>): RowReading<VillageRecord> {
  const faults: RowFault[] = []
  const fault = (field: VillageField, reason: string) =>
    faults.push({ column: columnName(VILLAGE_COLUMNS, field), reason })
  const text = (field: VillageField, max: number, required = false): string => {
    const value = field === 'villageName' ? readVillageName(cells[field]) : toHalfWidth(cellText(cells[field]))
    if (!required && isNothing(value)) return ''
    const reason = textFault(value, { max, required })
    if (reason !== null) fault(field, reason)
    return value
  }
  const phone = (field: VillageField): Phone | null => {
    const reading = readPhone(cells[field])
    if ('phone' in reading) return reading.phone
    fault(field, reading.fault)
    return null
  }
  const villageName = text('villageName', 30, true)
  const committeeName = text('committeeName', 40) || `${villageName}村民委员会`
  const contact = text('committeeContact', 20)
  const committeePhone = phone('committeePhone')
  if (contact === '' && committeePhone !== null) fault('committeeContact', '有村委会电话，请写上联系人姓名')
  const liaisonName = text('liaisonName', 20)
  const pilot = readYesNo(text('pilot', 10))
  if (pilot === null) fault('pilot', '请填“是”或“否”')
  const liaison = liaisonName === '' ? null : readLiaison()
  if (faults.length > 0 || pilot === null) return { faults }
  const committee = contact === '' ? null : { name: contact, phone: committeePhone }
  return { record: { villageName, committeeName, committee, liaison, pilot } }

  function readLiaison(): VillageRecord['liaison'] {
    const staffNo = readCode(cells.staffNo)
    if ('fault' in staffNo) fault('staffNo', staffNo.fault)
    const before = faults.length
    const number = phone('liaisonPhone')
    if (number === null && faults.length === before) fault('liaisonPhone', '对接人员必须有电话')
    const team = text('team', 20) || null
    const duties = text('duties', 100)
    if ('fault' in staffNo || number === null) return null
    return { name: liaisonName, staffNo: staffNo.code, team, phone: number, duties }
  }
}

const readYesNo = (text: string): boolean | null => {
  if (text === '' || text === '否') return false
  return text === '是' ? true : null
}
