import { type Cell, cellText, isNothing, isScientific, toHalfWidth } from './plain-text'

/** A number in its one form: mobile `13812345678`, land line `0419-5551234`. */
export type Phone = { kind: 'mobile' | 'landline'; number: string }
/** `phone: null` is an empty cell, which is no fault by itself. */
export type PhoneReading = { phone: Phone | null } | { fault: string }

/** A mobile number of mainland China, eleven digits. */
export const isMobile = (text: string): boolean => /^1[3-9]\d{9}$/.test(text)

/**
 * Reads a Chinese mobile or land line as people write it: full-width digits, blanks, dashes, brackets, +86.
 * A fault says in Chinese what is wrong. It says nothing about whose number it is.
 */
export function readPhone(cell: Cell): PhoneReading {
  const text = toHalfWidth(cellText(cell)).trim()
  if (isNothing(text)) return { phone: null }
  if (isScientific(text)) return { fault: '号码成了科学计数法，请把单元格改为文本后重填' }
  if (/[/、,;]/.test(text)) return { fault: '一格只填一个号码' }
  const digits = text.replace(/[\s\-–—()]/g, '').replace(/^(\+|00)?86(?=1[3-9]\d{9}$|0?[1-9]\d{8,11}$)/, '')
  if (!/^\d+$/.test(digits)) return { fault: '号码里有不是数字的字符' }
  if (isMobile(digits)) return { phone: { kind: 'mobile', number: digits } }
  const landline = readLandline(digits)
  if (landline !== null) return { phone: { kind: 'landline', number: landline } }
  return { fault: faultOf(digits) }
}

/** Three-digit area codes are 010 and 02x, all others have four; the number behind has seven or eight digits. */
function readLandline(digits: string): string | null {
  const parts = /^(010|02\d|0[3-9]\d\d)([2-8]\d{6,7})$/.exec(digits)
  return parts === null ? null : `${parts[1]}-${parts[2]}`
}

function faultOf(digits: string): string {
  if (/^1[3-9]/.test(digits)) return `手机号应为11位，现在是${digits.length}位`
  if (/^[2-8]\d{6,7}$/.test(digits)) return '座机缺少区号'
  return '不是手机号，也不是带区号的座机'
}
