import { pino } from 'pino'
import { readConfig } from '../../server/config'
import type { Deps } from '../../server/deps'
import { openHouse } from '../../server/house'
import { bulkInsert } from '../../server/platform/db/bulk'
import type { Tx } from '../../server/platform/db/database'
import { BindingTable } from '../../server/registry/bindings/binding.tables'
import { PersonTable, SessionTable } from '../../server/registry/sign-in/sign-in.tables'
import {
  OutageHouseholdTable,
  OutageIntervalTable,
  OutageScopeTable,
  OutageTable,
  OutageVillageTable,
} from '../../server/services/outages/outage.tables'
import { randomOf } from '../station/random'
import type { BenchGround } from './ground'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
export const LIVE = 200
export const PAST = 2_000

/** The token of the villager at `at`, one for each household. */
export const tokenOf = (at: number): string => `bench-session-token-${String(at).padStart(8, '0')}`

/**
 * Writes straight into the tables what years of use would leave: a villager signed in and bound for every household, outages of
 * one transformer area each, `LIVE` of them still to come.
 */
export async function fillTables({ stage }: BenchGround): Promise<{ villagers: number; affected: number }> {
  const house = await openHouse(readConfig(stage.env), () => new Date(), pino({ level: 'silent' }))
  try {
    const rows: {
      id: string
      village: string
      area: string
      station: string
      hash: string | null
      sealed: string | null
    }[] = await house.db.read.query(
      'SELECT id, village_id AS village, area_id AS area, station_id AS station, phone_hash AS hash, phone_sealed AS sealed FROM household ORDER BY id',
    )
    await house.db.write((tx) => insertVillagers(tx, house, rows))
    const affected = await house.db.write((tx) => insertOutages(tx, house, rows))
    return { villagers: rows.length, affected }
  } finally {
    await house.db.close()
  }
}

type Household = {
  id: string
  village: string
  area: string
  station: string
  hash: string | null
  sealed: string | null
}

async function insertVillagers(tx: Tx, { newId, clock, fingerprint }: Deps, households: Household[]): Promise<void> {
  const now = clock()
  const expiresAt = new Date(now.getTime() + 30 * DAY_MS)
  const persons = households.map((household, at) => ({ ...household, personId: newId(), at }))
  await bulkInsert(
    tx,
    PersonTable,
    persons.map(({ personId, at, hash, sealed }) => ({
      id: personId,
      openid: `bench-openid-${at}`,
      unionid: null,
      name: '微信用户',
      phoneSealed: sealed,
      phoneHash: hash,
      createdAt: now,
    })),
  )
  await bulkInsert(
    tx,
    BindingTable,
    persons.map(({ personId, id }) => ({
      id: newId(),
      personId,
      householdId: id,
      state: 'bound' as const,
      ground: 'phone_on_record' as const,
      relation: '本人',
      askedAs: null,
      decidedBy: null,
      askedAt: now,
      decidedAt: now,
      liveKey: `${personId}:${id}`,
    })),
  )
  const sessions = persons.map(({ personId, at }) => ({
    tokenHash: fingerprint(tokenOf(at)),
    via: 'wechat' as const,
    personId,
    staffId: null,
    createdAt: now,
    expiresAt,
  }))
  await bulkInsert(
    tx,
    SessionTable,
    sessions.sort((a, b) => (a.tokenHash < b.tokenHash ? -1 : 1)),
  )
}

async function insertOutages(tx: Tx, { newId, clock }: Deps, households: Household[]): Promise<number> {
  const now = clock()
  const random = randomOf(1, 'outages')
  const byArea = new Map<string, Household[]>()
  for (const household of households) byArea.set(household.area, [...(byArea.get(household.area) ?? []), household])
  const areas = [...byArea.values()]
  let affected = 0
  for (let at = 0; at < LIVE + PAST; at++) {
    const days = at < LIVE ? random.int(1, 14) : -random.int(10, 700)
    const offAt = new Date(now.getTime() + days * DAY_MS)
    const onAt = new Date(offAt.getTime() + 8 * HOUR_MS)
    const area = random.pick(areas)
    const [{ station, village, area: areaId }] = area as [Household]
    const outageId = newId()
    const at8 = new Date(offAt.getTime() - 8 * DAY_MS)
    await bulkInsert(tx, OutageTable, [
      {
        id: outageId,
        stationId: station,
        kind: 'planned',
        state: 'published',
        reason: '线路检修',
        nextWordAt: null,
        version: 1,
        authorId: 'staff:bench',
        authorName: '王所长',
        createdAt: at8,
        updatedAt: at8,
        publishedBy: 'staff:bench',
        publishedAt: at8,
        rulesEdition: null,
        endsAt: onAt,
      },
    ])
    await bulkInsert(tx, OutageIntervalTable, [{ outageId, position: 0, offAt, onAt }])
    await bulkInsert(tx, OutageScopeTable, [{ outageId, kind: 'transformer_area', refId: areaId, position: 0 }])
    await bulkInsert(tx, OutageVillageTable, [
      { outageId, villageId: village, areaWords: '东台区', households: area.length },
    ])
    await bulkInsert(
      tx,
      OutageHouseholdTable,
      area.map(({ id }) => ({ outageId, householdId: id, villageId: village, groupId: null, firstOffAt: offAt })),
    )
    affected += area.length
  }
  return affected
}
