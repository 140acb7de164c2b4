const DAY = 86_400_000

/** Counts events for frequency limits, in sandbox time. */
export class Counters {
  readonly #times = new Map<string, number[]>()
  readonly #windows = new Map<string, { start: number; count: number }>()

  constructor(private readonly now: () => Date) {}

  /** How many events of this name lie within the last `windowMs` (at most a day). */
  within(name: string, windowMs: number): number {
    const from = this.now().getTime() - windowMs
    return (this.#times.get(name) ?? []).filter((time) => time > from).length
  }

  note(name: string): void {
    const now = this.now().getTime()
    const times = (this.#times.get(name) ?? []).filter((time) => time > now - DAY)
    times.push(now)
    this.#times.set(name, times)
  }

  /** Uses one of `max` in the running fixed window (minute, day); false when none is left. */
  use(name: string, windowMs: number, max: number): boolean {
    const start = Math.floor(this.now().getTime() / windowMs) * windowMs
    const window = this.#windows.get(name)
    const count = window?.start === start ? window.count : 0
    if (count >= max) return false
    this.#windows.set(name, { start, count: count + 1 })
    return true
  }

  clear(): void {
    this.#times.clear()
    this.#windows.clear()
  }
}
