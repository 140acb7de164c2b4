import {
  aContact,
  adminToken,
  aHousehold,
  aPhone,
  aStation,
  aVillage,
  households,
  liaisonToken,
  villagerToken,
} from '../../testing/builders'
import { openWorld, type World } from '../../testing/world'
import { householdsOfScopes } from './audience.reads'
import { careOfHouseholds } from './household.reads'
import { CareMarkTable } from './household.tables'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

async function aScene() {
  const station = await aStation(world)
  const village = await aVillage(world, station)
  return { station, village, admin: await adminToken(world, station), liaison: await liaisonToken(world, village) }
}
const found = (rows: { id: string }[]) => rows.map(({ id }) => id).sort()

test('households are found by part of the name, exact 户号 and exact number, and shown masked', async () => {
  const { village, admin } = await aScene()
  const [wang, li] = await households(world, village, [{ name: '王建国' }, { name: '李建军' }])
  const search = (body: object) => world.callAs(admin, 'POST /households/search', { body })
  expect(found(await search({ name: '建' }))).toEqual(found([wang as never, li as never]))
  expect(found(await search({ name: '%' }))).toEqual([])
  expect(await search({ accountNo: wang?.accountNo })).toEqual([
    {
      id: wang?.id,
      accountNo: `******${wang?.accountNo.slice(-4)}`,
      name: '王建国',
      village: village.name,
      group: '1组',
      phone: `139****${wang?.phone?.slice(-4)}`,
      contacts: 0,
      important: false,
    },
  ])
  expect(await search({ accountNo: `${wang?.accountNo}0` })).toEqual([])
  await expect(search({ accountNo: wang?.accountNo.slice(0, -1) })).rejects.toMatchObject({
    code: 'ACCOUNT_NO_INVALID',
  })
  expect(found(await search({ phone: ` ${li?.phone?.slice(0, 3)} ${li?.phone?.slice(3)}` }))).toEqual([li?.id])
  await expect(search({})).rejects.toMatchObject({ code: 'SEARCH_TOO_WIDE' })
  await expect(search({ phone: '12345' })).rejects.toMatchObject({ code: 'PHONE_INVALID' })
})

test('a contact’s number finds the household too', async () => {
  const { village, admin } = await aScene()
  const household = await aHousehold(world, village)
  const { phone } = await aContact(world, household)
  expect(found(await world.callAs(admin, 'POST /households/search', { body: { phone } }))).toEqual([household.id])
})

test('nobody finds a household of another station, and a liaison none of another village', async () => {
  const { village, liaison, station } = await aScene()
  const household = await aHousehold(world, village)
  const other = await aScene()
  expect(
    await world.callAs(other.admin, 'POST /households/search', { body: { accountNo: household.accountNo } }),
  ).toEqual([])
  await expect(
    world.callAs(other.admin, 'GET /households/:id', { params: { id: household.id } }),
  ).rejects.toMatchObject({ status: 403 })
  await expect(
    world.callAs(other.liaison, 'GET /households/:id/phone', { params: { id: household.id } }),
  ).rejects.toMatchObject({ status: 403 })
  const neighbour = await aVillage(world, station)
  for (const body of [{ name: '王' }, { name: '王', villageId: neighbour.id }])
    await expect(world.callAs(liaison, 'POST /households/search', { body })).rejects.toMatchObject({ status: 403 })
  expect(
    found(await world.callAs(liaison, 'POST /households/search', { body: { name: '王', villageId: village.id } })),
  ).toEqual([household.id])
})

test('each look at a household and each search is noted, without what was typed', async () => {
  const { village, admin, liaison } = await aScene()
  const household = await aHousehold(world, village)
  expect((await world.callAs(liaison, 'GET /households/:id', { params: { id: household.id } })).phone).toBe(
    `139****${household.phone?.slice(-4)}`,
  )
  expect((await world.callAs(liaison, 'GET /households/:id/phone', { params: { id: household.id } })).phone).toBe(
    household.phone,
  )
  await world.callAs(admin, 'POST /households/search', { body: { phone: household.phone as string } })
  const looks = await world.callAs(admin, 'GET /audit', { query: { subject: household.id } })
  expect(looks.map(({ action }) => action)).toEqual(['GET /households/:id/phone', 'GET /households/:id'])
  const [search] = await world.callAs(admin, 'GET /audit', { query: { action: 'POST /households/search' } })
  expect(search?.detail).toEqual({ by: ['phone'], found: 1 })
})

