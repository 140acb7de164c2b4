import { join } from 'node:path'
import { AuditTable } from '../../server/platform/http/http.tables'
import { aStation } from '../../server/testing/builders'
import { openWorld, type World } from '../../server/testing/world'
import { writeStation } from '../station/write-station'
import { localDesk } from './desk'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('an import from the command line is in the audit like one from the console', async () => {
  const station = await aStation(world)
  const files = await writeStation(join(world.folder, 'station'), {
    ...{ seed: 7, villages: 1, householdsPerVillage: 2, now: world.now() },
  })
  const desk = await localDesk(world.deps, station.code, { id: 'command:import', name: '命令行导入' })
  const checked = await desk.check(files.areas, { createVillages: false }, () => {})
  const choice = { mode: 'all', withoutNumber: false } as const
  expect(await desk.apply(checked.id, choice, () => {})).toMatchObject({ state: 'applied' })
  await expect(desk.apply(checked.id, choice, () => {})).rejects.toMatchObject({ code: 'IMPORT_ALREADY_APPLIED' })
  const lines = await world.db.read.find(AuditTable, { where: { subjectId: checked.id }, order: { at: 'ASC' } })
  const who = { actorId: 'command:import', actorName: '命令行导入', stationId: station.id }
  expect(lines.sort((a, b) => a.action.length - b.action.length)).toMatchObject([
    { ...who, action: 'POST /imports', detail: { file: expect.stringContaining('.csv') } },
    { ...who, action: 'POST /imports/:id/apply', detail: choice },
  ])
})
