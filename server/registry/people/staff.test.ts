import { adminToken, aPhone, aStaff, aStation, aVillage, liaisonToken } from '../../testing/builders'
import { openWorld, type World } from '../../testing/world'
import { StaffTable } from './staff.tables'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('an admin hires, changes and lists staff; numbers are masked', async () => {
  const station = await aStation(world)
  const admin = await adminToken(world, station)
  const phone = aPhone()
  const { id } = await world.callAs(admin, 'POST /staff', {
    body: { number: 'G900', name: '赵抄表', team: '抄表班', phone, account: 'zhao' },
  })
  await world.callAs(admin, 'PUT /staff/:id', { params: { id }, body: { team: '催费班', duties: '催费' } })
  const listed = (await world.callAs(admin, 'GET /staff', { query: { team: '催费班' } }))[0]
  expect(listed).toEqual({
    id,
    number: 'G900',
    name: '赵抄表',
    team: '催费班',
    duties: '催费',
    phone: `139****${phone.slice(-4)}`,
    account: 'zhao',
    hasPassword: false,
    admin: false,
    active: true,
  })
  expect(await world.callAs(admin, 'GET /teams')).toEqual(expect.arrayContaining([{ name: '催费班', staff: 1 }]))
})

test('a staff number and an account are given once', async () => {
  const station = await aStation(world)
  const admin = await adminToken(world, station)
  const one = await aStaff(world, station)
  const two = await aStaff(world, station)
  await expect(
    world.callAs(admin, 'POST /staff', { body: { number: one.number, name: '重号' } }),
  ).rejects.toMatchObject({ status: 409, code: 'STAFF_TAKEN' })
  await expect(
    world.callAs(admin, 'PUT /staff/:id', { params: { id: two.id }, body: { account: one.account } }),
  ).rejects.toMatchObject({ code: 'STAFF_TAKEN' })
})

test('the last admin of a station can be neither disabled nor demoted', async () => {
  const station = await aStation(world)
  const admin = await adminToken(world, station)
  const { id } = await world.db.read.findOneByOrFail(StaffTable, { stationId: station.id, admin: true })
  for (const body of [{ active: false }, { admin: false }])
    await expect(world.callAs(admin, 'PUT /staff/:id', { params: { id }, body })).rejects.toMatchObject({
      code: 'STAFF_LAST_ADMIN',
    })
  await adminToken(world, station)
  await world.callAs(admin, 'PUT /staff/:id', { params: { id }, body: { admin: false } })
  await expect(world.callAs(admin, 'GET /staff', { query: {} })).rejects.toMatchObject({ status: 403 })
})

test('a password has at least ten characters and is stored as a slow hash only', async () => {
  const station = await aStation(world)
  const admin = await adminToken(world, station)
  const { id } = await aStaff(world, station)
  const set = (password: string) =>
    world.callAs(admin, 'PUT /staff/:id/password', { params: { id }, body: { password } })
  await expect(set('too-short')).rejects.toMatchObject({ code: 'BAD_INPUT' })
  await set('long-enough-now')
  const { passwordHash } = await world.db.read.findOneByOrFail(StaffTable, { id })
  expect(passwordHash).toMatch(/^scrypt\$/)
  const audit = await world.callAs(admin, 'GET /audit', { query: { subject: id } })
  expect(audit).toMatchObject([{ action: 'PUT /staff/:id/password' }])
  expect(JSON.stringify(audit)).not.toContain('long-enough-now')
})

test('staff of another station, and liaisons, have no hand in it', async () => {
  const station = await aStation(world)
  const { id } = await aStaff(world, station)
  const other = await adminToken(world, await aStation(world))
  const liaison = await liaisonToken(world, await aVillage(world, station))
  for (const token of [other, liaison]) {
    await expect(
      world.callAs(token, 'PUT /staff/:id', { params: { id }, body: { admin: true } }),
    ).rejects.toMatchObject({ status: 403 })
    await expect(
      world.callAs(token, 'PUT /staff/:id/password', { params: { id }, body: { password: 'taken-over-now' } }),
    ).rejects.toMatchObject({ status: 403 })
  }
})

test('of two admins who demote each other at once one stays', async () => {
  const station = await aStation(world)
  for (let round = 0; round < 3; round++) {
    const tokens = [await adminToken(world, station), await adminToken(world, station)]
    const admins = await world.db.read.find(StaffTable, { where: { stationId: station.id, admin: true } })
    const ids = admins.slice(-2).map(({ id }) => id)
    for (const { id } of admins.slice(0, -2))
      await world.callAs(tokens[0] as string, 'PUT /staff/:id', { params: { id }, body: { admin: false } })
    await Promise.allSettled(
      ids.map((id, at) =>
        world.callAs(tokens[1 - at] as string, 'PUT /staff/:id', { params: { id }, body: { admin: false } }),
      ),
    )
    expect(await world.db.read.countBy(StaffTable, { stationId: station.id, admin: true })).toBe(1)
  }
})

test('an admin who cannot sign in does not count as the last one', async () => {
  const station = await aStation(world)
  const admin = await adminToken(world, station)
  const { id } = await world.db.read.findOneByOrFail(StaffTable, { stationId: station.id, admin: true })
  const other = await aStaff(world, station, { admin: true })
  await world.db.write((tx) => tx.update(StaffTable, { id: other.id }, { phoneHash: null, phoneSealed: null }))
  await expect(world.callAs(admin, 'PUT /staff/:id', { params: { id }, body: { admin: false } })).rejects.toMatchObject(
    { code: 'STAFF_LAST_ADMIN' },
  )
})
