import { buildApp } from '../../app'
import {
  adminToken,
  aHousehold,
  aLiaison,
  aMember,
  aPhone,
  aStaff,
  aStation,
  aVillage,
  loginCode,
  onDuty,
  signIn,
  staffToken,
  verifyPhone,
} from '../../testing/builders'
import { openWorld, type World } from '../../testing/world'
import { StaffTryTable } from './sign-in.tables'

const PASSWORD = 'a-long-enough-password'
let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const signInStaff = (account: string, password: string) =>
  world.call('POST /sessions/staff', { body: { account, password } })

test('a login code of WeChat opens a session once', async () => {
  const { code } = await loginCode(world, aPhone())
  const session = await world.call('POST /sessions/wechat', { body: { code } })
  expect(session.roles).toEqual(['villager'])
  await expect(world.call('POST /sessions/wechat', { body: { code } })).rejects.toMatchObject({
    status: 401,
    code: 'LOGIN_CODE_INVALID',
  })
})

test('a login code that is made up, or older than five minutes, opens nothing', async () => {
  await expect(world.call('POST /sessions/wechat', { body: { code: 'made-up' } })).rejects.toMatchObject({
    code: 'LOGIN_CODE_INVALID',
  })
  const { code } = await loginCode(world, aPhone())
  world.passTime(6 * 60_000)
  await expect(world.call('POST /sessions/wechat', { body: { code } })).rejects.toMatchObject({
    code: 'LOGIN_CODE_INVALID',
  })
})

test('the same person signing in twice is one person', async () => {
  const phone = aPhone()
  const first = await signIn(world, phone)
  const second = await signIn(world, phone)
  expect(second.personId).toBe(first.personId)
  expect(second.token).not.toBe(first.token)
})

test('a wrong password and an unknown account are answered alike', async () => {
  const station = await aStation(world)
  const { account } = await aStaff(world, station, { password: PASSWORD })
  const wrong = await signInStaff(account, 'not-the-password').catch((error) => error)
  const unknown = await signInStaff('nobody-here', PASSWORD).catch((error) => error)
  expect(wrong).toMatchObject({ status: 401, code: 'PASSWORD_WRONG' })
  expect([unknown.status, unknown.code, unknown.message]).toEqual([wrong.status, wrong.code, wrong.message])
  expect((await signInStaff(account, PASSWORD)).roles).toEqual([])
})

test('staff without a password cannot sign in with an empty guess', async () => {
  const { account } = await aStaff(world, await aStation(world))
  await expect(signInStaff(account, 'x')).rejects.toMatchObject({ code: 'PASSWORD_WRONG' })
})

test('a disabled member of staff is refused at the door, in open sessions and by key', async () => {
  const station = await aStation(world)
  const admin = await adminToken(world, station)
  const staff = await aStaff(world, station, { admin: true, password: PASSWORD })
  const token = await staffToken(world, staff, PASSWORD)
  const { key } = await world.callAs(token, 'POST /api-keys', { body: { name: '导入程序' } })
  await world.callAs(admin, 'PUT /staff/:id', { params: { id: staff.id }, body: { active: false } })
  await expect(signInStaff(staff.account, PASSWORD)).rejects.toMatchObject({ code: 'ACCOUNT_DISABLED' })
  await expect(world.callAs(token, 'GET /me')).rejects.toMatchObject({ status: 401, code: 'SESSION_ENDED' })
  await expect(world.callAs(key, 'GET /me')).rejects.toMatchObject({ status: 401, code: 'SESSION_ENDED' })
  await world.settle()
  await world.callAs(admin, 'PUT /staff/:id', { params: { id: staff.id }, body: { active: true } })
  await expect(world.callAs(token, 'GET /me')).rejects.toMatchObject({ code: 'SESSION_ENDED' })
  await expect(world.callAs(key, 'GET /me')).rejects.toMatchObject({ code: 'SESSION_ENDED' })
})