test('the list of a village pages by id and can show only those without any number', async () => {
  const { village, liaison } = await aScene()
  const built = await households(world, village, [
    {},
    { phone: null },
    { phone: null },
    { groupId: village.groups[1]?.id ?? null },
  ])
  await aContact(world, built[2] as never)
  const list = (query: object) =>
    world.callAs(liaison, 'GET /villages/:villageId/households', { params: { villageId: village.id }, query })
  const first = await list({ limit: 3 })
  expect(first).toHaveLength(3)
  expect(found([...first, ...(await list({ limit: 3, after: first[2]?.id }))])).toEqual(found(built))
  expect(found(await list({ withoutNumber: true }))).toEqual([built[1]?.id])
  expect(found(await list({ groupId: village.groups[1]?.id }))).toEqual([built[3]?.id])
})

test('a corrected number is searchable at once, and every change counts the version up', async () => {
  const { village, admin, liaison } = await aScene()
  const household = await aHousehold(world, village, { phone: null })
  const params = { id: household.id }
  const phone = aPhone()
  await expect(
    world.callAs(liaison, 'PUT /households/:id/phone', { params, body: { phone: '1391234' } }),
  ).rejects.toMatchObject({ code: 'PHONE_INVALID' })
  await world.callAs(liaison, 'PUT /households/:id/phone', { params, body: { phone } })
  expect(found(await world.callAs(admin, 'POST /households/search', { body: { phone } }))).toEqual([household.id])
  await world.callAs(admin, 'PUT /households/:id', {
    params,
    body: { important: true, groupId: village.groups[1]?.id ?? null },
  })
  expect(await world.callAs(admin, 'GET /households/:id', { params })).toMatchObject({
    important: true,
    group: { name: '2组' },
    version: 3,
  })
  await expect(
    world.callAs(liaison, 'PUT /households/:id', { params, body: { important: false } }),
  ).rejects.toMatchObject({ status: 403 })
})

test('a group of another village is refused', async () => {
  const { station, village, admin } = await aScene()
  const household = await aHousehold(world, village)
  const other = await aVillage(world, station)
  await expect(
    world.callAs(admin, 'PUT /households/:id', {
      params: { id: household.id },
      body: { groupId: other.groups[0]?.id ?? null },
    }),
  ).rejects.toMatchObject({ code: 'GROUP_NOT_IN_VILLAGE' })
})

test('the same number noted twice is one contact with the newer name', async () => {
  const { village, liaison } = await aScene()
  const household = await aHousehold(world, village)
  const phone = aPhone()
  const note = (name: string) =>
    world.callAs(liaison, 'POST /households/:id/contacts', {
      params: { id: household.id },
      body: { name, relation: '女儿', phone },
    })
  const { id } = await note('王小妹')
  expect(await note('王小梅')).toEqual({ id })
  expect((await world.callAs(liaison, 'GET /households/:id/phone', { params: { id: household.id } })).contacts).toEqual(
    [{ id, name: '王小梅', relation: '女儿', phone }],
  )
  await world.callAs(liaison, 'DELETE /households/:id/contacts/:contactId', {
    params: { id: household.id, contactId: id },
  })
  expect((await world.callAs(liaison, 'GET /households/:id', { params: { id: household.id } })).contacts).toEqual([])
})

