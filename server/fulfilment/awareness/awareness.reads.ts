import { In, Not } from 'typeorm'
import type { RouteReply } from '../../../shared/contract/contract'
import {
  type Awareness,
  awarenessOf,
  CALL_RESULT_WORDS,
  CHANNELS,
  isTold,
  rateWords,
  TOLD_MEANS_WORDS,
  TOLD_STATE_WORDS,
  toldState,
} from '../../../shared/domain/channel'
import type { Reader } from '../../platform/db/database'
import { orRefuse } from '../../platform/http/refuse'
import { committeesOfVillages } from '../../registry/liaisons/liaison.reads'
import { villageNames } from '../../registry/villages/village.reads'
import { affectedAmong } from '../../services/outages/affected.reads'
import { villagesOfOutage } from '../../services/outages/outage.reads'
import { deliveryCounts } from '../deliveries/delivery.reads'
import { CommitteeReceiptTable, ContactTryTable, ToldTable } from './awareness.tables'

/**
 * Households by state and village, counted by the database over the frozen audience: a proof before the household's own off
 * time tells, a later one is late. The one definition is `toldState`; a test holds both to each other.
 */
const COUNT_BY_VILLAGE = `
  SELECT village_id AS village,
    SUM(CASE WHEN person = 1 THEN 1 ELSE 0 END) AS person,
    SUM(CASE WHEN person = 0 AND report = 1 THEN 1 ELSE 0 END) AS report,
    SUM(CASE WHEN person = 0 AND report = 0 AND proved = 1 THEN 1 ELSE 0 END) AS late,
    SUM(CASE WHEN proved = 0 THEN 1 ELSE 0 END) AS none_yet
  FROM (
    SELECT h.village_id, h.household_id,
      MAX(CASE WHEN t.at < h.first_off_at AND t.means <> 'sms_report' THEN 1 ELSE 0 END) AS person,
      MAX(CASE WHEN t.at < h.first_off_at AND t.means = 'sms_report' THEN 1 ELSE 0 END) AS report,
      MAX(CASE WHEN t.id IS NULL THEN 0 ELSE 1 END) AS proved
    FROM outage_household h
    LEFT JOIN told t ON t.outage_id = h.outage_id AND t.household_id = h.household_id
    WHERE h.outage_id = ?
    GROUP BY h.village_id, h.household_id
  ) one
  GROUP BY village_id`

type VillageCount = { village: string } & Record<'person' | 'report' | 'late' | 'none_yet', number | string>

/** Where the households of each village stand. Villages add up to the outage. */
export async function awarenessByVillage(db: Reader, outageId: string): Promise<Map<string, Awareness>> {
  const rows: VillageCount[] = await db.query(COUNT_BY_VILLAGE, [outageId])
  return new Map(
    rows.map(({ village, person, report, late, none_yet }) => [
      village,
      awarenessOf({ person: Number(person), sms_report: Number(report), late: Number(late), none: Number(none_yet) }),
    ]),
  )
}

const sum = (parts: readonly Awareness[]): Awareness =>
  awarenessOf({
    person: parts.reduce((all, { told }) => all + told.person, 0),
    sms_report: parts.reduce((all, { told }) => all + told.smsReport, 0),
    late: parts.reduce((all, { late }) => all + late, 0),
    none: parts.reduce((all, { stillToTell }) => all + stillToTell, 0),
  })

/** Who said 收到, by village. */
export async function receiptsByVillage(
  db: Reader,
  outageId: string,
  villageIds: readonly string[],
): Promise<Map<string, Set<string>>> {
  const rows = await db.findBy(CommitteeReceiptTable, { outageId, villageId: In([...villageIds]) })
  const received = new Map<string, Set<string>>(villageIds.map((id) => [id, new Set()]))
  for (const { villageId, memberId } of rows) received.get(villageId)?.add(memberId)
  return received
}

