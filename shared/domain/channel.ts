import { instantMs, type When } from './time'

/** The roads to a household. A person is the last one and the one that always exists. */
export const CHANNELS = ['wechat', 'sms', 'person'] as const
export type Channel = (typeof CHANNELS)[number]
export const CHANNEL_WORDS: Record<Channel, string> = { wechat: '微信', sms: '短信', person: '人工告知' }

/**
 * The first road to try. `credit`: an accepted subscribe message not yet used. `hasMobile`: a number that takes SMS; a
 * land line does not, it is called.
 */
export function firstChannelFor({ credit, hasMobile }: { credit: boolean; hasMobile: boolean }): Channel {
  if (credit) return 'wechat'
  return hasMobile ? 'sms' : 'person'
}

/** The road after one that did not reach; `null` after the person. */
export function nextChannelAfter(channel: Channel, { hasMobile }: { hasMobile: boolean }): Channel | null {
  if (channel === 'person') return null
  return channel === 'wechat' && hasMobile ? 'sms' : 'person'
}

/** Who gets the task where no message can go: liaison, else deputy, else duty manager, else the station's open list. */
export type TaskOwner = { kind: 'liaison' | 'deputy' | 'duty_manager'; staffId: string } | { kind: 'station' }

export function taskOwnerFor(people: {
  liaisonId: string | null
  /** The liaison is on leave today. */
  liaisonAway?: boolean
  deputyId: string | null
  dutyManagerId: string | null
}): TaskOwner {
  const { liaisonId, liaisonAway = false, deputyId, dutyManagerId } = people
  if (liaisonId !== null && !liaisonAway) return { kind: 'liaison', staffId: liaisonId }
  if (deputyId !== null) return { kind: 'deputy', staffId: deputyId }
  if (dutyManagerId !== null) return { kind: 'duty_manager', staffId: dutyManagerId }
  return { kind: 'station' }
}

/** How a household came to know. Only these four count; being sent something does not. */
export const TOLD_MEANS = ['tap', 'call', 'visit', 'sms_report'] as const
export type ToldMeans = (typeof TOLD_MEANS)[number]
export const TOLD_MEANS_WORDS: Record<ToldMeans, string> = {
  tap: '本人点了“我知道了”',
  call: '电话告知',
  visit: '上门告知',
  sms_report: '短信送达回执',
}

/** One proof that a household was told. */
export type ToldProof = {
  means: ToldMeans
  at: When
  /** The person who tapped or who told; a call or visit without a name proves nothing. Empty for an SMS report. */
  by: string | null
}

/**
 * The one definition of *told*: before the off time
 * a person of the household tapped 我知道了, or
 * a named person recorded 已告知 by call or visit, or
 * an SMS report said delivered.
 * Sent, accepted by the carrier, text in a group, poster and loudspeaker are *reach*, not told.
 */
export function isTold(proof: ToldProof, offAt: When): boolean {
  return isProof(proof) && instantMs(proof.at) < instantMs(offAt)
}

const isProof = ({ means, by }: ToldProof): boolean => means === 'sms_report' || (by !== null && by.trim() !== '')

/** person: somebody's word · sms_report: only a report · late: at or after the off time · none: still to tell. */
export const TOLD_STATES = ['person', 'sms_report', 'late', 'none'] as const
export type ToldState = (typeof TOLD_STATES)[number]
export const TOLD_STATE_WORDS: Record<ToldState, string> = {
  person: '本人或告知人确认',
  sms_report: '短信回执',
  late: '停电后才告知',
  none: '还没告知',
}

/** Where a household stands. Told by both means it counts once, under the person's word. */
export function toldState(proofs: readonly ToldProof[], offAt: When): ToldState {
  const inTime = proofs.filter((proof) => isTold(proof, offAt))
  if (inTime.some(({ means }) => means !== 'sms_report')) return 'person'
  if (inTime.length > 0) return 'sms_report'
  return proofs.some(isProof) ? 'late' : 'none'
}

export type Awareness = {
  /** Every affected household, also those without a number. */
  affected: number
  told: { person: number; smsReport: number }
  late: number
  stillToTell: number
  /** Awareness rate (知晓率) in hundredths of a percent, rounded down so that 100 % means everybody; `null` for no household. */
  rate: number | null
}

/**
 * Counts households; `offAt` is the household's own off time, the earliest off of the intervals that touch it.
 * affected = told.person + told.smsReport + late + stillToTell, always.
 */
export function awareness(households: readonly { offAt: When; proofs: readonly ToldProof[] }[]): Awareness {
  const counts: Record<ToldState, number> = { person: 0, sms_report: 0, late: 0, none: 0 }
  for (const { offAt, proofs } of households) counts[toldState(proofs, offAt)] += 1
  return awarenessOf(counts)
}

/** The same from households already counted by state, e.g. by the database. */
export function awarenessOf(counts: Partial<Record<ToldState, number>>): Awareness {
  const { person = 0, sms_report: smsReport = 0, late = 0, none: stillToTell = 0 } = counts
  const affected = person + smsReport + late + stillToTell
  const rate = affected === 0 ? null : Math.floor(((person + smsReport) * 10_000) / affected)
  return { affected, told: { person, smsReport }, late, stillToTell, rate }
}

/** 95.83%, or — where there is nobody to tell. */
export const rateWords = (rate: number | null): string => (rate === null ? '—' : `${(rate / 100).toFixed(2)}%`)

/** What a liaison can say about a call or a visit. */
export const CALL_RESULTS = ['told', 'noAnswer', 'badNumber', 'askCommittee'] as const
export type CallResult = (typeof CALL_RESULTS)[number]
export const CALL_RESULT_WORDS: Record<CallResult, string> = {
  told: '已告知',
  noAnswer: '未接',
  badNumber: '空号停机',
  askCommittee: '请村委转告',
}

/** Only 已告知 ends the task; a household handed to the committee is not told until somebody says so. */
export const endsTask = (result: CallResult): boolean => result === 'told'