test('a session ends by signing out, and by itself after a working day', async () => {
  const station = await aStation(world)
  const staff = await aStaff(world, station, { password: PASSWORD })
  const left = await staffToken(world, staff, PASSWORD)
  await world.callAs(left, 'DELETE /session')
  await expect(world.callAs(left, 'GET /me')).rejects.toMatchObject({ status: 401, code: 'SESSION_ENDED' })
  const { token, expiresAt } = await signInStaff(staff.account, PASSWORD)
  world.setTime(new Date(Date.parse(expiresAt) - 1).toISOString())
  expect((await world.callAs(token, 'GET /me')).name).toMatch(/员工/)
  world.setTime(expiresAt)
  await expect(world.callAs(token, 'GET /me')).rejects.toMatchObject({ code: 'SESSION_ENDED' })
})

test('a new password ends the sessions opened with the old one', async () => {
  const station = await aStation(world)
  const admin = await adminToken(world, station)
  const staff = await aStaff(world, station, { password: PASSWORD })
  const token = await staffToken(world, staff, PASSWORD)
  await world.callAs(admin, 'PUT /staff/:id/password', {
    params: { id: staff.id },
    body: { password: 'another-long-password' },
  })
  await world.settle()
  await expect(world.callAs(token, 'GET /me')).rejects.toMatchObject({ code: 'SESSION_ENDED' })
  await expect(staffToken(world, staff, PASSWORD)).rejects.toThrow('账号或密码不对')
  const anew = await staffToken(world, staff, 'another-long-password')
  expect((await world.callAs(anew, 'GET /me')).name).toBe(staff.name)
})

test('an API key counts as its owner until it is revoked', async () => {
  const station = await aStation(world)
  const admin = await adminToken(world, station)
  const { id, key } = await world.callAs(admin, 'POST /api-keys', { body: { name: '导入程序' } })
  const asKey = await world.callAs(key, 'GET /me')
  expect(asKey).toEqual(await world.callAs(admin, 'GET /me'))
  expect((await world.callAs(admin, 'GET /api-keys')).map((row) => row.name)).toEqual(['导入程序'])
  await world.callAs(admin, 'DELETE /api-keys/:id', { params: { id } })
  await expect(world.callAs(key, 'GET /me')).rejects.toMatchObject({ status: 401, code: 'SESSION_ENDED' })
})