describe('care marks', () => {
  const show = (token: string, id: string) => world.callAs(token, 'GET /households/:id', { params: { id } })

  test('a mark of the file without consent is shown to nobody, only that there is something to ask', async () => {
    const { village, admin, liaison } = await aScene()
    const { id } = await aHousehold(world, village)
    await world.db.write((tx) =>
      tx.insert(CareMarkTable, {
        householdId: id,
        kinds: ['life_support'] as never,
        lifeSupport: true,
        source: 'import',
        consentBy: null,
        consentAt: null,
        consentHow: null,
        markedAt: world.now(),
      }),
    )
    for (const token of [admin, liaison]) {
      const view = await show(token, id)
      expect(view).toMatchObject({ care: null, careToAsk: true })
      expect(JSON.stringify(view)).not.toContain('life_support')
    }
    expect(await careOfHouseholds(world.db.read, [id])).toEqual(new Map())
    expect((await world.callAs(admin, 'GET /station/blind-spots')).careToAsk).toEqual([
      { village: { id: village.id, name: village.name }, count: 1 },
    ])
    await world.callAs(liaison, 'PUT /households/:id/care', {
      params: { id },
      body: { consentBy: '王桂兰', consentHow: 'oral' },
    })
    expect(await show(liaison, id)).toMatchObject({
      care: { kinds: ['life_support'], consentBy: '王桂兰', consentHow: 'oral' },
      careToAsk: false,
    })
    expect((await careOfHouseholds(world.db.read, [id])).get(id)).toEqual({
      kinds: ['life_support'],
      lifeSupport: true,
    })
  })

  test('withdrawing takes the mark away at once; a new consent names it anew', async () => {
    const { village, liaison } = await aScene()
    const { id } = await aHousehold(world, village)
    const body = { kinds: ['disabled' as const], consentBy: '王桂兰', consentHow: 'written' as const }
    await world.callAs(liaison, 'PUT /households/:id/care', { params: { id }, body })
    expect((await show(liaison, id)).care?.kinds).toEqual(['disabled'])
    await world.callAs(liaison, 'DELETE /households/:id/care', { params: { id } })
    expect(await show(liaison, id)).toMatchObject({ care: null, careToAsk: false })
    expect(await world.db.read.findOneBy(CareMarkTable, { householdId: id })).toMatchObject({
      kinds: [],
      lifeSupport: false,
      consentBy: null,
      consentAt: null,
      withdrawnAt: world.now(),
    })
    const anew = { consentBy: '王桂兰', consentHow: 'oral' as const }
    const consent = (body: object) =>
      world.callAs(liaison, 'PUT /households/:id/care', { params: { id }, body: { ...anew, ...body } })
    await expect(consent({})).rejects.toMatchObject({ code: 'CARE_CONSENT_MISSING' })
    await consent({ kinds: ['disabled'] })
    expect((await show(liaison, id)).care?.kinds).toEqual(['disabled'])
  })

  test('the audit says that consent was given, never what for', async () => {
    const { village, admin, liaison } = await aScene()
    const { id } = await aHousehold(world, village)
    await world.callAs(liaison, 'PUT /households/:id/care', {
      params: { id },
      body: { kinds: ['life_support'], consentBy: '王桂兰', consentHow: 'oral' },
    })
    const lines = await world.callAs(admin, 'GET /audit', { query: { subject: id } })
    expect(lines).toMatchObject([{ detail: { consentHow: 'oral' } }])
    expect(JSON.stringify(lines)).not.toContain('life_support')
  })

  test('consent without a mark to consent to is refused', async () => {
    const { village, liaison } = await aScene()
    const { id } = await aHousehold(world, village)
    await expect(
      world.callAs(liaison, 'PUT /households/:id/care', {
        params: { id },
        body: { consentBy: '王桂兰', consentHow: 'oral' },
      }),
    ).rejects.toMatchObject({ code: 'CARE_CONSENT_MISSING' })
  })
})

test('a villager sees no household through the station’s routes, not even the own one', async () => {
  const { village } = await aScene()
  const household = await aHousehold(world, village)
  const villager = await villagerToken(world, household)
  for (const key of ['GET /households/:id', 'GET /households/:id/phone'] as const)
    await expect(world.callAs(villager, key, { params: { id: household.id } })).rejects.toMatchObject({ status: 403 })
})

test('scopes find each household once: by feeder, transformer area, village and group', async () => {
  const station = await aStation(world)
  const village = await aVillage(world, station, { areas: 2 })
  const across = await aVillage(world, station, { feeder: village.feeder })
  const [second] = [village.areas[1]]
  const built = await households(world, village, [
    {},
    { groupId: village.groups[1]?.id ?? null },
    { areaId: second?.id ?? '' },
  ])
  const [far] = await households(world, across, 1)
  const ask = async (...scopes: Parameters<typeof householdsOfScopes>[2][number][]) =>
    found(await householdsOfScopes(world.db.read, station.id, scopes))
  expect(await ask({ kind: 'feeder', id: village.feeder.id })).toEqual(found([...built, far as never]))
  expect(await ask({ kind: 'transformer_area', id: second?.id ?? '' })).toEqual([built[2]?.id])
  expect(await ask({ kind: 'group', id: village.groups[1]?.id ?? '' })).toEqual([built[1]?.id])
  expect(await ask({ kind: 'village', id: village.id }, { kind: 'feeder', id: village.feeder.id })).toEqual(
    found([...built, far as never]),
  )
  const elsewhere = await aStation(world)
  expect(await householdsOfScopes(world.db.read, elsewhere.id, [{ kind: 'feeder', id: village.feeder.id }])).toEqual([])
})
