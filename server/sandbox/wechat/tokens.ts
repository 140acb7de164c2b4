import { BASE64URL, type Desk, token } from '../endpoint'

const LIFE_MS = 7_200_000
const OVERLAP_MS = 300_000

type Family = 'stable' | 'plain'
interface Token {
  value: string
  family: Family
  expiresAt: number
  dead: boolean
}

/** Access tokens: stable_token and token are two families that do not disturb each other. [D] */
export class Tokens {
  readonly #all = new Map<string, Token>()
  readonly #latest = new Map<Family, Token>()
  readonly #forced: number[] = []

  constructor(private readonly desk: Pick<Desk, 'now' | 'random' | 'settings'>) {}

  #issue(family: Family): Token {
    const now = this.desk.now().getTime()
    for (const old of this.#all.values()) if (old.expiresAt < now - 86_400_000) this.#all.delete(old.value)
    const value = `91_${token(this.desk, 136, BASE64URL)}`
    const issued = { value, family, expiresAt: now + LIFE_MS, dead: false }
    this.#all.set(value, issued)
    this.#latest.set(family, issued)
    return issued
  }

  /** Normal mode: the token already valid, renewed 5 minutes before its end; the old one lives on to its own end. */
  stable(): Token {
    const latest = this.#latest.get('stable')
    const fresh = latest && !latest.dead && latest.expiresAt - this.desk.now().getTime() > OVERLAP_MS
    return fresh ? latest : this.#issue('stable')
  }

  /** force_refresh: the old token dies at once. Null when less than 30 s passed or 20 were used today (China's day). */
  force(): Token | null {
    const now = this.desk.now().getTime()
    const { forceRefreshGapSeconds, forceRefreshPerDay } = this.desk.settings.limits
    const chinaDay = (time: number) => Math.floor((time + 28_800_000) / 86_400_000)
    const last = this.#forced.at(-1)
    if (last !== undefined && now - last < forceRefreshGapSeconds * 1_000) return null
    if (this.#forced.filter((time) => chinaDay(time) === chinaDay(now)).length >= forceRefreshPerDay) return null
    this.#forced.push(now)
    for (const old of this.#all.values()) if (old.family === 'stable') old.dead = true
    return this.#issue('stable')
  }

  /** Each call of /cgi-bin/token replaces the last one, which lives 5 more minutes. */
  plain(): Token {
    const last = this.#latest.get('plain')
    const end = this.desk.now().getTime() + OVERLAP_MS
    if (last) last.expiresAt = Math.min(last.expiresAt, end)
    return this.#issue('plain')
  }

  secondsLeft(issued: Token): number {
    return Math.floor((issued.expiresAt - this.desk.now().getTime()) / 1_000)
  }

  /** Null when the token is good, else the errcode. */
  check(value: string | null): number | null {
    if (!value) return 41001
    if (!/^\d+_[\w-]{100,}$/.test(value)) return 40014
    const known = this.#all.get(value)
    if (!known || known.dead) return 40001
    return known.expiresAt <= this.desk.now().getTime() ? 42001 : null
  }

  revokeAll(): void {
    for (const each of this.#all.values()) each.dead = true
  }

  clearLimits(): void {
    this.#forced.length = 0
  }
}
