import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBar } from '../bar'
import type { Call } from '../stage/call'
import { applyFile, checkFile } from '../stage/import-file'
import { type HouseholdRow, makeStation, type Station, type VillageRow } from '../station/station'
import { writeRegister } from '../station/write-station'
import type { Checks } from './checks'

/** What the tour itself knows of the feeder it switches off: the rows it wrote, not what the server made of them. */
export type OffFeeder = {
  feeder: string
  villages: { row: VillageRow; households: HouseholdRow[] }[]
}

const VILLAGES = 26
const HOUSEHOLDS = 100
const FEEDER_NAME = /^10kV\D+(\d+)线$/

/** A station no earlier tour has used on this server: its label is one above the highest there. */
export async function freshStation(call: Call, now: Date): Promise<Station> {
  const feeders = await call('GET /feeders', { query: { q: '10kV' } })
  const labels = feeders.map(({ name }) => Number(FEEDER_NAME.exec(name)?.[1] ?? 0))
  const label = Math.max(0, ...labels) + 1
  return makeStation({ seed: label, villages: VILLAGES, householdsPerVillage: HOUSEHOLDS, now, label })
}

/** Writes the station's files, checks each and takes it over, and holds the counts against the rows written. */
export async function importStation(url: string, token: string, station: Station, checks: Checks): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cunsuo-tour-'))
  try {
    const files = await writeRegister(folder, station)
    const wanted = [
      ['村庄与对接人', files.villages, station.villages.length],
      ['线路台区', files.areas, station.areas.length],
      ['客户档案', files.customers, station.householdCount],
    ] as const
    for (const [words, path, rows] of wanted) {
      const bar = await startBar(`导入${words}`, rows * 2)
      const checked = await checkFile(url, token, path, (done) => bar.at(done))
      const applied = await applyFile(url, token, checked.id, (done) => bar.at(rows + done))
      bar.end(`${rows} 行`)
      const { new: fresh = 0, changed = 0, wrong = 0 } = applied.counts ?? {}
      checks.same(`${words}新增、修改、错误`, [fresh, changed, wrong], [rows, 0, 0])
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The first feeder of the station with the villages and customers behind it, by the rows written. */
export function offFeeder(station: Station): OffFeeder {
  const feeder = station.areas[0]?.feeder as string
  const households = [...station.households()].filter((household) => household.feeder === feeder)
  const names = new Set(households.map(({ village }) => village))
  return {
    feeder,
    villages: station.villages
      .filter(({ village }) => names.has(village))
      .map((row) => ({ row, households: households.filter(({ village }) => village === row.village) })),
  }
}

/** Every number the feeder's notice may go to: those of the customers and of the village committees. */
export const phonesOf = ({ villages }: OffFeeder): Set<string> =>
  new Set(
    villages.flatMap(({ row, households }) => [row.committeePhone, ...households.flatMap(({ phone }) => phone || [])]),
  )
