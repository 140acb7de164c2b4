import { type Cell, cellText, isScientific, toHalfWidth } from './plain-text'

export type AccountNoReading = { accountNo: string } | { fault: string }

/** The leading apostrophe is how a sheet marks a number kept as text. */
const asPlainDigits = (text: string): string => toHalfWidth(text).replace(/^['’]/, '').replace(/\s/g, '')

/**
 * Reads an account number (户号) of 10 to 13 digits, kept as text. Full-width digits and blanks are understood;
 * scientific notation is not, its digits are lost; nor a number of more than 15 digits that a sheet typed as number.
 */
export function readAccountNo(cell: Cell): AccountNoReading {
  if (typeof cell === 'number' && Math.abs(cell) >= 1e15) {
    return { fault: '户号超过15位又不是文本，末几位可能已丢失，请把单元格改为文本后重填' }
  }
  const text = asPlainDigits(cellText(cell))
  if (text === '') return { fault: '户号是空的' }
  if (isScientific(text)) return { fault: '户号成了科学计数法，末几位已丢失，请把单元格改为文本后重填' }
  if (!/^\d+$/.test(text)) return { fault: '户号里有不是数字的字符' }
  if (text.length < 10 || text.length > 13) return { fault: `户号应为10至13位，现在是${text.length}位` }
  return { accountNo: text }
}
