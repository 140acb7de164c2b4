import { In } from 'typeorm'
import { byKey, inBatches } from '../../platform/db/batches'
import type { Reader } from '../../platform/db/database'
import type { Actor, Scope } from '../../platform/http/rights'
import {
  type FeederRow,
  FeederTable,
  type TransformerAreaRow,
  TransformerAreaTable,
  type VillageGroupRow,
  VillageGroupTable,
  type VillageRow,
  VillageTable,
} from './village.tables'

/** What other rooms may know of a village. */
export type VillageRef = Pick<VillageRow, 'id' | 'stationId' | 'name' | 'committeeName' | 'code' | 'pilot'>

export const villageOf = (db: Reader, id: string): Promise<VillageRef | null> => db.findOneBy(VillageTable, { id })

export const villageByCode = (db: Reader, code: string): Promise<VillageRef | null> =>
  db.findOneBy(VillageTable, { code })

export const villageRefs = async (db: Reader, ids: readonly string[]): Promise<Map<string, VillageRef>> =>
  byKey(await inBatches(ids, (batch) => db.findBy(VillageTable, { id: In(batch) })), 'id')

export const villageNames = async (db: Reader, ids: readonly string[]): Promise<Map<string, string>> =>
  new Map([...(await villageRefs(db, ids)).values()].map(({ id, name }) => [id, name]))

export const villagesOfStation = (db: Reader, stationId: string): Promise<VillageRef[]> =>
  db.find(VillageTable, { where: { stationId }, order: { name: 'ASC' } })

export const groupRefs = async (db: Reader, ids: readonly string[]): Promise<Map<string, VillageGroupRow>> =>
  byKey(await inBatches(ids, (batch) => db.findBy(VillageGroupTable, { id: In(batch) })), 'id')

export const groupsOfVillage = (db: Reader, villageId: string): Promise<VillageGroupRow[]> =>
  db.find(VillageGroupTable, { where: { villageId }, order: { name: 'ASC' } })

export const areaRefs = async (db: Reader, ids: readonly string[]): Promise<Map<string, TransformerAreaRow>> =>
  byKey(await inBatches(ids, (batch) => db.findBy(TransformerAreaTable, { id: In(batch) })), 'id')

export const feederRefs = async (db: Reader, ids: readonly string[]): Promise<Map<string, FeederRow>> =>
  byKey(await inBatches(ids, (batch) => db.findBy(FeederTable, { id: In(batch) })), 'id')

/** The transformer areas behind these feeders. */
export const areasOfFeeders = (db: Reader, feederIds: readonly string[]): Promise<TransformerAreaRow[]> =>
  inBatches(feederIds, (batch) =>
    db.find(TransformerAreaTable, { where: { feederId: In(batch) }, order: { id: 'ASC' } }),
  )

type OfVillage = { params: { villageId: string } }

/** The named village belongs to the actor's station. */
export const villageOfOwnStation: Scope<OfVillage> = (db, actor, { params }) =>
  isOwnVillage(db, actor, params.villageId)

/** The actor is the liaison of the named village, or its deputy today. */
export const liaisonOfVillage: Scope<OfVillage> = (_db, actor, { params }) => actor.liaisonOf.includes(params.villageId)

/** The actor sits in the named village's committee. */
export const committeeOfVillage: Scope<OfVillage> = (_db, actor, { params }) =>
  actor.committeeOf.includes(params.villageId)

export async function isOwnVillage(db: Reader, actor: Actor, villageId: string): Promise<boolean> {
  const village = await villageOf(db, villageId)
  return village !== null && village.stationId === actor.stationId
}
