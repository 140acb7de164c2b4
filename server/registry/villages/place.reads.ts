import { In } from 'typeorm'
import type { Reader } from '../../platform/db/database'
import { type VillageRef, villagesOfStation } from './village.reads'
import {
  type FeederRow,
  FeederTable,
  type TransformerAreaRow,
  TransformerAreaTable,
  type VillageGroupRow,
  VillageGroupTable,
} from './village.tables'

/** Everything of a station that has a name and can be switched off: a few hundred rows even for a large station. */
export type Places = {
  feeders: FeederRow[]
  areas: TransformerAreaRow[]
  villages: VillageRef[]
  groups: VillageGroupRow[]
}

/** The places of a station, each kind in order of name. */
export async function placesOfStation(db: Reader, stationId: string): Promise<Places> {
  const where = { stationId }
  const order = { name: 'ASC' } as const
  const villages = await villagesOfStation(db, stationId)
  return {
    feeders: await db.find(FeederTable, { where, order }),
    areas: await db.find(TransformerAreaTable, { where, order }),
    villages,
    groups: await db.find(VillageGroupTable, { where: { villageId: In(villages.map(({ id }) => id)) }, order }),
  }
}
