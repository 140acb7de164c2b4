import { col, table } from '../../platform/db/table'

/** A village and its committee's office. `code` goes into printed mini-program codes and never changes. */
export type VillageRow = {
  id: string
  stationId: string
  name: string
  committeeName: string
  code: string
  pilot: boolean
  createdAt: Date
}
export const VillageTable = table<VillageRow>(
  'village',
  {
    id: col.id(),
    stationId: col.ref(),
    name: col.text(40),
    committeeName: col.text(60),
    code: col.text(16),
    pilot: col.bool(),
    createdAt: col.instant(),
  },
  { unique: { uq_village_name: ['stationId', 'name'], uq_village_code: ['code'] } },
)

/** 村民小组, the smallest unit of a village. */
export type VillageGroupRow = { id: string; villageId: string; name: string }
export const VillageGroupTable = table<VillageGroupRow>(
  'village_group',
  { id: col.id(), villageId: col.ref(), name: col.text(20) },
  { unique: { uq_village_group_name: ['villageId', 'name'] } },
)

/** A 10 kV line. */
export type FeederRow = { id: string; stationId: string; name: string }
export const FeederTable = table<FeederRow>(
  'feeder',
  { id: col.id(), stationId: col.ref(), name: col.text(40) },
  { unique: { uq_feeder_name: ['stationId', 'name'] } },
)

/** 台区: the households behind one transformer. */
export type TransformerAreaRow = {
  id: string
  stationId: string
  feederId: string
  villageId: string
  code: string
  name: string
}
export const TransformerAreaTable = table<TransformerAreaRow>(
  'transformer_area',
  {
    id: col.id(),
    stationId: col.ref(),
    feederId: col.ref(),
    villageId: col.ref(),
    code: col.text(20),
    name: col.text(40),
  },
  {
    unique: { uq_area_code: ['stationId', 'code'] },
    index: { ix_area_feeder: ['feederId'], ix_area_village: ['villageId'] },
  },
)
