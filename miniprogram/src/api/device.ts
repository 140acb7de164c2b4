/** By how much the server's clock is ahead of the phone's, ms. */
let ahead = 0

/** The phone's clock, set right by the server's: the one place of the mini-program that reads it. */
export const clock = () => new Date(Date.now() + ahead)

/** Sets the clock by an answer's `Date` header. Old phones are often wrong, and an offline note carries their time. */
export function setClock(date: string) {
  const server = Date.parse(date)
  if (!Number.isNaN(server)) ahead = server - Date.now()
}

/** Does something after `ms`; answers how to call it off. */
export function later(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'
/** A fresh id of 26 letters and digits: time first, then chance. The server refuses a repeat, so a clash harms nobody. */
export function newId(): string {
  const random = Array.from({ length: 17 }, () => DIGITS[Math.floor(Math.random() * DIGITS.length)]).join('')
  return clock().getTime().toString(36).padStart(9, '0') + random
}
