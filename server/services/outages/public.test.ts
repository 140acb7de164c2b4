import { DAY, HOUR, MINUTE } from '../../../shared/domain/time'
import { aGrid, type Grid, LIAISON_PHONE } from '../../testing/grid'
import { openWorld, type World } from '../../testing/world'
import { outagesOfHouseholds } from './public.reads'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())
beforeEach(() => world.setTime('2026-03-02T01:00:00.000Z'))

const homes = [
  { village: 0, group: 0, area: 0 },
  { village: 0, group: 1, area: 1 },
  { village: 1, group: 0, area: 2 },
] as const

type Change = {
  kind?: 'planned' | 'fault'
  ahead?: number
  onAt?: null
  reason?: string
  nextWordAt?: string
  place?: string
}

async function drafted(admin: string, change: Change = {}): Promise<string> {
  const { kind = 'planned', ahead = 8 * DAY, reason = '线路检修', place = '10kV营房线', nextWordAt } = change
  const offAt = world.now().getTime() + ahead
  const onAt = change.onAt === null ? null : new Date(offAt + 4 * HOUR).toISOString()
  const { outage } = await world.callAs(admin, 'POST /outages', {
    body: {
      kind,
      reason,
      intervals: [{ offAt: new Date(offAt).toISOString(), onAt }],
      scope: [{ kind: 'feeder', place }],
      ...(nextWordAt ? { nextWordAt } : {}),
    },
  })
  return outage.id
}

async function published(admin: string, change: Change = {}): Promise<string> {
  const params = { id: await drafted(admin, change) }
  const { token } = await world.callAs(admin, 'POST /outages/:id/preview', { params })
  await world.callAs(admin, 'POST /outages/:id/publish', { params, body: { previewToken: token } })
  return params.id
}
const villageId = (grid: Grid, village: 0 | 1): string => grid.villages[village].id
const pageOf = (grid: Grid, village: 0 | 1) =>
  world.call('GET /villages/:villageId/home', { params: { villageId: villageId(grid, village) } })
const listOf = (grid: Grid, village: 0 | 1) =>
  world.call('GET /villages/:villageId/outages', { params: { villageId: villageId(grid, village) } })

test('anybody reads, without signing in, the state of a village in one sentence, whom to call and what is coming', async () => {
  const grid = await aGrid(world)
  await grid.households(homes)
  expect(await pageOf(grid, 0)).toMatchObject({
    village: { name: '前营村' },
    state: 'normal',
    sentence: '前营村 今天正常',
    card: { liaison: { name: '段秀英', phone: LIAISON_PHONE }, deputy: null, dutyManager: { name: '值班' } },
    station: { name: '刘二堡供电所', phone: '0419-5550000' },
    hotline: '95598',
    outages: [],
  })
  const id = await published(await grid.adminToken())
  const page = await pageOf(grid, 0)
  expect(page).toMatchObject({
    state: 'soon',
    sentence: '前营村(前营东台区) 3月10日(周二)上午9:00–下午1:00停电，还有8天',
  })
  expect(page.outages).toMatchObject([
    {
      id,
      village: '前营村',
      areaWords: '前营东台区',
      kindWords: '计划停电',
      state: 'soon',
      times: '3月10日(周二)上午9:00至下午1:00',
      reason: '线路检修',
    },
  ])
  expect(await listOf(grid, 0)).toEqual(page.outages)
  expect((await pageOf(grid, 1)).card.liaison).toBeNull()
})

test('drafts and outages of other villages are not shown', async () => {
  const grid = await aGrid(world)
  await grid.households(homes)
  const admin = await grid.adminToken()
  await drafted(admin)
  const id = await published(admin, { place: '10kV河东线' })
  expect((await listOf(grid, 0)).map((one) => one.id)).toEqual([id])
  expect(await listOf(grid, 1)).toEqual([])
})

