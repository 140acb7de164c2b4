import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Deps } from '../../server/deps'
import type { Actor } from '../../server/platform/http/rights'
import { StationTable } from '../../server/registry/stations/station.tables'
import { draftOutage } from '../../server/services/outages/outage.actions'
import { OutageTable } from '../../server/services/outages/outage.tables'
import { addDays, chinaDay } from '../../shared/domain/time'
import { startBar } from '../bar'
import { localDesk } from '../import/desk'
import { writeStation } from '../station/write-station'
import { DEMO_STATION } from './seeded'

/** Same seed, same station, on every machine. */
const SEED = 1

export async function foundDemoStation(house: Deps): Promise<string> {
  const known = await house.db.read.findOneBy(StationTable, { code: DEMO_STATION })
  if (known) return known.id
  const id = house.newId()
  const named = { code: DEMO_STATION, name: '示范供电所', phone: '0419-5550100', province: '辽宁省' }
  await house.db.write((tx) => tx.insert(StationTable, { id, ...named, rules: {} as never, createdAt: house.clock() }))
  return id
}

/** Makes the station's files and hands them in as a station does; they stay, to be tried again in the console. */
export async function importDemoFiles(house: Deps): Promise<void> {
  const folder = join(house.config.dataFolder, '示范供电所台账')
  await mkdir(folder, { recursive: true })
  const writing = await startBar('生成示范台账')
  const files = await writeStation(folder, { seed: SEED, now: house.clock() }, writing.at)
  writing.end()
  const desk = await localDesk(house, DEMO_STATION, { id: 'command:seed', name: '示范数据' })
  for (const [label, file] of [
    ['导入线路台区', files.areas],
    ['导入村庄与对接人', files.villages],
    ['导入客户档案', files.customers],
  ] as const) {
    const bar = await startBar(label)
    const checked = await desk.check(file, { createVillages: false }, () => {})
    const applied = await desk.apply(checked.id, { mode: 'all', withoutNumber: false }, bar.at)
    if (applied.state !== 'applied') throw new Error(`${file}: ${applied.trouble?.message}`)
    bar.end(`${applied.counts?.rows} 行`)
  }
}

const LEAD_DAYS = 8
const FEEDER = '10kV营房线'

/** A planned outage eight days ahead, drafted and ready to be previewed and published. */
export async function draftDemoOutage(house: Deps, stationId: string): Promise<void> {
  if (await house.db.read.existsBy(OutageTable, { stationId })) return
  const day = addDays(chinaDay(house.clock()), LEAD_DAYS)
  const author: Actor = {
    ...{
      id: 'command:seed',
      name: '示范数据',
      via: 'none',
      personId: null,
      staffId: null,
      stationId,
      roles: ['station_admin'],
    },
    ...{ credential: '', liaisonOf: [], committeeOf: [] },
  }
  await house.db.write((tx) =>
    draftOutage(tx, house, author, {
      kind: 'planned',
      reason: '线路检修',
      intervals: [{ offAt: `${day}T08:00:00+08:00`, onAt: `${day}T17:00:00+08:00` }],
      scope: [{ kind: 'feeder', place: FEEDER }],
    }),
  )
}
