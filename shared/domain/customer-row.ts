import { readAccountNo } from './account-no'
import {
  type CareMark,
  type FreeQuota,
  HOUSEHOLD_CATEGORIES,
  HOUSEHOLD_CATEGORY_WORDS,
  type HouseholdCategory,
  readCareWords,
  readCategory,
} from './household'
import { type Phone, readPhone } from './phone'
import { cellText, cut, isNothing, toHalfWidth } from './plain-text'
import { type Cells, CUSTOMER_COLUMNS, type CustomerField, columnName, type RowFault, textFault } from './sheet-columns'
import { readCode, readVillageName } from './station-row'

/** One household as a row of 客户档案 tells it. Names and codes are those of the registry. */
export type CustomerRecord = {
  accountNo: string
  name: string
  address: string
  villageName: string
  /** A group (村民小组) the row names; it may be made inside a known village. */
  groupName: string | null
  areaCode: string
  meterNo: string
  phone: Phone | null
  category: HouseholdCategory
  /** 低压居民, 低压非居民, …: kept as written. */
  customerType: string
  careMarks: CareMark[]
  freeQuota: FreeQuota | null
}

/** What the registry knows: a row of customers makes neither villages nor areas. */
export type CustomerLookups = {
  /** Whether a village of this name is known. */
  hasVillage(name: string): boolean
  /** The village an area belongs to, `undefined` when the area is not known. */
  villageOfArea(code: string): string | undefined
}

export type CustomerReading =
  | { record: CustomerRecord }
  | {
      faults: RowFault[]
      /** Only the phone is wrong: this is the household without number, to be taken by choice. Else `null`. */
      withoutPhone: CustomerRecord | null
    }

/** Reads one row of 客户档案; all its faults at once, each under the name of its column. */
export function readCustomerRow(cells: Cells<CustomerField>, lookups: CustomerLookups): CustomerReading {
  const faults: RowFault[] = []
  const fault = (field: CustomerField, reason: string) =>
    faults.push({ column: columnName(CUSTOMER_COLUMNS, field), reason })
  const text = (field: CustomerField, max: number, required = false): string => {
    const value = cellText(cells[field])
    if (!required && isNothing(value)) return ''
    const reason = textFault(value, { max, required })
    if (reason !== null) fault(field, reason)
    return value
  }

  const account = readAccountNo(cells.accountNo)
  if ('fault' in account) fault('accountNo', account.fault)
  const name = text('name', 60, true)
  const address = text('address', 100)
  const villageName = readKnownVillage()
  const groupName = readGroupName(text('groupName', 20), villageName ?? '')
  const areaCode = readKnownArea()
  const meterNo = toHalfWidth(text('meterNo', 32))
  const categoryWord = toHalfWidth(text('category', 20, true))
  const category = readCategory(categoryWord)
  if (category === null && categoryWord !== '') fault('category', `用电类别应为：${KNOWN_CATEGORIES}`)
  const customerType = text('customerType', 20)
  const careText = text('care', 60)
  const { careMarks, freeQuota, unknown } = readCareWords(careText)
  if (unknown.length > 0)
    fault('care', `不认识“${cut(unknown.join('、'), 40)}”，请用：高龄独居、残疾、家用呼吸机、低保、五保`)

  const phone = readPhone(cells.phone)
  const phoneFault: RowFault[] =
    'fault' in phone ? [{ column: columnName(CUSTOMER_COLUMNS, 'phone'), reason: phone.fault }] : []
  if ('fault' in account || villageName === null || areaCode === null || category === null || faults.length > 0) {
    return { faults: [...faults, ...phoneFault], withoutPhone: null }
  }
  const record: CustomerRecord = {
    accountNo: account.accountNo,
    name,
    address,
    villageName,
    groupName,
    areaCode,
    meterNo,
    phone: 'phone' in phone ? phone.phone : null,
    category,
    customerType,
    careMarks,
    freeQuota,
  }
  return phoneFault.length > 0 ? { faults: phoneFault, withoutPhone: record } : { record }

  function readKnownVillage(): string | null {
    const written = readVillageName(cells.villageName)
    const reason = textFault(written, { max: 30, required: true })
    if (reason !== null) {
      fault('villageName', reason)
      return null
    }
    const known = [written, `${written}村`].find((each) => lookups.hasVillage(each))
    if (known === undefined) fault('villageName', `没有“${written}”这个村，请核对村名，或先导入村庄与对接人`)
    return known ?? null
  }

  /** The area decides which outages reach the household, the village decides its liaison: they must agree. */
  function readKnownArea(): string | null {
    const code = readCode(cells.areaCode)
    if ('fault' in code) {
      fault('areaCode', code.fault)
      return null
    }
    const owner = lookups.villageOfArea(code.code)
    if (owner === undefined) fault('areaCode', `没有台区${code.code}，请核对台区编号，或先导入线路台区`)
    else if (villageName !== null && owner !== villageName) {
      fault('areaCode', `台区${code.code}属于${owner}，这一行写的是${villageName}，请核对村名或台区编号`)
    }
    return owner === undefined ? null : code.code
  }
}

const KNOWN_CATEGORIES = HOUSEHOLD_CATEGORIES.map((each) => HOUSEHOLD_CATEGORY_WORDS[each]).join('、')

/** A group's name in its one form: 前营村1组, 第1组, 1组 and 1 are all 1组. */
function readGroupName(text: string, villageName: string): string | null {
  const bare = toHalfWidth(text)
    .replace(/\s/g, '')
    .replace(villageName, '')
    .replace(/^第(?=\d)/, '')
  if (bare === '') return null
  return /^\d+$/.test(bare) ? `${bare}组` : bare
}
