import type { RouteReply } from '../../../../shared/contract/contract'
import {
  awarenessOf,
  CALL_RESULT_WORDS,
  type CallResult,
  CHANNEL_WORDS,
  rateWords,
} from '../../../../shared/domain/channel'
import { CARE_MARK_WORDS } from '../../../../shared/domain/household'

export type List = RouteReply<'GET /today'>['lists'][number]
export type Household = List['households'][number]
export type Member = List['committee'][number]

/** How a person was told: on the phone or face to face. */
export type By = 'call' | 'visit'
export const BY_WORDS: Record<By, string> = { call: '电话', visit: '当面' }

/** What was noted on this phone since the page was opened, by row. */
export type Noted = { pendingId: string; result: CallResult; by: By }
export type Notes = Readonly<Record<string, Noted>>

export const listKey = ({ outage, village }: List): string => `${outage.id}:${village.id}`
export const householdKey = (list: List, { householdId }: Household): string => `${list.outage.id}:${householdId}`
export const memberKey = (list: List, { memberId }: Member): string => `${list.outage.id}:${memberId}`

const CARE_HEADING = '需要关怀的户（先告知）'
const WITHOUT_GROUP = '没有登记小组的户'

/** Rows under their headings, in the server's order: care first, then group by group. */
export function sections(rows: readonly Household[]): { heading: string; rows: Household[] }[] {
  const found: { heading: string; rows: Household[] }[] = []
  for (const row of rows) {
    const heading = row.care.length ? CARE_HEADING : (row.group ?? WITHOUT_GROUP)
    const last = found.at(-1)
    if (last?.heading === heading) last.rows.push(row)
    else found.push({ heading, rows: [row] })
  }
  return found
}

/** Adds a later page; a household that is there already stays where it is. */
export const withMore = (rows: readonly Household[], more: readonly Household[]): Household[] => [
  ...rows,
  ...more.filter(({ householdId }) => !rows.some((row) => row.householdId === householdId)),
]

/** Why this household comes first, and what was tried: each a short line. */
export function rowFacts({ care, important, address, sent, last, group }: Household): string[] {
  return [
    ...(care.length ? [`★ ${care.map((mark) => CARE_MARK_WORDS[mark]).join('、')}${group ? `　${group}` : ''}`] : []),
    ...(important ? ['★ 重要用户'] : []),
    ...(address ? [address] : []),
    ...(sent.length ? [`已发${sent.map((channel) => CHANNEL_WORDS[channel]).join('、')}，本人还没确认`] : []),
    ...(last ? [`上次${BY_WORDS[last.by]}：${last.words}（${last.name}）`] : []),
  ]
}

/** 未接, 已当面告知: what stands on the row after a tap. */
export const notedWords = ({ by, result }: Noted): string =>
  result === 'told' ? `已${BY_WORDS[by]}告知` : CALL_RESULT_WORDS[result]

export type Counts = { affected: number; told: number; stillToTell: number; rate: string }

/** Counts with what was noted here: a row told is still shown as long as the server's numbers don't hold it. */
export function counts(list: List, rows: readonly Household[], notes: Notes): Counts {
  const toldHere = rows.filter((row) => notes[householdKey(list, row)]?.result === 'told').length
  const { affected, told, stillToTell, rate } = awarenessOf({
    person: list.told.person + toldHere,
    sms_report: list.told.smsReport,
    late: list.late,
    none: Math.max(0, list.stillToTell - toldHere),
  })
  return { affected, told: told.person + told.smsReport, stillToTell, rate: rateWords(rate) }
}
