/**
 * Chinese clock and calendar at a fixed +08:00: China has had no summer time since 1991, so no time-zone table is
 * needed and the phone and the server agree whatever zone they run in.
 */

/** An instant: `Date` in code, an ISO string with `Z` on the wire. */
export type When = Date | string
/** A Chinese calendar day, `YYYY-MM-DD`. */
export type ChinaDay = string

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
const CHINA_OFFSET = 8 * HOUR

const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'] as const

/** Milliseconds since 1970; NaN when the text is no instant. */
export const instantMs = (when: When): number => (typeof when === 'string' ? Date.parse(when) : when.getTime())

export const isInstant = (when: When): boolean => !Number.isNaN(instantMs(when))

/** Years a day or a time from outside may lie in: what lies beyond is a slip of the finger. */
const YEARS = { from: 2000, to: 2100 } as const

/** A day of the calendar as `YYYY-MM-DD`, from 2000 to 2100; 2026-02-30 is none. */
export function isChinaDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.map(Number) ?? []
  if (year === undefined || month === undefined || day === undefined) return false
  const date = new Date(Date.UTC(year, month - 1, day))
  return year >= YEARS.from && year <= YEARS.to && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

const WIRE_INSTANT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/

/** A time as it comes from outside: ISO 8601 with seconds and a zone (`Z`, `+08:00`), on a day there is. */
export function isWireInstant(text: string): boolean {
  const day = WIRE_INSTANT.exec(text)?.[1]
  return day !== undefined && isChinaDay(day) && isInstant(text)
}

export type ChinaParts = {
  year: number
  /** 1–12 */
  month: number
  day: number
  /** 0 is Sunday */
  weekday: number
  hour: number
  minute: number
  second: number
}

export function chinaParts(when: When): ChinaParts {
  const shifted = new Date(instantMs(when) + CHINA_OFFSET)
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    weekday: shifted.getUTCDay(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    second: shifted.getUTCSeconds(),
  }
}

const two = (n: number): string => String(n).padStart(2, '0')

/** The Chinese day an instant falls on, `YYYY-MM-DD`. */
export function chinaDay(when: When): ChinaDay {
  const { year, month, day } = chinaParts(when)
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
}

/** The instant at which a Chinese day begins (00:00 +08:00). */
export const startOfChinaDay = (day: ChinaDay): Date => new Date(Date.parse(`${day}T00:00:00+08:00`))

/** The instant of a Chinese wall clock, e.g. `atChina('2026-11-30', '08:00')`. */
export const atChina = (day: ChinaDay, clock: string): Date => new Date(Date.parse(`${day}T${clock}:00+08:00`))

export const addDays = (day: ChinaDay, days: number): ChinaDay =>
  chinaDay(new Date(startOfChinaDay(day).getTime() + days * DAY))

/** Whole days from one Chinese day to another; negative when `to` is earlier. */
export const daysBetween = (from: ChinaDay, to: ChinaDay): number =>
  Math.round((startOfChinaDay(to).getTime() - startOfChinaDay(from).getTime()) / DAY)

/** Minutes after 00:00, 0–1439. */
export function minuteOfChinaDay(when: When): number {
  const { hour, minute } = chinaParts(when)
  return hour * 60 + minute
}

export const weekdayWord = (when: When): string => WEEKDAYS[chinaParts(when).weekday] as string

/** 凌晨 0–5, 上午 6–11, 中午 12, 下午 13–17, 晚上 18–23: so nobody reads 8:00 as the evening. */
export function halfDayWord(when: When): string {
  const { hour } = chinaParts(when)
  if (hour < 6) return '凌晨'
  if (hour < 12) return '上午'
  if (hour === 12) return '中午'
  return hour < 18 ? '下午' : '晚上'
}

/** `8:00` in twelve-hour reading, to be said after the half-day word. */
function bareClock(when: When): string {
  const { hour, minute } = chinaParts(when)
  return `${hour > 12 ? hour - 12 : hour}:${two(minute)}`
}

/** 上午8:00 */
export const clockWords = (when: When): string => halfDayWord(when) + bareClock(when)

/** 11月30日(周一) */
export function dayWords(when: When): string {
  const { month, day } = chinaParts(when)
  return `${month}月${day}日(${weekdayWord(when)})`
}

/** 今天, 明天, 后天, else 11月30日(周一). */
export function nearDayWords(when: When, now: When): string {
  const ahead = daysBetween(chinaDay(now), chinaDay(when))
  return ['今天', '明天', '后天'][ahead] ?? dayWords(when)
}

/** 11月30日(周一)上午8:00 */
export const instantWords = (when: When): string => dayWords(when) + clockWords(when)

export type IntervalStyle = {
  /** Given: 今天 and 明天 are used for near days. */
  now?: When
  /** Between the two times; 至 is the better word in a text that may be read aloud. */
  to?: string
}

/**
 * 11月30日(周一)上午8:00–12:00 · …晚上10:00–次日凌晨2:00 · …上午8:00–12月2日(周三)下午5:00 · …上午8:00起 (end unknown).
 * The half-day word is said again only where it changes; noon after a morning needs none.
 */
export function intervalWords(offAt: When, onAt: When | null, { now, to = '–' }: IntervalStyle = {}): string {
  const day = now === undefined ? dayWords(offAt) : nearDayWords(offAt, now)
  return day + clockRangeWords(offAt, onAt, to)
}

/** The interval without its day: 上午8:00–12:00, 上午8:00起. */
export const clockRangeWords = (offAt: When, onAt: When | null, to = '–'): string =>
  clockWords(offAt) + (onAt === null ? '起' : to + endWords(offAt, onAt))

/** Whether an interval ends on the day it begins (24:00 included). */
export const withinOneDay = (offAt: When, onAt: When): boolean =>
  chinaDay(offAt) === chinaDay(new Date(instantMs(onAt) - 1))

function endWords(offAt: When, onAt: When): string {
  const end = chinaParts(onAt)
  const nights = daysBetween(chinaDay(offAt), chinaDay(onAt))
  if (nights === 0) {
    const sameHalf = halfDayWord(offAt) === halfDayWord(onAt)
    const noon = halfDayWord(offAt) === '上午' && end.hour === 12 && end.minute === 0
    return sameHalf || noon ? bareClock(onAt) : clockWords(onAt)
  }
  if (nights === 1) return end.hour === 0 && end.minute === 0 ? '24:00' : `次日${clockWords(onAt)}`
  return instantWords(onAt)
}

/** 8天 (from 48 hours), 14小时, 25分钟; rounded down, at least 1分钟. */
export function durationWords(ms: number): string {
  if (ms >= 2 * DAY) return `${Math.floor(ms / DAY)}天`
  if (ms >= HOUR) return `${Math.floor(ms / HOUR)}小时`
  return `${Math.max(1, Math.floor(ms / MINUTE))}分钟`
}

/** 还有14小时 */
export const untilWords = (now: When, when: When): string => `还有${durationWords(instantMs(when) - instantMs(now))}`

/** 2026年11月30日 08:00, the form a WeChat `time` value takes. */
export function templateTime(when: When): string {
  const { year, month, day, hour, minute } = chinaParts(when)
  return `${year}年${two(month)}月${two(day)}日 ${two(hour)}:${two(minute)}`
}
