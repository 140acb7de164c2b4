import { adminToken, aStation, aVillage, liaisonToken } from '../../testing/builders'
import { openWorld, type World } from '../../testing/world'
import { rulesOfStation } from './station.reads'
import { StationTable } from './station.tables'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const LEAD = 'outage.planned.minLead'

test('a station may set a rule stricter, and works by it from then on', async () => {
  const station = await aStation(world)
  const admin = await adminToken(world, station)
  const view = await world.callAs(admin, 'PUT /station', { body: { rules: { [LEAD]: 8 } } })
  expect(view.rules.find(({ key }) => key === LEAD)).toMatchObject({
    value: 8,
    tableValue: 7,
    unit: 'day',
    mark: 'M',
    standing: '企业惯例/未核实',
  })
  expect((await rulesOfStation(world.db.read, station.id))[LEAD].value).toBe(8)
  expect((await world.callAs(admin, 'GET /station')).ownRules).toEqual({ [LEAD]: 8 })
})

test('one looser rule refuses the whole change and says which', async () => {
  const station = await aStation(world)
  const admin = await adminToken(world, station)
  const change = { name: '改名供电所', rules: { [LEAD]: 6, 'outage.temporary.minLead': 48 } }
  const refusal = await world.callAs(admin, 'PUT /station', { body: change }).catch((error) => error)
  expect(refusal).toMatchObject({ status: 422, code: 'RULE_LOOSER_THAN_TABLE' })
  expect(refusal.details).toMatchObject([{ key: LEAD, message: expect.stringContaining('7天') }])
  expect(await world.callAs(admin, 'GET /station')).toMatchObject({ name: station.name, ownRules: {} })
})

test('moving to a province with more rules shows them with their source', async () => {
  const station = await aStation(world, { province: '辽宁省' })
  const admin = await adminToken(world, station)
  const source = async () =>
    (await world.callAs(admin, 'GET /station')).rules.find(({ key }) => key === 'outage.temporary.minLead')
  expect(await source()).toMatchObject({ mark: 'S', standing: '企业惯例/未核实' })
  await world.callAs(admin, 'PUT /station', { body: { province: '济南市' } })
  expect(await source()).toMatchObject({
    mark: 'C',
    standing: '法规依据',
    source: expect.stringContaining('济南市电力管理条例'),
  })
})

test('a liaison sees the rules but changes nothing', async () => {
  const station = await aStation(world)
  const token = await liaisonToken(world, await aVillage(world, station))
  expect((await world.callAs(token, 'GET /station')).name).toBe(station.name)
  await expect(world.callAs(token, 'PUT /station', { body: { phone: '0419-5559999' } })).rejects.toMatchObject({
    status: 403,
  })
})

test('a table that became stricter, or lost a rule, takes none of the station’s other stricter numbers away', async () => {
  const station = await aStation(world)
  const admin = await adminToken(world, station)
  const rules = { 'outage.gone': 3, [LEAD]: 6, 'outage.temporary.minLead': 48 }
  await world.db.write((tx) => tx.update(StationTable, { id: station.id }, { rules: rules as never }))
  const now = await rulesOfStation(world.db.read, station.id)
  expect([now[LEAD].value, now['outage.temporary.minLead'].value]).toEqual([7, 48])
  const changed = await world.callAs(admin, 'PUT /station', { body: { phone: '0419-5559998' } })
  expect(changed).toMatchObject({ phone: '0419-5559998' })
  await expect(world.callAs(admin, 'PUT /station', { body: { province: '济南市' } })).rejects.toMatchObject({
    code: 'RULE_LOOSER_THAN_TABLE',
  })
})