export async function awarenessOfOutage(
  db: Reader,
  outageId: string,
): Promise<RouteReply<'GET /outages/:id/awareness'>> {
  const villageIds = (await villagesOfOutage(db, outageId)).map(({ villageId }) => villageId)
  const byVillage = await awarenessByVillage(db, outageId)
  const names = await villageNames(db, villageIds)
  const members = await committeesOfVillages(db, villageIds)
  const received = await receiptsByVillage(db, outageId, villageIds)
  const total = sum([...byVillage.values()])
  return {
    ...total,
    rateWords: rateWords(total.rate),
    villages: villageIds.map((villageId) => ({
      villageId,
      village: names.get(villageId) ?? '',
      ...(byVillage.get(villageId) ?? awarenessOf({})),
      committee: { members: members.get(villageId)?.length ?? 0, received: received.get(villageId)?.size ?? 0 },
    })),
    reach: await reachByChannel(db, outageId),
  }
}

/** What went out by each channel. Reach, not awareness: nothing here says that anybody knows. */
async function reachByChannel(db: Reader, outageId: string) {
  const counts = await deliveryCounts(db, outageId)
  return CHANNELS.map((channel) => {
    const of = (...states: string[]) =>
      counts
        .filter((one) => one.channel === channel && states.includes(one.state))
        .reduce((all, { count }) => all + count, 0)
    return {
      channel,
      planned: counts.filter((one) => one.channel === channel).reduce((all, { count }) => all + count, 0),
      accepted: of('sent', 'delivered'),
      delivered: of('delivered'),
      failed: of('failed'),
      open: of('waiting', 'sending', 'unknown', 'manual', 'handed'),
      withdrawn: of('withdrawn'),
    }
  })
}

/** How one household was told. Refusal NOT_FOUND where the outage does not touch it. */
export async function toldOfHousehold(
  db: Reader,
  outageId: string,
  householdId: string,
): Promise<RouteReply<'GET /outages/:id/households/:householdId/told'>> {
  const [affected] = await affectedAmong(db, outageId, [householdId])
  const { firstOffAt } = orRefuse(affected)
  const rows = await db.find(ToldTable, { where: { outageId, householdId }, order: { at: 'ASC' } })
  const tries = await db.find(ContactTryTable, { where: { outageId, householdId }, order: { at: 'ASC' } })
  const proofs = rows.map(({ means, at, name }) => ({ means, at, by: name }))
  const state = toldState(proofs, firstOffAt)
  return {
    state,
    words: TOLD_STATE_WORDS[state],
    proofs: proofs.map((proof) => ({
      words: TOLD_MEANS_WORDS[proof.means],
      at: proof.at.toISOString(),
      by: proof.by,
      late: !isTold(proof, firstOffAt),
    })),
    tries: tries.map(({ result, means, staffName, at, note }) => ({
      words: CALL_RESULT_WORDS[result],
      by: means,
      name: staffName,
      at: at.toISOString(),
      note,
    })),
  }
}

/** The last call or visit of each household, whatever came of it. */
export async function lastTries(db: Reader, where: { outageId: string; householdIds: readonly string[] }) {
  const rows = await db.find(ContactTryTable, {
    where: { outageId: where.outageId, householdId: In([...where.householdIds]) },
    order: { at: 'ASC', id: 'ASC' },
  })
  return new Map(rows.map((row) => [row.householdId as string, lastView(row)]))
}

/** The same for the committee members of a village. */
export async function lastTriesOfMembers(db: Reader, outageId: string, villageId: string) {
  const rows = await db.find(ContactTryTable, {
    where: { outageId, villageId, memberId: Not('') },
    order: { at: 'ASC', id: 'ASC' },
  })
  return new Map(rows.map((row) => [row.memberId as string, lastView(row)]))
}

const lastView = ({
  result,
  means,
  staffName,
  at,
}: {
  result: keyof typeof CALL_RESULT_WORDS
  means: 'call' | 'visit'
  staffName: string
  at: Date
}) => ({
  result,
  words: CALL_RESULT_WORDS[result],
  by: means,
  name: staffName,
  at: at.toISOString(),
})
