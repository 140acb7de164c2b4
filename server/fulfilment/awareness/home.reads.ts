import type { RouteReply } from '../../../shared/contract/contract'
import { maskAccountNo, maskName } from '../../../shared/domain/mask'
import { OUTAGE_KIND_WORDS, type OutageInterval, type OutageKind, REASON_UNKNOWN } from '../../../shared/domain/outage'
import { timesWords } from '../../../shared/domain/outage-words'
import { instantMs } from '../../../shared/domain/time'
import { villageState } from '../../../shared/domain/village-state'
import { instantFromRaw, instantParameter } from '../../platform/db/bulk'
import type { Reader } from '../../platform/db/database'

/**
 * A villager's first page, asked for more often than anything else: the bound households with the outages that touch them in
 * one question by index, the times of those outages in a second one. By hand, because going through the reads of four rooms
 * costs eight round trips.
 */
const HOUSEHOLDS = `
  SELECT b.household_id AS household, b.relation, hh.name, hh.account_no AS account,
    hh.village_id AS village, v.name AS villageName,
    o.id AS outage, o.kind, o.reason, o.next_word_at AS nextWord, oh.first_off_at AS starts, ov.area_words AS area,
    CASE WHEN o.id IS NULL THEN 0 ELSE EXISTS (
      SELECT 1 FROM told t WHERE t.outage_id = o.id AND t.household_id = b.household_id AND t.means = 'tap'
    ) END AS tapped
  FROM binding b
  JOIN household hh ON hh.id = b.household_id
  JOIN village v ON v.id = hh.village_id
  LEFT JOIN outage_household oh ON oh.household_id = b.household_id
  LEFT JOIN outage o ON o.id = oh.outage_id AND o.state = 'published' AND (o.ends_at IS NULL OR o.ends_at > ?)
  LEFT JOIN outage_village ov ON ov.outage_id = o.id AND ov.village_id = oh.village_id
  WHERE b.person_id = ? AND b.state = 'bound'
  ORDER BY b.id, oh.first_off_at`

type RawRow = {
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
}
type RawInterval = { outage: string; starts: Date | string; ends: Date | string | null }
type Household = RouteReply<'GET /me/home'>['households'][number]

/** The person's own households with what is off now or will be, and whether anybody of the household tapped 我知道了. */
export async function homeOfPerson(db: Reader, personId: string, now: Date): Promise<RouteReply<'GET /me/home'>> {
  const rows: RawRow[] = await db.query(HOUSEHOLDS, [instantParameter(db, now), personId])
  const times = await timesOf(db, rows)
  const households = new Map<string, Household & { open: { intervals: OutageInterval[]; areaWords: string }[] }>()
  for (const row of rows) {
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
    const intervals = row.outage ? (times.get(row.outage) ?? []) : []
    if (!row.outage || intervals.length === 0) continue
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

async function timesOf(db: Reader, rows: readonly RawRow[]): Promise<Map<string, OutageInterval[]>> {
  const ids = [...new Set(rows.flatMap(({ outage }) => outage ?? []))]
  const times = new Map<string, OutageInterval[]>(ids.map((id) => [id, []]))
  if (ids.length === 0) return times
  const found: RawInterval[] = await db.query(
    `SELECT outage_id AS outage, off_at AS starts, on_at AS ends FROM outage_interval
     WHERE outage_id IN (${ids.map(() => '?').join(',')}) ORDER BY outage_id, position`,
    ids,
  )
  for (const { outage, starts, ends } of found)
    times.get(outage)?.push({ offAt: instantFromRaw(starts) as Date, onAt: instantFromRaw(ends) })
  return times
}
