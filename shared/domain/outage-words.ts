import { OUTAGE_KIND_WORDS, type OutageInterval, type OutageKind, REASON_UNKNOWN, reasonKnown } from './outage'
import { cut, lengthOf } from './plain-text'
import { smsPieces } from './sms'
import { fitValue } from './subscribe-values'
import {
  addDays,
  chinaDay,
  clockRangeWords,
  clockWords,
  dayWords,
  instantWords,
  intervalWords,
  templateTime,
  type When,
  withinOneDay,
} from './time'

export const HOTLINE = '95598'

/** All that the words of one village's notice are made from. */
export type OutageNotice = {
  kind: OutageKind
  /** In order of time, at least one. */
  intervals: readonly OutageInterval[]
  villageName: string
  /** Which part of the village, e.g. 东台区、2组; empty for the whole of it. */
  areaWords: string
  reason: string | null
  /** `null`: the village has no liaison, the hotline stands in. */
  liaison: { name: string; phone: string } | null
  stationName: string
}

const placeWords = ({ villageName, areaWords }: OutageNotice): string =>
  areaWords === '' ? villageName : `${villageName}(${areaWords})`

const reasonWords = ({ reason }: OutageNotice): string =>
  reasonKnown(reason) ? (reason as string).replace(/\s+/g, ' ').trim() : REASON_UNKNOWN

/** The reason, and for an end not known when the station will say more. */
const reasonAndNext = (notice: OutageNotice): string => reasonWords(notice) + nextWords(notice)

function nextWords({ intervals }: OutageNotice): string {
  const open = intervals.find(({ onAt }) => onAt === null)
  const next = (open ?? intervals.find(({ nextWordAt }) => nextWordAt))?.nextWordAt
  const end = open === undefined ? '' : `，来电时间${REASON_UNKNOWN}`
  if (!next) return end
  const sameDay = chinaDay(next) === chinaDay((intervals[0] as OutageInterval).offAt)
  return `${end}，${sameDay ? clockWords(next) : instantWords(next)}前再告知`
}

const askWords = ({ liaison }: OutageNotice): string => (liaison === null ? HOTLINE : liaison.name + liaison.phone)

type DayClocks = { first: When; last: When; clocks: string }

/**
 * All intervals in one phrase: several of one day share its date (…上午6:00至8:00、下午1:00至3:00), the same hours on
 * days in a row are said once (12月26日(周六)至12月27日(周日)每天…).
 */
export function timesWords({ intervals }: Pick<OutageNotice, 'intervals'>, to = '至'): string {
  const phrases: (DayClocks | string)[] = []
  for (const { offAt, onAt } of intervals) {
    const before = phrases[phrases.length - 1]
    if (onAt === null || !withinOneDay(offAt, onAt)) phrases.push(intervalWords(offAt, onAt, { to }))
    else if (typeof before === 'object' && chinaDay(before.last) === chinaDay(offAt)) {
      before.clocks += `、${clockRangeWords(offAt, onAt, to)}`
    } else {
      phrases.push({ first: offAt, last: offAt, clocks: clockRangeWords(offAt, onAt, to) })
    }
  }
  return phrases
    .reduce<(DayClocks | string)[]>(joinDays, [])
    .map((phrase) => (typeof phrase === 'string' ? phrase : dayClocksWords(phrase, to)))
    .join('、')
}

function joinDays(joined: (DayClocks | string)[], phrase: DayClocks | string): (DayClocks | string)[] {
  const before = joined[joined.length - 1]
  const sameHours = typeof before === 'object' && typeof phrase === 'object' && before.clocks === phrase.clocks
  if (sameHours && addDays(chinaDay(before.last), 1) === chinaDay(phrase.first)) {
    return [...joined.slice(0, -1), { ...before, last: phrase.last }]
  }
  return [...joined, phrase]
}

