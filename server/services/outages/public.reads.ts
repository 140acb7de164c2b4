import { In } from 'typeorm'
import type { RouteReply } from '../../../shared/contract/contract'
import { OUTAGE_KIND_WORDS, REASON_UNKNOWN } from '../../../shared/domain/outage'
import { groupText, HOTLINE, timesWords } from '../../../shared/domain/outage-words'
import { instantMs } from '../../../shared/domain/time'
import { villageState } from '../../../shared/domain/village-state'
import type { Tools } from '../../deps'
import type { Reader } from '../../platform/db/database'
import { orRefuse } from '../../platform/http/refuse'
import { liaisonCard } from '../../registry/liaisons/liaison.reads'
import { stationOf } from '../../registry/stations/station.reads'
import { villageNames, villageOf } from '../../registry/villages/village.reads'
import { noticesOf } from './notice.reads'
import { type Outage, outageOf, outagesById, wireInterval } from './outage.reads'
import { OutageHouseholdTable, OutageTable, OutageVillageTable } from './outage.tables'

/** A published outage as one village sees it. */
export type VillageOutage = RouteReply<'GET /villages/:villageId/outages'>[number]
type Part = { villageId: string; village: string; areaWords: string }

function viewOf(outage: Outage, part: Part, now: Date): VillageOutage {
  const { intervals } = outage
  const { state, sentence } = villageState(part.village, [{ intervals, areaWords: part.areaWords }], now)
  const over = intervals.every(({ onAt }) => onAt !== null && instantMs(onAt) <= now.getTime())
  return {
    id: outage.id,
    ...part,
    kind: outage.kind,
    kindWords: OUTAGE_KIND_WORDS[outage.kind],
    state: over ? 'over' : state === 'off' ? 'off' : 'soon',
    sentence: over ? `${part.village} 这次停电已经结束` : sentence,
    times: timesWords(outage),
    reason: outage.reason ?? REASON_UNKNOWN,
    intervals: intervals.map(wireInterval),
    nextWordAt: outage.nextWordAt?.toISOString() ?? null,
    publishedAt: (outage.publishedAt as Date).toISOString(),
  }
}

const startOf = ({ intervals }: VillageOutage): string => intervals[0]?.offAt ?? ''

/** What is off now or will be in a village, the next first: two look-ups by index, then the outages found. */
export async function outagesOfVillage(
  db: Reader,
  village: { id: string; name: string },
  now: Date,
): Promise<VillageOutage[]> {
  const rows = await db
    .createQueryBuilder(OutageVillageTable, 'part')
    .innerJoin(OutageTable.options.name, 'outage', 'outage.id = part.outageId')
    .where('part.villageId = :villageId', { villageId: village.id })
    .andWhere(...stillRunning(now))
    .getMany()
  const outages = await outagesById(
    db,
    rows.map(({ outageId }) => outageId),
  )
  const areaWords = new Map(rows.map((row) => [row.outageId, row.areaWords]))
  return outages
    .map((outage) =>
      viewOf(outage, { villageId: village.id, village: village.name, areaWords: areaWords.get(outage.id) ?? '' }, now),
    )
    .sort((a, b) => startOf(a).localeCompare(startOf(b)))
}

/** Published and not over; one whose end is not known stays. */
const stillRunning = (now: Date): [string, object] => [
  "outage.state = 'published' AND (outage.endsAt IS NULL OR outage.endsAt > :now)",
  { now },
]

/** A household's own off time in an outage that touches it. */
export type HouseholdOutage = { householdId: string; firstOffAt: Date; outage: VillageOutage }

/**
 * What is off now or will be for the given households, the next first; for the pages of people who are bound to them. Only
 * the frozen audience counts: an outage that spares a household's transformer area is not named.
 */
export async function outagesOfHouseholds(
  db: Reader,
  householdIds: readonly string[],
  now: Date,
): Promise<HouseholdOutage[]> {
  if (householdIds.length === 0) return []
  const rows = await db
    .createQueryBuilder(OutageHouseholdTable, 'own')
    .innerJoin(OutageTable.options.name, 'outage', 'outage.id = own.outageId')
    .where('own.householdId IN (:...householdIds)', { householdIds: [...householdIds] })
    .andWhere(...stillRunning(now))
    .getMany()
  if (rows.length === 0) return []
  const outageIds = [...new Set(rows.map(({ outageId }) => outageId))]
  const outages = await outagesById(db, outageIds)
  const parts = await db.find(OutageVillageTable, { where: { outageId: In(outageIds) } })
  const names = await villageNames(db, [...new Set(rows.map(({ villageId }) => villageId))])
  return rows
    .flatMap(({ outageId, householdId, villageId, firstOffAt }) => {
      const outage = outages.find(({ id }) => id === outageId)
      const areaWords =
        parts.find((part) => part.outageId === outageId && part.villageId === villageId)?.areaWords ?? ''
      const part = { villageId, village: names.get(villageId) ?? '', areaWords }
      return outage ? [{ householdId, firstOffAt, outage: viewOf(outage, part, now) }] : []
    })
    .sort((a, b) => startOf(a.outage).localeCompare(startOf(b.outage)))
}

/** The village's first page: one sentence, whom to call, what is off. Refusal NOT_FOUND. */
export async function villageHome(db: Reader, tools: Pick<Tools, 'clock' | 'vault'>, villageId: string) {
  const now = tools.clock()
  const village = orRefuse(await villageOf(db, villageId))
  const station = await stationOf(db, village.stationId)
  const outages = await outagesOfVillage(db, village, now)
  const states = outages.map(({ intervals, nextWordAt, areaWords }) => ({
    areaWords,
    intervals: intervals.map((interval) => ({ ...interval, nextWordAt })),
  }))
  return {
    village: { id: village.id, name: village.name },
    ...villageState(village.name, states, now),
    card: await liaisonCard(db, tools, villageId),
    station: { name: station.name, phone: station.phone },
    hotline: HOTLINE,
    outages,
  }
}

/** What one published outage says to one village it touches. Refusal NOT_FOUND. */
export async function villageNotice(
  db: Reader,
  tools: Pick<Tools, 'clock' | 'vault'>,
  outageId: string,
  villageId: string,
) {
  const row = orRefuse(await db.findOneBy(OutageVillageTable, { outageId, villageId }))
  const outage = await outageOf(db, outageId)
  const [notice] = (await noticesOf(db, tools, outage, [row])).values()
  const words = orRefuse(notice)
  return {
    outage: viewOf(outage, { villageId, village: words.villageName, areaWords: row.areaWords }, tools.clock()),
    text: groupText(words),
    liaison: words.liaison,
    hotline: HOTLINE,
  }
}
