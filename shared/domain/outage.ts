import { REFUSALS, type RefusalCode } from './refusal'
import { type Rule, type RuleMark, type RuleSet, ruleMs, ruleValueWords, ruleWords } from './rules'
import { durationWords, instantMs, instantWords, isInstant, MINUTE, type When } from './time'

export const OUTAGE_KINDS = ['planned', 'temporary', 'fault'] as const
export type OutageKind = (typeof OUTAGE_KINDS)[number]
export const OUTAGE_KIND_WORDS: Record<OutageKind, string> = {
  planned: '计划停电',
  temporary: '临时停电',
  fault: '故障停电',
}

/** What is switched off. Affected households come from these, never from the text of a place. */
export const OUTAGE_SCOPE_KINDS = ['feeder', 'transformer_area', 'village', 'group'] as const
export type OutageScopeKind = (typeof OUTAGE_SCOPE_KINDS)[number]
export const OUTAGE_SCOPE_WORDS: Record<OutageScopeKind, string> = {
  feeder: '线路',
  transformer_area: '台区',
  village: '村',
  group: '村民小组',
}
export type OutageScope = { kind: OutageScopeKind; id: string }

export type OutageInterval = {
  offAt: When
  /** `null`: not known yet, only for a fault. */
  onAt: When | null
  /** When the station will say more; needed where a fault's reason or on-time is not known. */
  nextWordAt?: When | null
  /** Only this part of the outage's area is off in this interval; left out: all of it. */
  scope?: readonly OutageScope[]
}

/** An outage as it is being written: anything may still be missing. */
export type OutageDraft = {
  kind: OutageKind | null
  /** `null` or 未明: not known, only for a fault. */
  reason: string | null
  intervals: readonly {
    offAt: When | null
    onAt: When | null
    nextWordAt?: When | null
    scope?: readonly OutageScope[]
  }[]
  scope: readonly OutageScope[]
}

export const REASON_UNKNOWN = '未明'
export const reasonKnown = (reason: string | null): boolean => {
  const words = reason?.trim() ?? ''
  return words !== '' && words !== REASON_UNKNOWN
}

/** One thing wrong with a draft. `field` is a path in the draft, e.g. `intervals.0.offAt`. */
export type OutageFinding = {
  code: RefusalCode
  message: string
  field: string
  /** The rule it rests on; `text` says whether that is law or practice. */
  rule?: { key: string; source: string; mark: RuleMark; text: string }
}

/** A fault may be entered a little before the clock of the server says so. */
const CLOCK_SKEW = 5 * MINUTE

/**
 * Everything that stands against publishing, in the order a person would mend it; empty means it may be published.
 * Checked twice: for the preview, and again with the time of publishing.
 */
export function checkOutage(draft: OutageDraft, now: When, rules: RuleSet): OutageFinding[] {
  const findings: OutageFinding[] = []
  if (draft.kind === null || !OUTAGE_KINDS.includes(draft.kind)) findings.push(finding('OUTAGE_KIND_UNKNOWN', 'kind'))
  findings.push(...checkTimes(draft, now, rules))
  if (draft.kind !== 'fault' && !reasonKnown(draft.reason)) findings.push(finding('OUTAGE_REASON_MISSING', 'reason'))
  const everyIntervalHasArea =
    draft.intervals.length > 0 && draft.intervals.every(({ scope }) => scope !== undefined && scope.length > 0)
  if (draft.scope.length === 0 && !everyIntervalHasArea) findings.push(finding('OUTAGE_AREA_MISSING', 'scope'))
  return findings
}

function checkTimes(draft: OutageDraft, now: When, rules: RuleSet): OutageFinding[] {
  if (draft.intervals.length === 0) return [finding('OUTAGE_OFF_MISSING', 'intervals')]
  const faults = draft.intervals.flatMap((interval, index) => checkInterval(draft, interval, `intervals.${index}`))
  if (faults.length > 0) return faults
  const intervals = draft.intervals as readonly OutageInterval[]
  return [
    ...checkStart(draft.kind, intervals, now, rules),
    ...checkEnd(draft.kind, intervals, now),
    ...checkOrder(intervals),
    ...checkNextWord(draft, intervals, now),
  ]
}

function checkInterval(draft: OutageDraft, interval: OutageDraft['intervals'][number], field: string) {
  const { offAt, onAt, nextWordAt } = interval
  if (offAt === null) return [finding('OUTAGE_OFF_MISSING', `${field}.offAt`)]
  if (!isInstant(offAt)) return [finding('OUTAGE_TIME_INVALID', `${field}.offAt`)]
  if (nextWordAt && !isInstant(nextWordAt)) return [finding('OUTAGE_TIME_INVALID', `${field}.nextWordAt`)]
  if (onAt === null) return draft.kind === 'fault' ? [] : [finding('OUTAGE_ON_MISSING', `${field}.onAt`)]
  if (!isInstant(onAt)) return [finding('OUTAGE_TIME_INVALID', `${field}.onAt`)]
  return instantMs(onAt) > instantMs(offAt) ? [] : [finding('OUTAGE_ENDS_BEFORE_IT_STARTS', `${field}.onAt`)]
}

