import { type OutageInterval, REASON_UNKNOWN } from './outage'
import { cut } from './plain-text'
import { clockWords, instantMs, intervalWords, nearDayWords, untilWords, type When } from './time'

/** normal: nothing today · soon: one is coming · off: the power is off now. */
export type VillageState = { state: 'normal' | 'soon' | 'off'; sentence: string }
export type StateOutage = { intervals: readonly OutageInterval[]; areaWords?: string }

/**
 * My village in one sentence: 东关村 今天正常 · 东关村 明天上午8:00–12:00停电，还有14小时 · 东关村 正在停电，预计下午5:00来电.
 * `outages` are those published and not yet ended; intervals that are over are left out here.
 */
export function villageState(villageName: string, outages: readonly StateOutage[], now: When): VillageState {
  const at = instantMs(now)
  const open = outages
    .flatMap((outage) => outage.intervals.map((interval) => ({ interval, where: partWords(outage.areaWords) })))
    .filter(({ interval: { onAt } }) => onAt === null || instantMs(onAt) > at)
    .sort((a, b) => instantMs(a.interval.offAt) - instantMs(b.interval.offAt))
  const off = open.find(({ interval }) => instantMs(interval.offAt) <= at)
  if (off !== undefined) {
    return { state: 'off', sentence: `${villageName}${off.where} 正在停电，${comingBack(off.interval, now)}` }
  }
  const [next] = open
  if (next === undefined) return { state: 'normal', sentence: `${villageName} 今天正常` }
  const when = intervalWords(next.interval.offAt, next.interval.onAt, { now })
  const sentence = `${villageName}${next.where} ${when}停电，${untilWords(now, next.interval.offAt)}`
  return { state: 'soon', sentence }
}

const partWords = (areaWords = ''): string => (areaWords === '' ? '' : `(${cut(areaWords, 20)})`)

const comingBack = (interval: OutageInterval, now: When): string => {
  const { onAt, nextWordAt } = interval
  if (onAt !== null) return `预计${soonWords(onAt, now)}来电`
  return `来电时间${REASON_UNKNOWN}${nextWordAt ? `，${soonWords(nextWordAt, now)}前再告知` : ''}`
}

/** 下午5:00, 明天上午8:00: today needs no word. */
const soonWords = (when: When, now: When): string => nearDayWords(when, now).replace('今天', '') + clockWords(when)
