import { OUTAGE_KIND_WORDS, type OutageInterval, type OutageKind, REASON_UNKNOWN, reasonKnown } from './outage'
import { cut, lengthOf } from './plain-text'
import { smsPieces } from './sms'
import { fit, type TemplateData } from './subscribe-values'
import { clockWords, instantMs, intervalWords, nearDayWords, templateTime, untilWords, type When } from './time'

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
  liaison: { name: string; phone: string } | null
  stationName: string
}

const reasonWords = ({ reason }: OutageNotice): string =>
  reasonKnown(reason) ? (reason as string).trim() : REASON_UNKNOWN
const placeWords = ({ villageName, areaWords }: OutageNotice): string =>
  areaWords === '' ? villageName : `${villageName}(${areaWords})`

/** 咨询王军13812345678; the station's hotline where the village has no liaison. */
const askWords = ({ liaison }: OutageNotice): string => (liaison === null ? HOTLINE : liaison.name + liaison.phone)

/** One interval; an end not known says when more will be said. */
function oneInterval(interval: OutageInterval, to: string, now?: When): string {
  const words = intervalWords(interval.offAt, interval.onAt, now === undefined ? { to } : { to, now })
  return interval.onAt === null ? `${words},来电时间${REASON_UNKNOWN}${nextWords(interval, now)}` : words
}

const nextWords = ({ nextWordAt, offAt }: OutageInterval, now: When = offAt): string =>
  nextWordAt ? `,${nearDayWords(nextWordAt, now)}${clockWords(nextWordAt)}前再告知` : ''

/** All intervals of the notice, 、 between them. */
export const timesWords = ({ intervals }: OutageNotice, to = '至'): string =>
  intervals.map((interval) => oneInterval(interval, to)).join('、')

/** The part of an SMS that changes, as a provider's template names it. */
export type OutageSmsParams = { village: string; times: string; kind: string; reason: string; contact: string }

/** The approved template text; providers put the signature 【…】 in front themselves. */
export const OUTAGE_SMS_TEMPLATE = '${village}${times}${kind},原因:${reason}。咨询${contact}'

export type OutageSms = { sign: string; params: OutageSmsParams; text: string }

/**
 * The SMS: who sends it, where, when with weekday and half of the day, why, whom to call; complete without a link.
 * Shortened to one piece of 70 where that can be done without losing time, place or the number to call: first the part
 * of the village and the second number go, then the reason is cut. Otherwise it is sent whole, in several pieces.
 */
export function outageSms(notice: OutageNotice): OutageSms {
  const whole: OutageSmsParams = {
    village: placeWords(notice),
    times: timesWords(notice),
    kind: OUTAGE_KIND_WORDS[notice.kind],
    reason: reasonWords(notice),
    contact: notice.liaison === null ? HOTLINE : `${askWords(notice)}或${HOTLINE}`,
  }
  const plain = { ...whole, contact: askWords(notice) }
  const short = { ...plain, village: notice.villageName }
  const shorter = [12, 10, 8, 6, 4].map((length) => ({ ...short, reason: cut(short.reason, length) }))
  const params = [whole, plain, short, ...shorter].find((each) => smsPieces(smsText(notice, each)) === 1) ?? whole
  return { sign: notice.stationName, params, text: smsText(notice, params) }
}

const smsText = ({ stationName }: OutageNotice, params: OutageSmsParams): string =>
  `【${stationName}】${fillOutageSms(params)}`

/** The template with its variables filled, without signature. */
export const fillOutageSms = (params: OutageSmsParams): string =>
  OUTAGE_SMS_TEMPLATE.replace(/\$\{(\w+)\}/g, (_, key: string) => params[key as keyof OutageSmsParams])

/** The subscribe-message template of an outage, as it is applied for in WeChat: key → its title. */
export const OUTAGE_TEMPLATE_FIELDS = {
  thing1: '停电范围',
  time2: '停电时间',
  thing3: '来电时间',
  thing4: '停电原因',
  phone_number5: '咨询电话',
} as const

/** Values of the subscribe message. What does not fit is cut with …; the page behind it says everything. */
export function outageTemplateData(
  notice: OutageNotice,
): TemplateData & Record<keyof typeof OUTAGE_TEMPLATE_FIELDS, { value: string }> {
  const [first] = notice.intervals as [OutageInterval]
  return {
    thing1: { value: fit('thing', placeWords(notice)) },
    time2: { value: templateTime(first.offAt) },
    thing3: { value: fit('thing', backWords(notice.intervals)) },
    thing4: { value: fit('thing', OUTAGE_KIND_WORDS[notice.kind] + ':' + reasonWords(notice)) },
    phone_number5: { value: notice.liaison?.phone ?? HOTLINE },
  }
}