test('an outage goes from coming to off to over, and then leaves the list', async () => {
  const grid = await aGrid(world)
  await grid.households(homes)
  const id = await published(await grid.adminToken())
  const notice = () =>
    world.call('GET /outages/:id/notice', { params: { id }, query: { villageId: villageId(grid, 1) } })
  expect((await notice()).outage.state).toBe('soon')
  world.passTime(8 * DAY)
  expect(await pageOf(grid, 1)).toMatchObject({ state: 'off', sentence: '后营村 正在停电，预计下午1:00来电' })
  expect((await notice()).outage.state).toBe('off')
  world.passTime(4 * HOUR)
  expect(await pageOf(grid, 1)).toMatchObject({ state: 'normal', outages: [] })
  expect((await notice()).outage).toMatchObject({ state: 'over', sentence: '后营村 这次停电已经结束' })
})

test('a fault without known end stays on the page and says when there will be more word', async () => {
  const grid = await aGrid(world)
  await grid.households(homes)
  const nextWordAt = new Date(world.now().getTime() + HOUR).toISOString()
  await published(await grid.adminToken(), { kind: 'fault', reason: '未明', ahead: -MINUTE, onAt: null, nextWordAt })
  expect(await pageOf(grid, 1)).toMatchObject({
    state: 'off',
    sentence: '后营村 正在停电，来电时间未明，上午10:00前再告知',
    outages: [{ reason: '未明', intervals: [{ onAt: null }], nextWordAt }],
  })
  world.passTime(30 * DAY)
  expect((await pageOf(grid, 1)).state).toBe('off')
})

test('the next outage stands first', async () => {
  const grid = await aGrid(world)
  await grid.households(homes)
  const admin = await grid.adminToken()
  const later = await published(admin, { ahead: 9 * DAY })
  const sooner = await published(admin, { ahead: 8 * DAY })
  expect((await listOf(grid, 1)).map(({ id }) => id)).toEqual([sooner, later])
  expect((await pageOf(grid, 1)).sentence).toContain('3月10日')
})

test('the notice of one village holds its own words; a draft, or a village not touched, has none', async () => {
  const grid = await aGrid(world)
  await grid.households(homes)
  const admin = await grid.adminToken()
  const id = await published(admin)
  const read = (outageId: string, village: string) =>
    world.call('GET /outages/:id/notice', { params: { id: outageId }, query: { villageId: village } })
  const notice = await read(id, villageId(grid, 0))
  expect(notice.text).toContain('前营村(前营东台区)3月10日(周二)上午9:00至下午1:00计划停电，原因：线路检修')
  expect(notice.text).not.toContain('后营')
  expect(notice.liaison).toEqual({ name: '段秀英', phone: LIAISON_PHONE })
  const other = await aGrid(world)
  const missing = { status: 404, code: 'NOT_FOUND' }
  await expect(read(id, villageId(other, 0))).rejects.toMatchObject(missing)
  await expect(read(await drafted(admin), villageId(grid, 0))).rejects.toMatchObject(missing)
  await expect(world.call('GET /villages/:villageId/home', { params: { villageId: 'nowhere' } })).rejects.toMatchObject(
    missing,
  )
})

test('a household is told of its own outages only, not of its neighbours’ transformer area', async () => {
  const grid = await aGrid(world)
  const [east, west, far] = await grid.households(homes)
  const admin = await grid.adminToken()
  const id = await published(admin)
  const of = (households: (typeof east)[]) =>
    outagesOfHouseholds(
      world.db.read,
      households.map((household) => household?.id as string),
      world.now(),
    )
  expect(
    (await of([east, west, far])).map(({ householdId, outage }) => [householdId, outage.id, outage.village]),
  ).toEqual([
    [east?.id, id, '前营村'],
    [far?.id, id, '后营村'],
  ])
  expect(await of([west])).toEqual([])
  expect((await of([east]))[0]?.firstOffAt.getTime()).toBe(world.now().getTime() + 8 * DAY)
  world.passTime(9 * DAY)
  expect(await of([east, west, far])).toEqual([])
})
