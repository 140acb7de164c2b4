import type { Desk } from '../endpoint'

/** One frequency limit: at most `max` events called `name` within `windowMs`; `code` is the refusal. */
export interface Limit {
  name: string
  windowMs: number
  max: number
  code: string
}

/** The first limit that one more event would break, or null. */
export function brokenLimit(desk: Desk, limits: Limit[]): Limit | null {
  return limits.find((limit) => desk.counters.within(limit.name, limit.windowMs) >= limit.max) ?? null
}

/** Counts one event, once for each name. */
export function noteLimits(desk: Desk, limits: Limit[]): void {
  for (const name of new Set(limits.map((limit) => limit.name))) desk.counters.note(name)
}

/** Takes `count` messages from the account; false when it does not hold so many. */
export function charge(account: { balance: number | null }, count: number): boolean {
  if (account.balance === null) return true
  if (account.balance < count) return false
  account.balance -= count
  return true
}

export const URL_IN_TEXT = /https?:\/\/|www\.|[a-z0-9-]+\.(?:com|cn|net|org|top|vip)\b/i