/** 预计下午5:00来电 · 来电时间未明 · 共2段,点开看全部 */
function backWords(intervals: readonly OutageInterval[]): string {
  const [first] = intervals as [OutageInterval]
  if (intervals.length > 1) return `共${intervals.length}段,点开看全部`
  if (first.onAt === null) return `来电时间${REASON_UNKNOWN}`
  const sameDay = nearDayWords(first.onAt, first.offAt) === '今天'
  return `预计${sameDay ? '' : nearDayWords(first.onAt, first.offAt).replace('明天', '次日').replace('后天', '第三天')}${clockWords(first.onAt)}来电`
}

/** normal: nothing today · soon: one is coming · off: the power is off now. */
export type VillageState = { state: 'normal' | 'soon' | 'off'; sentence: string }
export type StateOutage = Pick<OutageNotice, 'kind' | 'intervals'> & { areaWords?: string }

/**
 * My village in one sentence: 东关村 今天正常 · 东关村 明天上午8:00–12:00停电,还有14小时 · 东关村 正在停电,预计下午5:00来电.
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
    return { state: 'off', sentence: `${villageName}${off.where} 正在停电,${comingBack(off.interval, now)}` }
  }
  const [next] = open
  if (next === undefined) return { state: 'normal', sentence: `${villageName} 今天正常` }
  const when = intervalWords(next.interval.offAt, next.interval.onAt, { now })
  const sentence = `${villageName}${next.where} ${when}停电,${untilWords(now, next.interval.offAt)}`
  return { state: 'soon', sentence }
}

const partWords = (areaWords = ''): string => (areaWords === '' ? '' : `(${cut(areaWords, 20)})`)

const comingBack = (interval: OutageInterval, now: When): string => {
  if (interval.onAt === null) return `来电时间${REASON_UNKNOWN}${nextWords(interval, now)}`
  const day = nearDayWords(interval.onAt, now)
  return `预计${day === '今天' ? '' : day}${clockWords(interval.onAt)}来电`
}

/** The longest text for a village's WeChat group. */
export const GROUP_TEXT_MAX = 300

/**
 * What the committee pastes into the village's group, at most 300 characters, complete without a link. Where it is too
 * long the advice goes first, then the list of areas is cut, then the reason; the times stay.
 */
export function groupText(notice: OutageNotice): string {
  const advice =
    notice.kind === 'fault' ? '请远离断落的电线。' : '请提前备好用水和照明;家里有呼吸机等设备的,请马上联系对接人员。'
  const build = (each: OutageNotice, tail: string): string =>
    `【${OUTAGE_KIND_WORDS[each.kind]}】各位村民:${placeWords(each)},${timesWords(each)}停电,原因:${reasonWords(each)}。${tail}` +
    `${each.liaison === null ? '' : `对接人员${each.liaison.name},电话${each.liaison.phone};`}24小时热线${HOTLINE}。${each.stationName}`
  const shortArea = { ...notice, areaWords: cut(notice.areaWords, 40) }
  const shortReason = { ...shortArea, reason: reasonKnown(notice.reason) ? cut(reasonWords(notice), 30) : null }
  const fewTimes = { ...shortReason, intervals: notice.intervals.slice(0, 3) }
  const more = `共${notice.intervals.length}段停电,其余时段请电话询问。`
  const texts = [
    build(notice, advice),
    build(notice, ''),
    build(shortArea, ''),
    build(shortReason, ''),
    build(fewTimes, more),
  ]
  return (
    texts.find((text) => lengthOf(text) <= GROUP_TEXT_MAX) ?? cut(texts[texts.length - 1] as string, GROUP_TEXT_MAX)
  )
}

/** The committee's own SMS: the same notice with the request to pass it on. */
export function committeeSms(notice: OutageNotice): { sign: string; text: string } {
  const text = `【${notice.stationName}】村委会您好,${fillOutageSms({ ...outageSms(notice).params, contact: askWords(notice) })},请转告村民`
  return { sign: notice.stationName, text }
}

/** What the liaison's task says: a title for the list, and the words to say on the phone or at the door. */
export function taskWords(notice: OutageNotice): { title: string; say: string } {
  const who = notice.liaison === null ? notice.stationName : `${notice.stationName}${notice.liaison.name}`
  return {
    title: `告知${OUTAGE_KIND_WORDS[notice.kind]}:${placeWords(notice)}`,
    say: `您好,我是${who}。${placeWords(notice)}${timesWords(notice)}停电,原因是${reasonWords(notice)}。您听清楚了吗?有事打${askWords(notice)}。`,
  }
}
