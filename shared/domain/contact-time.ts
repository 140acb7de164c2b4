import { HOUR, instantMs, MINUTE, type When } from './time'

/** Phones are a little ahead of, or behind, the server now and then. */
const CLOCK_SKEW = 5 * MINUTE
/** A weekend without network; who remembers a call after that does not know its hour any more. */
const LONGEST_OFFLINE = 72 * HOUR

/**
 * When a call or visit took place, as the phone says; `null` where that cannot be: not a moment, before the outage was
 * published, in the future, or noted offline more than 72 hours ago. What a wrong clock explains (5 minutes) is taken as the
 * nearest moment that can be.
 */
export function contactTime(said: When, { published, now }: { published: When; now: When }): Date | null {
  const at = instantMs(said)
  const [first, last] = [instantMs(published), instantMs(now)]
  const possible = at >= first - CLOCK_SKEW && at <= last + CLOCK_SKEW && last - at <= LONGEST_OFFLINE
  return possible ? new Date(Math.min(Math.max(at, first), last)) : null
}
