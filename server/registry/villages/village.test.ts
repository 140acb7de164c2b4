import { adminToken, aPhone, aStation, aVillage, liaisonToken, signIn } from '../../testing/builders'
import { openWorld, type World } from '../../testing/world'
import { villageCode } from './village-code'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('anybody may pick a village by name and resolve a printed code', async () => {
  const village = await aVillage(world, await aStation(world), { name: '前营村' })
  expect(await world.call('GET /villages', { query: { q: '前营' } })).toEqual([{ id: village.id, name: '前营村' }])
  expect(await world.call('GET /village-codes/:code', { params: { code: village.code } })).toEqual({
    villageId: village.id,
    name: '前营村',
  })
  await expect(world.call('GET /village-codes/:code', { params: { code: '22222222' } })).rejects.toMatchObject({
    status: 404,
  })
})

test('a village’s code has eight letters that are not taken for one another, and is never the same', () => {
  const codes = Array.from({ length: 500 }, () => villageCode(world.deps.newToken()))
  for (const code of codes) expect(code).toMatch(/^[2-9A-HJKMNP-TV-Z]{8}$/)
  expect(new Set(codes).size).toBe(500)
})

test('the mini-program code is a picture that opens the village', async () => {
  const station = await aStation(world)
  const village = await aVillage(world, station)
  const token = await adminToken(world, station)
  const answer = await world.inject({
    method: 'GET',
    url: `/villages/${village.id}/mini-program-code`,
    headers: { authorization: `Bearer ${token}` },
  })
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['content-type']).toBe('image/png')
  expect(answer.rawPayload.subarray(1, 4).toString()).toBe('PNG')
  const other = await adminToken(world, await aStation(world))
  const refused = await world.inject({
    method: 'GET',
    url: `/villages/${village.id}/mini-program-code`,
    headers: { authorization: `Bearer ${other}` },
  })
  expect(refused.statusCode).toBe(403)
})

test('an admin founds a village with groups, feeder and transformer area; a name is given once', async () => {
  const station = await aStation(world)
  const admin = await adminToken(world, station)
  const { id, code } = await world.callAs(admin, 'POST /villages', { body: { name: '新立村' } })
  expect(code).toHaveLength(8)
  await expect(world.callAs(admin, 'POST /villages', { body: { name: '新立村' } })).rejects.toMatchObject({
    status: 409,
    code: 'PLACE_TAKEN',
  })
  const group = await world.callAs(admin, 'POST /villages/:villageId/groups', {
    params: { villageId: id },
    body: { name: '9组' },
  })
  expect(await world.callAs(admin, 'GET /villages/:villageId/groups', { params: { villageId: id } })).toEqual([
    { id: group.id, name: '9组' },
  ])
  const feeder = await world.callAs(admin, 'POST /feeders', { body: { name: '10kV新立线' } })
  const area = await world.callAs(admin, 'POST /areas', {
    body: { code: 'T-9-1', name: '新立东台区', feederId: feeder.id, villageId: id },
  })
  expect(await world.callAs(admin, 'GET /feeders', { query: { q: '新立' } })).toEqual([
    { id: feeder.id, name: '10kV新立线', areas: 1, villages: [{ id, name: '新立村' }] },
  ])
  for (const q of ['T-9', '东台'])
    expect(await world.callAs(admin, 'GET /areas', { query: { q } })).toEqual([
      {
        id: area.id,
        code: 'T-9-1',
        name: '新立东台区',
        feeder: { id: feeder.id, name: '10kV新立线' },
        village: { id, name: '新立村' },
      },
    ])
  await world.callAs(admin, 'PUT /villages/:villageId', { params: { villageId: id }, body: { pilot: true } })
  expect(await world.callAs(admin, 'GET /station/villages')).toMatchObject([
    { id, code, pilot: true, committeeName: '新立村村民委员会' },
  ])
})

test('places of another station can be neither seen nor used', async () => {
  const theirs = await aVillage(world, await aStation(world))
  const station = await aStation(world)
  const admin = await adminToken(world, station)
  const own = await aVillage(world, station)
  expect((await world.callAs(admin, 'GET /feeders', { query: {} })).map(({ id }) => id)).toEqual([own.feeder.id])
  for (const [feederId, villageId] of [
    [theirs.feeder.id, own.id],
    [own.feeder.id, theirs.id],
  ] as const)
    await expect(
      world.callAs(admin, 'POST /areas', { body: { code: 'X1', name: '混台区', feederId, villageId } }),
    ).rejects.toMatchObject({ status: 404 })
  await expect(
    world.callAs(admin, 'PUT /villages/:villageId', { params: { villageId: theirs.id }, body: { name: '改名村' } }),
  ).rejects.toMatchObject({ status: 403 })
})

test('liaisons and villagers change no places', async () => {
  const station = await aStation(world)
  const village = await aVillage(world, station)
  const tokens = [await liaisonToken(world, village), (await signIn(world, aPhone())).token]
  for (const token of tokens) {
    await expect(world.callAs(token, 'POST /villages', { body: { name: '野村' } })).rejects.toMatchObject({
      status: 403,
    })
    await expect(world.callAs(token, 'POST /feeders', { body: { name: '野线' } })).rejects.toMatchObject({
      status: 403,
    })
  }
})
