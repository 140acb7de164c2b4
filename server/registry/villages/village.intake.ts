import { In } from 'typeorm'
import type { Tools } from '../../deps'
import { asImage, changedSince, type Image, putBack } from '../../platform/db/before-image'
import { bulkInsert } from '../../platform/db/bulk'
import type { Reader, Tx } from '../../platform/db/database'
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
import { villageCode } from './village-code'

/** Places as they are registered, for rooms that read files. */
export type KnownVillage = VillageRow
export type KnownFeeder = FeederRow
export type KnownArea = TransformerAreaRow

/** Everything a station's places are known by. Keys are names and codes as files write them, once read. */
export type Places = {
  villages: Map<string, VillageRow>
  /** `<village id> <group name>`. */
  groups: Map<string, VillageGroupRow>
  feeders: Map<string, FeederRow>
  areas: Map<string, TransformerAreaRow>
  villageNames: Map<string, string>
  feederNames: Map<string, string>
}

const byName = <Row extends { name: string }>(rows: Row[]) => new Map(rows.map((row) => [row.name, row]))

/** Loads the places of a station: some thousands of rows at most, so files of any size are checked without asking again. */
export async function placesOf(db: Reader, stationId: string): Promise<Places> {
  const villages = await db.findBy(VillageTable, { stationId })
  const feeders = await db.findBy(FeederTable, { stationId })
  const areas = await db.findBy(TransformerAreaTable, { stationId })
  const ids = villages.map(({ id }) => id)
  const groups: VillageGroupRow[] = []
  for (let start = 0; start < ids.length; start += 500)
    groups.push(...(await db.findBy(VillageGroupTable, { villageId: In(ids.slice(start, start + 500)) })))
  return {
    villages: byName(villages),
    feeders: byName(feeders),
    areas: new Map(areas.map((area) => [area.code, area])),
    groups: new Map(groups.map((group) => [groupKey(group.villageId, group.name), group])),
    villageNames: new Map(villages.map(({ id, name }) => [id, name])),
    feederNames: new Map(feeders.map(({ id, name }) => [id, name])),
  }
}

export const groupKey = (villageId: string, name: string): string => `${villageId} ${name}`

/** A village as a file first names it. The code is printed in mini-program codes, so it tells nothing and never changes. */
export function newVillage(tools: Tools, stationId: string, name: string): VillageRow {
  const id = tools.newId()
  const createdAt = tools.clock()
  return {
    id,
    stationId,
    name,
    committeeName: `${name}村民委员会`,
    code: villageCode(tools.newToken()),
    pilot: false,
    createdAt,
  }
}

export type PlaceKind = 'village' | 'group' | 'feeder' | 'area'
type PlaceRows = { village: VillageRow; group: VillageGroupRow; feeder: FeederRow; area: TransformerAreaRow }
/** One place to be made (`before` null) or changed. */
export type PlaceChange = { [K in PlaceKind]: { kind: K; before: PlaceRows[K] | null; after: PlaceRows[K] } }[PlaceKind]

const TABLES = { village: VillageTable, group: VillageGroupTable, feeder: FeederTable, area: TransformerAreaTable }
const WRITTEN: { [K in PlaceKind]: (keyof PlaceRows[K] & string)[] } = {
  village: ['name', 'committeeName', 'pilot'],
  group: ['name'],
  feeder: ['name'],
  area: ['feederId', 'villageId', 'name'],
}

/** Writes places from files; answers their before-images. Bulk door of the imports room. */
export async function intakePlaces(tx: Tx, changes: readonly PlaceChange[]): Promise<(Image & { kind: PlaceKind })[]> {
  for (const kind of ['village', 'group', 'feeder', 'area'] as const) {
    const rows = changes.filter((change) => change.kind === kind).map(({ after }) => after)
    await bulkInsert(tx, TABLES[kind] as never, rows as never[], { on: ['id'], set: WRITTEN[kind] } as never)
  }
  return changes.map(({ kind, before, after }) => ({
    kind,
    id: after.id,
    before: before === null ? null : asImage(before),
    after: asImage(after),
  }))
}

const NAMED: Record<PlaceKind, string> = { village: '村', group: '村民小组', feeder: '线路', area: '台区' }
const nameOf = (kind: PlaceKind, { before, after }: Image): string => `${NAMED[kind]}${(before ?? after).name}`

/** Names of the places that moved on since. */
export async function placesChangedSince(tx: Tx, images: Record<PlaceKind, Image[]>): Promise<string[]> {
  const names: string[] = []
  for (const kind of ['village', 'group', 'feeder', 'area'] as const)
    for (const image of await changedSince(tx, TABLES[kind] as never, images[kind])) names.push(nameOf(kind, image))
  return names
}

/** Puts places back, smallest first. */
export async function restorePlaces(
  tx: Tx,
  images: Record<PlaceKind, Image[]>,
): Promise<{ restored: number; removed: number }> {
  const sum = { restored: 0, removed: 0 }
  for (const kind of ['area', 'feeder', 'group', 'village'] as const) {
    const { restored, removed } = await putBack(tx, TABLES[kind] as never, images[kind])
    sum.restored += restored
    sum.removed += removed
  }
  return sum
}

/** Places made by an import that would leave something behind: areas of a village or feeder, groups of a village. */
export async function hangingPlaces(tx: Tx, images: Record<PlaceKind, Image[]>): Promise<string[]> {
  const made = (kind: PlaceKind) => images[kind].filter(({ before }) => before === null)
  const names: string[] = []
  for (const village of made('village')) {
    if (await tx.existsBy(TransformerAreaTable, { villageId: village.id }))
      names.push(`${nameOf('village', village)}(还有台区)`)
    else if (await tx.existsBy(VillageGroupTable, { villageId: village.id }))
      names.push(`${nameOf('village', village)}(还有村民小组)`)
  }
  for (const feeder of made('feeder'))
    if (await tx.existsBy(TransformerAreaTable, { feederId: feeder.id }))
      names.push(`${nameOf('feeder', feeder)}(还有台区)`)
  return names
}
