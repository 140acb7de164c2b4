/** The phone's clock: the one place of the mini-program that reads it. */
export const clock = () => new Date()

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'
/** A fresh id of 26 letters and digits: time first, then chance. The server refuses a repeat, so a clash harms nobody. */
export function newId(): string {
  const random = Array.from({ length: 17 }, () => DIGITS[Math.floor(Math.random() * DIGITS.length)]).join('')
  return clock().getTime().toString(36).padStart(9, '0') + random
}