function dayClocksWords({ first, last, clocks }: DayClocks, to: string): string {
  return first === last ? dayWords(first) + clocks : `${dayWords(first)}${to}${dayWords(last)}每天${clocks}`
}

/** The variables of the SMS templates, in their order. */
export const OUTAGE_SMS_KEYS = ['village', 'times', 'kind', 'reason', 'contact'] as const
export type OutageSmsParams = Record<(typeof OUTAGE_SMS_KEYS)[number], string>
export type OutageSmsReader = 'household' | 'committee'

/** The texts to have approved by a provider, `{key}` for a variable; the provider puts the signature 【…】 in front. */
export const OUTAGE_SMS_TEMPLATES: Record<OutageSmsReader, string> = {
  household: '{village}{times}{kind}，原因：{reason}。咨询{contact}',
  committee: '村委会您好：{village}{times}{kind}，原因：{reason}。请转告村民，咨询{contact}',
}

/** Longest value of one variable that providers take without a special contract. */
export const SMS_VARIABLE_MAX = 35

export type OutageSms = { sign: string; params: OutageSmsParams; text: string; pieces: number }

/**
 * The SMS: who sends it, where, when with weekday and half of the day, why, whom to call; complete without a link.
 * Shortened to one piece of 70 where that can be done without losing time, village or the number to call: first the
 * second number goes, then the part of the village, then the reason is cut. Otherwise it goes whole in several pieces.
 * A value longer than a provider takes is cut; of many intervals the first stays, with their count. `sign` is what stands
 * in 【…】: the one a provider approved, else the station's name.
 */
export function outageSms(
  notice: OutageNotice,
  reader: OutageSmsReader = 'household',
  sign = notice.stationName,
): OutageSms {
  const times = timesWords(notice)
  const [first] = notice.intervals as [OutageInterval]
  const whole: OutageSmsParams = {
    village: cut(placeWords(notice), SMS_VARIABLE_MAX),
    times:
      lengthOf(times) <= SMS_VARIABLE_MAX
        ? times
        : `${intervalWords(first.offAt, first.onAt, { to: '至' })}等${notice.intervals.length}段`,
    kind: OUTAGE_KIND_WORDS[notice.kind],
    reason: withNext(notice, SMS_VARIABLE_MAX),
    contact: notice.liaison === null ? HOTLINE : `${askWords(notice)}或${HOTLINE}`,
  }
  const plain = { ...whole, contact: askWords(notice) }
  const short = { ...plain, village: cut(notice.villageName, SMS_VARIABLE_MAX) }
  const shorter = [20, 16, 12, 10, 8, 6, 4].map((max) => ({ ...short, reason: cutReason(notice, max) }))
  const words = (params: OutageSmsParams) => `【${sign}】${fillOutageSms(reader, params)}`
  const params = [whole, plain, short, ...shorter].find((each) => smsPieces(words(each)) === 1) ?? whole
  const text = words(params)
  return { sign, params, text, pieces: smsPieces(text) }
}

/** The reason cut so that the time of the next word, which must stay, still fits behind it. */
const withNext = (notice: OutageNotice, max: number): string =>
  cut(reasonWords(notice), max - lengthOf(nextWords(notice))) + nextWords(notice)

const cutReason = (notice: OutageNotice, max: number): string => cut(reasonWords(notice), max) + nextWords(notice)

/** A template with its variables filled, without signature. */
export const fillOutageSms = (reader: OutageSmsReader, params: OutageSmsParams): string =>
  OUTAGE_SMS_KEYS.reduce((text, key) => text.replace(`{${key}}`, () => params[key]), OUTAGE_SMS_TEMPLATES[reader])

/** The subscribe-message template of an outage, as it is applied for in WeChat: key → its title. */
export const OUTAGE_TEMPLATE_FIELDS = {
  thing1: '停电范围',
  time2: '停电时间',
  thing3: '来电时间',
  thing4: '停电原因',
  phone_number5: '咨询电话',
} as const
export type OutageTemplateData = Record<keyof typeof OUTAGE_TEMPLATE_FIELDS, { value: string }>

