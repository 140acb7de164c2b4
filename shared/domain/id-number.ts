import { toHalfWidth } from './plain-text'
import { isInstant } from './time'

/** Weights and check characters of GB 11643-1999. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECKS = '10X98765432'

/** The check character of the first 17 digits. */
export function idCheckCharacter(digits: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(digits[index]), 0)
  return CHECKS[sum % 11] as string
}

/** An ID number in its one form (18 characters, capital X), or `null`: wrong length, birthday or check character. */
export function readIdNumber(text: string): string | null {
  const id = toHalfWidth(text).replace(/\s/g, '').toUpperCase()
  const parts = /^[1-9]\d{5}((?:19|20)\d\d)(\d\d)(\d\d)\d{3}[\dX]$/.exec(id)
  if (parts === null) return null
  const birthday = `${parts[1]}-${parts[2]}-${parts[3]}`
  // A day the month does not have is taken over into the next month by some engines, so it is read back.
  const at = `${birthday}T00:00:00Z`
  if (!isInstant(at) || !new Date(at).toISOString().startsWith(birthday)) return null
  return idCheckCharacter(id) === id[17] ? id : null
}
