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
const countByVillage = (ofOne: boolean) => `
  SELECT village_id AS village,
    SUM(CASE WHEN person = 1 THEN 1 ELSE 0 END) AS person,
    SUM(CASE WHEN person = 1 AND at_once = 0 THEN 1 ELSE 0 END) AS afterwards,
    SUM(CASE WHEN person = 0 AND report = 1 THEN 1 ELSE 0 END) AS report,
    SUM(CASE WHEN person = 0 AND report = 0 AND proved = 1 THEN 1 ELSE 0 END) AS late,
    SUM(CASE WHEN proved = 0 THEN 1 ELSE 0 END) AS none_yet
  FROM (
    SELECT h.village_id, h.household_id,
      MAX(CASE WHEN t.at < h.first_off_at AND t.means <> 'sms_report' THEN 1 ELSE 0 END) AS person,
      MAX(CASE WHEN t.at < h.first_off_at AND t.means <> 'sms_report' AND t.created_at < h.first_off_at
        THEN 1 ELSE 0 END) AS at_once,
      MAX(CASE WHEN t.at < h.first_off_at AND t.means = 'sms_report' THEN 1 ELSE 0 END) AS report,
      MAX(CASE WHEN t.id IS NULL THEN 0 ELSE 1 END) AS proved
    FROM outage_household h
    LEFT JOIN told t ON t.outage_id = h.outage_id AND t.household_id = h.household_id
    WHERE h.outage_id = ?${ofOne ? ' AND h.village_id = ?' : ''}
    GROUP BY h.village_id, h.household_id
  ) one
  GROUP BY village_id`

type RawCount = { village: string } & Record<'person' | 'afterwards' | 'report' | 'late' | 'none_yet', number | string>

/** Where the households of a village stand. */
export type VillageCount = {
  awareness: Awareness
  /** Of those told by a person: only by a call or visit in time that was written down after the off time (补记). */
  lateEntries: number
}
const NOBODY: VillageCount = { awareness: awarenessOf({}), lateEntries: 0 }

async function counts(db: Reader, outageId: string, villageId?: string): Promise<Map<string, VillageCount>> {
  const parameters = villageId === undefined ? [outageId] : [outageId, villageId]
  const rows: RawCount[] = await db.query(countByVillage(villageId !== undefined), parameters)
  return new Map(
    rows.map(({ village, person, afterwards, report, late, none_yet }) => [
      village,
      {
        awareness: awarenessOf({
          person: Number(person),
          sms_report: Number(report),
          late: Number(late),
          none: Number(none_yet),
        }),
        lateEntries: Number(afterwards),
      },
    ]),
  )
}

/** Where the households of one village stand; the outage's other villages are not counted. */
export const awarenessOfVillage = async (db: Reader, outageId: string, villageId: string): Promise<Awareness> =>
  ((await counts(db, outageId, villageId)).get(villageId) ?? NOBODY).awareness

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
  // Villages add up to the outage.
  const byVillage = await counts(db, outageId)
  const names = await villageNames(db, villageIds)
  const members = await committeesOfVillages(db, villageIds)
  const received = await receiptsByVillage(db, outageId, villageIds)
  const total = sum([...byVillage.values()].map(({ awareness }) => awareness))
  return {
    ...total,
    lateEntries: [...byVillage.values()].reduce((all, { lateEntries }) => all + lateEntries, 0),
    rateWords: rateWords(total.rate),
    villages: villageIds.map((villageId) => {
      const { awareness, lateEntries } = byVillage.get(villageId) ?? NOBODY
      return {
        villageId,
        village: names.get(villageId) ?? '',
        ...awareness,
        lateEntries,
        committee: { members: members.get(villageId)?.length ?? 0, received: received.get(villageId)?.size ?? 0 },
      }
    }),
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

type Told = RouteReply<'GET /outages/:id/households/:householdId/told'>

/** How one household was told, and in which village. Refusal NOT_FOUND where the outage does not touch it. */
export async function toldOfHousehold(
  db: Reader,
  outageId: string,
  householdId: string,
): Promise<Told & { villageId: string }> {
  const [affected] = await affectedAmong(db, outageId, [householdId])
  const { firstOffAt, villageId } = orRefuse(affected)
  const rows = await db.find(ToldTable, { where: { outageId, householdId }, order: { at: 'ASC' } })
  const tries = await db.find(ContactTryTable, { where: { outageId, householdId }, order: { at: 'ASC' } })
  const proofs = rows.map(({ means, at, name, createdAt }) => ({ means, at, by: name, createdAt }))
  const state = toldState(proofs, firstOffAt)
  return {
    villageId,
    state,
    words: TOLD_STATE_WORDS[state],
    proofs: proofs.map((proof) => ({
      words: TOLD_MEANS_WORDS[proof.means],
      at: proof.at.toISOString(),
      notedAt: proof.createdAt.toISOString(),
      by: proof.by,
      late: !isTold(proof, firstOffAt),
    })),
    tries: tries.map(({ result, means, staffName, at, createdAt, note }) => ({
      words: CALL_RESULT_WORDS[result],
      by: means,
      name: staffName,
      at: at.toISOString(),
      notedAt: createdAt.toISOString(),
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