/** Values of the subscribe message. What does not fit is cut with …; the page behind it says everything. */
export function outageTemplateData(notice: OutageNotice): OutageTemplateData {
  const [first] = notice.intervals as [OutageInterval]
  return {
    thing1: { value: fitValue('thing', placeWords(notice)) },
    time2: { value: templateTime(first.offAt) },
    thing3: { value: fitValue('thing', backWords(notice.intervals)) },
    thing4: { value: fitValue('thing', `${OUTAGE_KIND_WORDS[notice.kind]}：${reasonWords(notice)}`) },
    phone_number5: { value: notice.liaison?.phone ?? HOTLINE },
  }
}

/** 预计下午5:00来电 · 预计12月2日上午8:00来电 · 来电时间未明 · 共2段，点开看全部 */
function backWords(intervals: readonly OutageInterval[]): string {
  const [{ offAt, onAt }] = intervals as [OutageInterval]
  if (intervals.length > 1) return `共${intervals.length}段，点开看全部`
  if (onAt === null) return `来电时间${REASON_UNKNOWN}`
  const when = withinOneDay(offAt, onAt) ? clockWords(onAt) : instantWords(onAt).replace(/\(.*\)/, '')
  return `预计${when}来电`
}

/** The longest text for a village's WeChat group. */
export const GROUP_TEXT_MAX = 300

const ADVICE: Record<OutageKind, string> = {
  planned: '请提前备好用水和照明；家里有呼吸机等设备的，请马上联系对接人员。',
  temporary: '请提前备好用水和照明；家里有呼吸机等设备的，请马上联系对接人员。',
  fault: '请关好电器，远离断落的电线；家里有呼吸机等设备的，请马上联系对接人员。',
}

/**
 * What the committee pastes into the village's group, at most 300 characters, complete without a link. Where it is too
 * long the advice goes first, then the list of areas is cut, then the reason, last the later intervals, and it says so.
 */
export function groupText(notice: OutageNotice): string {
  const build = (each: OutageNotice, tail: string): string =>
    `【停电通知】各位村民：${placeWords(each)}${timesWords(each)}${OUTAGE_KIND_WORDS[each.kind]}，原因：${reasonAndNext(each)}。${tail}` +
    `${each.liaison === null ? '' : `对接人员${each.liaison.name}，电话${each.liaison.phone}；`}24小时热线${HOTLINE}。${each.stationName}`
  const shortArea = { ...notice, areaWords: cut(notice.areaWords, 40) }
  const shortReason = { ...shortArea, reason: notice.reason === null ? null : cut(notice.reason, 30) }
  const fewTimes = { ...shortReason, intervals: notice.intervals.slice(0, 3) }
  const more = `共${notice.intervals.length}段，其余时段请电话询问。`
  const shorter = [build(shortArea, ''), build(shortReason, ''), build(fewTimes, more)]
  const texts = [build(notice, ADVICE[notice.kind]), build(notice, ''), ...shorter]
  return texts.find((text) => lengthOf(text) <= GROUP_TEXT_MAX) ?? cut(build(fewTimes, more), GROUP_TEXT_MAX)
}

/**
 * What a task says: a title for the list, and the words to say on the phone or at the door. `teller` is whoever does
 * it, a deputy for instance; the number to call stays the liaison's.
 */
export function taskWords(notice: OutageNotice, teller = notice.liaison?.name ?? ''): { title: string; say: string } {
  const what = `${placeWords(notice)}${timesWords(notice)}${OUTAGE_KIND_WORDS[notice.kind]}`
  return {
    title: `告知${OUTAGE_KIND_WORDS[notice.kind]}：${placeWords(notice)}`,
    say: `您好，我是${notice.stationName}${teller}。${what}，原因是${reasonAndNext(notice)}。您听清楚了吗？有事请打${askWords(notice)}。`,
  }
}