test('nobody revokes the key of somebody else', async () => {
  const station = await aStation(world)
  const owner = await adminToken(world, station)
  const { id, key } = await world.callAs(owner, 'POST /api-keys', { body: { name: '报表' } })
  const other = await adminToken(world, station)
  await expect(world.callAs(other, 'DELETE /api-keys/:id', { params: { id } })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  expect((await world.callAs(key, 'GET /me')).roles).toEqual(['station_admin'])
})

test('a verified phone makes a person liaison, committee member and duty manager', async () => {
  const station = await aStation(world)
  const village = await aVillage(world, station)
  const staff = await aLiaison(world, village)
  await onDuty(world, staff, ((world.now().getUTCDay() + 6) % 7) + 1)
  const liaison = await signIn(world, staff.phone)
  const me = await world.callAs(liaison.token, 'GET /me')
  expect(me).toMatchObject({
    name: staff.name,
    roles: ['villager', 'liaison', 'duty_manager'],
    station: { id: station.id },
  })
  expect(me.liaisonOf).toEqual([{ id: village.id, name: village.name }])
  const member = await signIn(world, (await aMember(world, village)).phone)
  expect(await world.callAs(member.token, 'GET /me')).toMatchObject({
    roles: ['villager', 'committee'],
    committeeOf: [{ id: village.id, name: village.name }],
  })
})

test('a number verified anew by somebody else takes from the former owner what rested on it', async () => {
  const station = await aStation(world)
  const village = await aVillage(world, station)
  const staff = await aLiaison(world, village)
  await aHousehold(world, village, { phone: staff.phone })
  const former = await signIn(world, aPhone())
  world.sandbox.control.addPerson({ phone: staff.phone, openid: former.openid })
  await verifyPhone(world, former)
  const me = (token: string) => world.callAs(token, 'GET /me')
  expect(await me(former.token)).toMatchObject({ roles: ['villager', 'liaison'], households: [expect.anything()] })
  const owner = await signIn(world, staff.phone)
  expect(await me(owner.token)).toMatchObject({ roles: ['villager', 'liaison'], households: [expect.anything()] })
  expect(await me(former.token)).toMatchObject({ roles: ['villager'], phone: null, households: [] })
})

test('before the phone is verified a person is a villager without households', async () => {
  const household = await aHousehold(world, await aVillage(world, await aStation(world)))
  const { token } = await signIn(world, household.phone as string, { verify: false })
  expect(await world.callAs(token, 'GET /me')).toMatchObject({ roles: ['villager'], phone: null, households: [] })
})

test('a made-up token and a made-up phone code are refused', async () => {
  await expect(world.callAs('x'.repeat(43), 'GET /me')).rejects.toMatchObject({ status: 401, code: 'SESSION_ENDED' })
  await expect(world.call('GET /me')).rejects.toMatchObject({ status: 401, code: 'NOT_SIGNED_IN' })
  const { token } = await signIn(world, aPhone(), { verify: false })
  await expect(world.callAs(token, 'POST /me/phone', { body: { code: 'made-up' } })).rejects.toMatchObject({
    code: 'LOGIN_CODE_INVALID',
  })
})

test('guessing passwords from one address is slowed down', async () => {
  const guess = () =>
    world.inject({
      method: 'POST',
      url: '/sessions/staff',
      payload: { account: 'guessed', password: 'x' },
      remoteAddress: '10.255.0.1',
    })
  const statuses: number[] = []
  for (let at = 0; at < 11; at++) statuses.push((await guess()).statusCode)
  expect(statuses).toEqual([...Array(10).fill(401), 429])
})

describe('wrong passwords', () => {
  let address = 0
  /** Every try from an address of its own: the limit by address is not what is looked at. */
  const attempt = async (account: string, password: string, app = world.app) => {
    const payload = { account, password }
    const remoteAddress = `203.0.113.${++address}`
    const answer = await app.inject({ method: 'POST', url: '/sessions/staff', payload, remoteAddress })
    return answer.statusCode === 200 ? 'in' : (answer.json() as { code: string }).code
  }
  const attempts = (account: string, password: string, count: number, app = world.app) =>
    Promise.all(Array.from({ length: count }, () => attempt(account, password, app)))
  const wrong = 'not-the-password'
  const TOO_MANY = 'TOO_MANY_REQUESTS'

  test('of one account are heard ten times in a quarter of an hour, by several processes together', async () => {
    const station = await aStation(world)
    const { account } = await aStaff(world, station, { password: PASSWORD })
    const other = await buildApp(world.deps)
    try {
      const said = [...(await attempts(account, wrong, 6)), ...(await attempts(account, wrong, 6, other.app))]
      expect(said.filter((code) => code === 'PASSWORD_WRONG')).toHaveLength(10)
      expect(said.filter((code) => code === TOO_MANY)).toHaveLength(2)
      expect(await attempt(account, PASSWORD)).toBe(TOO_MANY)
      // Others sign in as ever.
      const { account: second } = await aStaff(world, station, { password: PASSWORD })
      expect(await attempt(second, PASSWORD)).toBe('in')
      world.passTime(15 * 60_000)
      expect(await attempt(account, PASSWORD)).toBe('in')
    } finally {
      await other.app.close()
    }
  })

  test('of an account nobody has are counted alike, and the account is not kept in words', async () => {
    const said = await attempts('nobody-has-this', wrong, 11)
    expect(said.sort()).toEqual([...Array(10).fill('PASSWORD_WRONG'), TOO_MANY])
    expect(JSON.stringify(await world.db.read.find(StaffTryTable))).not.toContain('nobody-has-this')
  })

  test('are forgotten when the right one comes', async () => {
    const { account } = await aStaff(world, await aStation(world), { password: PASSWORD })
    for (let round = 0; round < 2; round++) {
      expect(await attempts(account, wrong, 9)).toEqual(Array(9).fill('PASSWORD_WRONG'))
      expect(await attempt(account, PASSWORD)).toBe('in')
    }
  })
})