/** The lead time counts to the first off time, whichever interval holds it. */
function checkStart(kind: OutageDraft['kind'], intervals: readonly OutageInterval[], now: When, rules: RuleSet) {
  const first = intervals.reduce((a, b) => (instantMs(b.offAt) < instantMs(a.offAt) ? b : a))
  const field = `intervals.${intervals.indexOf(first)}.offAt`
  const ahead = instantMs(first.offAt) - instantMs(now)
  if (kind === 'fault') return ahead > CLOCK_SKEW ? [finding('OUTAGE_FAULT_IN_FUTURE', field)] : []
  if (kind === null) return []
  const needed = leadRules(kind, rules)
  if (ahead < 0) return [finding('OUTAGE_OFF_IN_PAST', field)]
  const longest = needed.reduce((a, b) => (ruleMs(b) > ruleMs(a) ? b : a))
  if (ahead >= ruleMs(longest)) return []
  // The next whole minute: the earliest time a person could enter that passes.
  const earliest = new Date(Math.ceil((instantMs(now) + ruleMs(longest)) / MINUTE) * MINUTE)
  const message =
    `${OUTAGE_KIND_WORDS[kind]}须提前${ruleValueWords(longest)}公告，现在离停电只有${durationWords(ahead)}；` +
    `请把停电时间改到${instantWords(earliest)}以后`
  const text = needed.map(ruleWords).join('；')
  const { key, source, mark } = longest
  return [{ code: 'OUTAGE_NOTICE_TOO_LATE', message, field, rule: { key, source, mark, text } } satisfies OutageFinding]
}

/** A fault that is over is told to nobody: every message of it would be withdrawn. */
function checkEnd(kind: OutageDraft['kind'], intervals: readonly OutageInterval[], now: When): OutageFinding[] {
  const ends = intervals.map(({ onAt }) => (onAt === null ? Number.POSITIVE_INFINITY : instantMs(onAt)))
  const last = Math.max(...ends)
  if (kind !== 'fault' || last > instantMs(now)) return []
  return [finding('OUTAGE_ALREADY_OVER', `intervals.${ends.indexOf(last)}.onAt`)]
}

/** The rows that set the notice time of a kind, the one for the public first. */
export function leadRules(kind: OutageKind, rules: RuleSet): Rule[] {
  if (kind === 'planned') return [rules['outage.planned.minLead']]
  if (kind === 'temporary') return [rules['outage.temporary.minLead'], rules['outage.temporary.importantUserLead']]
  return []
}

function checkOrder(intervals: readonly OutageInterval[]): OutageFinding[] {
  const findings: OutageFinding[] = []
  intervals.forEach((interval, index) => {
    const before = intervals[index - 1]
    if (before && instantMs(interval.offAt) < instantMs(before.offAt)) {
      findings.push(finding('OUTAGE_INTERVALS_UNSORTED', `intervals.${index}.offAt`))
    }
    const clash = intervals.slice(0, index).some((other) => sharesArea(other, interval) && overlaps(other, interval))
    if (clash) findings.push(finding('OUTAGE_INTERVALS_OVERLAP', `intervals.${index}.offAt`))
  })
  return findings
}

const overlaps = (a: OutageInterval, b: OutageInterval): boolean => {
  const endOf = ({ onAt }: OutageInterval) => (onAt === null ? Number.POSITIVE_INFINITY : instantMs(onAt))
  return instantMs(a.offAt) < endOf(b) && instantMs(b.offAt) < endOf(a)
}

/** Two intervals of different areas may run at the same time. */
const sharesArea = (a: OutageInterval, b: OutageInterval): boolean => {
  if (!a.scope?.length || !b.scope?.length) return true
  return a.scope.some((x) => b.scope?.some((y) => x.kind === y.kind && x.id === y.id))
}

function checkNextWord(draft: OutageDraft, intervals: readonly OutageInterval[], now: When): OutageFinding[] {
  if (draft.kind !== 'fault') return []
  const findings: OutageFinding[] = []
  const anyNextWord = intervals.some(({ nextWordAt }) => nextWordAt)
  if (!reasonKnown(draft.reason) && !anyNextWord) {
    findings.push(finding('OUTAGE_NEXT_WORD_MISSING', 'intervals.0.nextWordAt'))
  }
  intervals.forEach(({ onAt, nextWordAt }, index) => {
    const field = `intervals.${index}.nextWordAt`
    if (onAt === null && !nextWordAt && findings[0]?.field !== field) {
      findings.push(finding('OUTAGE_NEXT_WORD_MISSING', field))
    }
    if (nextWordAt && instantMs(nextWordAt) <= instantMs(now)) findings.push(finding('OUTAGE_NEXT_WORD_PAST', field))
  })
  return findings
}

const finding = (code: RefusalCode, field: string): OutageFinding => ({ code, field, message: REFUSALS[code].text })

/** The first off time of the given intervals; `null` for none. */
export function firstOffAt(intervals: readonly OutageInterval[]): Date | null {
  if (intervals.length === 0) return null
  return new Date(Math.min(...intervals.map(({ offAt }) => instantMs(offAt))))
}
