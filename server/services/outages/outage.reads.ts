import { In, LessThan } from 'typeorm'
import type { RouteReply } from '../../../shared/contract/contract'
import type { OutageDraft, OutageInterval, OutageScope } from '../../../shared/domain/outage'
import type { Reader } from '../../platform/db/database'
import { orRefuse } from '../../platform/http/refuse'
import type { Actor } from '../../platform/http/rights'
import { type Places, placesOfStation } from '../../registry/villages/place.reads'
import {
  OutageHouseholdTable,
  OutageIntervalTable,
  type OutageRow,
  OutageScopeTable,
  type OutageState,
  OutageTable,
  OutageVillageTable,
} from './outage.tables'
import { placeName } from './scope.reads'

/** An outage with its times and its area. */
export type Outage = OutageRow & { intervals: OutageInterval[]; scope: OutageScope[] }

/** What the rules look at. */
export const draftOf = ({ kind, reason, intervals, scope }: Outage): OutageDraft => ({ kind, reason, intervals, scope })

/**
 * The interval as the rules and words take it: the time of the next word belongs to what is not known yet, so it is said
 * only with a fault whose reason or end is open.
 */
const intervalOf = (outage: OutageRow, offAt: Date, onAt: Date | null): OutageInterval => {
  const open = outage.kind === 'fault' && (outage.reason === null || onAt === null)
  return { offAt, onAt, nextWordAt: open ? outage.nextWordAt : null }
}

/** The outages of the given ids with intervals in order of time, in three queries. */
export async function outagesById(db: Reader, ids: readonly string[]): Promise<Outage[]> {
  if (ids.length === 0) return []
  const where = { outageId: In([...ids]) }
  const rows = await db.find(OutageTable, { where: { id: In([...ids]) }, order: { id: 'DESC' } })
  const intervals = await db.find(OutageIntervalTable, { where, order: { position: 'ASC' } })
  const scopes = await db.find(OutageScopeTable, { where, order: { position: 'ASC' } })
  return rows.map((row) => ({
    ...row,
    intervals: intervals
      .filter(({ outageId }) => outageId === row.id)
      .map(({ offAt, onAt }) => intervalOf(row, offAt, onAt)),
    scope: scopes.filter(({ outageId }) => outageId === row.id).map(({ kind, refId }) => ({ kind, id: refId })),
  }))
}

/** One outage in any state. Refusal NOT_FOUND. */
export async function outageOf(db: Reader, id: string): Promise<Outage> {
  const [outage] = await outagesById(db, [id])
  return orRefuse(outage)
}

/** Whether an outage belongs to the actor's station; the scope of every route that names one. */
export async function outageOfOwnStation(
  db: Reader,
  actor: Actor,
  { params }: { params: { id: string } },
): Promise<boolean> {
  return actor.stationId !== null && (await db.existsBy(OutageTable, { id: params.id, stationId: actor.stationId }))
}

type View = RouteReply<'GET /outages/:id'>

/** As the station sees it. */
export function outageView(outage: Outage, places: Places): View {
  return {
    id: outage.id,
    kind: outage.kind,
    state: outage.state,
    version: outage.version,
    reason: outage.reason,
    nextWordAt: outage.nextWordAt?.toISOString() ?? null,
    intervals: outage.intervals.map(wireInterval),
    scope: outage.scope.map((one) => ({ ...one, name: placeName(one, places) })),
    author: outage.authorName,
    createdAt: outage.createdAt.toISOString(),
    updatedAt: outage.updatedAt.toISOString(),
    publishedAt: outage.publishedAt?.toISOString() ?? null,
  }
}

const iso = (at: Date | string): string => new Date(at).toISOString()
export const wireInterval = ({ offAt, onAt }: OutageInterval) => ({
  offAt: iso(offAt),
  onAt: onAt === null ? null : iso(onAt),
})

export async function outageViewOf(db: Reader, id: string): Promise<View> {
  const outage = await outageOf(db, id)
  return outageView(outage, await placesOfStation(db, outage.stationId))
}

/** A station's outages, new ones first; `after` is the last id of the page before. */
export async function outagesOfStation(
  db: Reader,
  stationId: string,
  page: { limit?: number; after?: string; state?: OutageState },
): Promise<View[]> {
  const rows = await db.find(OutageTable, {
    select: { id: true },
    where: {
      stationId,
      ...(page.after ? { id: LessThan(page.after) } : {}),
      ...(page.state ? { state: page.state } : {}),
    },
    order: { id: 'DESC' },
    take: page.limit ?? 50,
  })
  const outages = await outagesById(
    db,
    rows.map(({ id }) => id),
  )
  const places = await placesOfStation(db, stationId)
  return outages.map((outage) => outageView(outage, places))
}

/** The frozen audience of a published outage, by household id. */
export const affectedHouseholds = (db: Reader, outageId: string) =>
  db.find(OutageHouseholdTable, { where: { outageId }, order: { householdId: 'ASC' } })

/** The villages a published outage touches, with the words for their part and their affected households. */
export const villagesOfOutage = (db: Reader, outageId: string) =>
  db.find(OutageVillageTable, { where: { outageId }, order: { villageId: 'ASC' } })
