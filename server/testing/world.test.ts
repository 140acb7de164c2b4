import { openWorld, type World } from './world'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('a caller without a token gets the public settings', async () => {
  const client = await world.call('GET /client')
  expect(client).toMatchObject({ platform: 'sandbox', hotline: '95598' })
  expect(client.signInPage).toBe(`${world.sandboxUrl}/sign-in`)
})

test('somebody known only to WeChat signs in as a villager', async () => {
  const person = world.sandbox.control.addPerson({ phone: '13800001234', nickname: '老王' })
  const code = world.sandbox.control.loginCode(person.openid)
  const session = await world.call('POST /sessions/wechat', { body: { code } })
  expect(session.roles).toEqual(['villager'])
  await expect(world.call('POST /sessions/wechat', { body: { code } })).rejects.toMatchObject({
    status: 401,
    code: 'LOGIN_CODE_INVALID',
  })
})

test('a world that cannot be opened leaves nothing running', async () => {
  const listening = () => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPServerWrap').length
  const before = listening()
  await expect(openWorld({ env: { PORT: 'no number' } })).rejects.toThrow('PORT')
  // A closed server leaves the list of the process a turn later.
  await new Promise((done) => setTimeout(done, 10))
  expect(listening()).toBe(before)
})
