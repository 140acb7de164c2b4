import { type FeederRow, FeederTable } from '../../registry/villages/village.tables'
import { openWorld, type World } from '../../testing/world'
import { bulkLoad } from './bulk-load'
import { isDuplicate } from './database'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const feeder = (name: string): FeederRow => ({ id: world.deps.newId(), stationId: 'S', name })

test('rows arrive letter by letter, also those a line of text would break', async () => {
  const rows = ['普通', '反斜\\杠', '制\t表', '换\n行\r\n', '引"号\'', '\\N', '㛃𠮷😀'].map(feeder)
  await world.db.write((tx) => bulkLoad(tx, FeederTable, rows))
  const stored = await world.db.read.find(FeederTable, { where: { stationId: 'S' }, order: { id: 'ASC' } })
  expect(stored).toEqual(rows)
})

test('a row that meets a unique rule refuses them all', async () => {
  const before = await world.db.read.countBy(FeederTable, { stationId: 'S' })
  const loading = world.db.write((tx) => bulkLoad(tx, FeederTable, [feeder('新的'), feeder('普通')]))
  const error = await loading.catch((caught: unknown) => caught)
  expect(isDuplicate(error)).toBe(true)
  expect(await world.db.read.countBy(FeederTable, { stationId: 'S' })).toBe(before)
})
