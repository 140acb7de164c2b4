import type { RouteReply } from '../../../shared/contract/contract'
import { maskAccountNo, maskName } from '../../../shared/domain/mask'
import { OUTAGE_KIND_WORDS, type OutageInterval, type OutageKind, REASON_UNKNOWN } from '../../../shared/domain/outage'
import { timesWords } from '../../../shared/domain/outage-words'
import { instantMs } from '../../../shared/domain/time'
import { villageState } from '../../../shared/domain/village-state'
import { instantFromRaw, instantParameter } from '../../platform/db/bulk'
import type { Reader } from '../../platform/db/database'
import { hotQuestion } from '../../platform/db/hot-question'

type RawRow = {
  person: string
  household: string
  relation: string
  name: string
  account: string
  village: string
  villageName: string
  outage: string | null
  kind: OutageKind
  reason: string | null
  nextWord: Date | string | null
  starts: Date | string
  area: string | null
  tapped: number | string
  offAt: Date | string | null
  onAt: Date | string | null
}
/**
 * A villager's first page, asked for more often than anything else: the bound households with the outages that touch them in
 * one question by index, the times of those outages in a second one. By hand, because going through the reads of four rooms
 * costs eight round trips. What is over is left out inside the join: a household has been in many outages over the years.
 */
const householdLines = hotQuestion<RawRow>(
  (marks) => `
  SELECT b.person_id AS person, b.household_id AS household, b.relation, hh.name, hh.account_no AS account,
    hh.village_id AS village, v.name AS villageName,
    o.id AS outage, o.kind, o.reason, o.next_word_at AS nextWord, oh.first_off_at AS starts, ov.area_words AS area,
    i.off_at AS offAt, i.on_at AS onAt,
    CASE WHEN o.id IS NULL THEN 0 ELSE EXISTS (
      SELECT 1 FROM told t WHERE t.outage_id = o.id AND t.household_id = b.household_id AND t.means = 'tap'
    ) END AS tapped
  FROM binding b
  JOIN household hh ON hh.id = b.household_id
  JOIN village v ON v.id = hh.village_id
  LEFT JOIN outage_household oh ON oh.household_id = b.household_id AND EXISTS (
    SELECT 1 FROM outage r WHERE r.id = oh.outage_id AND r.state = 'published' AND (r.ends_at IS NULL OR r.ends_at > ?)
  )
  LEFT JOIN outage o ON o.id = oh.outage_id
  LEFT JOIN outage_village ov ON ov.outage_id = o.id AND ov.village_id = oh.village_id
  LEFT JOIN outage_interval i ON i.outage_id = o.id
  WHERE b.person_id IN (${marks}) AND b.state = 'bound'
  ORDER BY b.id, oh.first_off_at, o.id, i.position`,
  'person',
)

type Household = RouteReply<'GET /me/home'>['households'][number]

/** The person's own households with what is off now or will be, and whether anybody of the household tapped 我知道了. */
export async function homeOfPerson(db: Reader, personId: string, now: Date): Promise<RouteReply<'GET /me/home'>> {
  const rows = await householdLines(db, personId, instantParameter(db, now))
  const households = new Map<string, Household & { open: { intervals: OutageInterval[]; areaWords: string }[] }>()
  for (const [at, row] of rows.entries()) {
    let home = households.get(row.household)
    if (!home) {
      home = {
        id: row.household,
        name: maskName(row.name),
        accountNo: maskAccountNo(row.account),
        relation: row.relation,
        village: { id: row.village, name: row.villageName },
        state: 'normal',
        sentence: '',
        outages: [],
        open: [],
      }
      households.set(row.household, home)
    }
    const before = rows[at - 1]
    const isAgain = before?.outage === row.outage && before?.household === row.household
    if (!row.outage || isAgain) continue
    const intervals = intervalsFrom(rows, at)
    const nextWordAt = instantFromRaw(row.nextWord)
    home.open.push({ intervals: intervals.map((one) => ({ ...one, nextWordAt })), areaWords: '' })
    home.outages.push({
      id: row.outage,
      kind: row.kind,
      kindWords: OUTAGE_KIND_WORDS[row.kind],
      reason: row.reason ?? REASON_UNKNOWN,
      times: timesWords({ intervals }),
      areaWords: row.area ?? '',
      intervals: intervals.map(({ offAt, onAt }) => ({ offAt: iso(offAt), onAt: onAt === null ? null : iso(onAt) })),
      offAt: iso(instantFromRaw(row.starts) as Date),
      acknowledged: Number(row.tapped) === 1,
    })
  }
  return {
    households: [...households.values()].map(({ open, ...home }) => ({
      ...home,
      ...villageState(home.village.name, open, now),
    })),
  }
}

const iso = (at: Date | string): string => new Date(instantMs(at)).toISOString()

/** The times of the outage that begins at this row: one row each. */
function intervalsFrom(rows: readonly RawRow[], from: number): OutageInterval[] {
  const first = rows[from] as RawRow
  const intervals: OutageInterval[] = []
  for (let at = from; rows[at]?.outage === first.outage && rows[at]?.household === first.household; at++) {
    const { offAt, onAt } = rows[at] as RawRow
    if (offAt !== null) intervals.push({ offAt: instantFromRaw(offAt) as Date, onAt: instantFromRaw(onAt) })
  }
  return intervals
}
