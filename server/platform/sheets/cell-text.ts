import type { CellValue } from 'hucre/xlsx'

/** A sheet keeps 15 digits of a number; what is longer has lost the last ones before anybody could read it. */
const EXACT_BELOW = 1e15

/** True for a number whose last digits the sheet has already thrown away. */
export const hasLostDigits = (value: CellValue): boolean => typeof value === 'number' && Math.abs(value) >= EXACT_BELOW

/**
 * A cell of an XLSX as text: numbers plain and without exponent, days as `2026-11-22`, moments as `2026-11-22 08:30` (the
 * wall clock of the sheet, no time zone), tick boxes as 是 and 否.
 */
export function cellText(value: CellValue | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'boolean') return value ? '是' : '否'
  return momentText(value)
}

function numberText(value: number): string {
  if (Math.abs(value) >= EXACT_BELOW) return BigInt(Math.round(value)).toString()
  if (Number.isInteger(value)) return String(value)
  // 0.1 + 0.2 stands in the file as 0.30000000000000004; the sheet shows 15 digits, and so do we.
  const shown = String(Number(value.toPrecision(15)))
  return shown.includes('e') ? value.toFixed(20).replace(/0+$/, '') : shown
}

function momentText(value: Date): string {
  if (Number.isNaN(value.getTime())) return ''
  // The serial number behind a date is a binary fraction of a day: 08:30 may arrive as 08:29:59.9999.
  const iso = new Date(Math.round(value.getTime() / 1000) * 1000).toISOString()
  const time = iso.slice(11, 19)
  if (time === '00:00:00') return iso.slice(0, 10)
  return `${iso.slice(0, 10)} ${time.endsWith(':00') ? time.slice(0, 5) : time}`
}

/**
 * A text as it may stand in a file people open in a spreadsheet: one that would be run as a formula there gets an apostrophe
 * in front. Plain numbers with a sign stay as they are. Full-width signs count too, some spreadsheets read them alike.
 */
export function withoutFormula(text: string): string {
  if (!/^[=+\-@\t\r\n＝＋－＠]/.test(text) || /^[+-]?\d+(\.\d+)?$/.test(text)) return text
  return `'${text}`
}
