import { adminToken, aStation } from '../../testing/builders'
import { openWorld, type World } from '../../testing/world'

let world: World
let first: string
let second: string
beforeAll(async () => {
  world = await openWorld({ env: { REQUESTS_PER_MINUTE: '10' } })
  const station = await aStation(world)
  first = await adminToken(world, station)
  second = await adminToken(world, station)
})
afterAll(() => world.close())

const ask = (url: string, token?: string) =>
  world.inject({ url, headers: token ? { authorization: `Bearer ${token}` } : {} })
const asks = async (count: number, url: string, token?: string) => {
  const answers = []
  for (let at = 0; at < count; at++) answers.push(await ask(url, token))
  return answers.map((answer) => answer.statusCode)
}

test('somebody who asks too often is told so in Chinese, others at the same address are not', async () => {
  expect(await asks(10, '/staff', first)).toEqual(Array(10).fill(200))
  const refused = await ask('/staff', first)
  expect(refused.statusCode).toBe(429)
  expect(refused.json()).toMatchObject({
    code: 'TOO_MANY_REQUESTS',
    message: '操作太频繁，请过一分钟再试',
    requestId: expect.any(String),
  })
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  expect(await asks(10, '/staff', second)).toEqual(Array(10).fill(200))
})

test('tries with tokens nobody holds count for the address', async () => {
  const statuses = await asks(15, '/staff', 'z'.repeat(43))
  expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10)
  expect(statuses.at(-1)).toBe(429)
})

test('health and metrics are always answered', async () => {
  expect(await asks(15, '/health/live')).toEqual(Array(15).fill(200))
  expect(await asks(15, '/health/ready')).toEqual(Array(15).fill(200))
  expect(await asks(15, '/metrics')).toEqual(Array(15).fill(200))
})

test('a village behind one address signs in at once', async () => {
  const asked = Array.from({ length: 60 }, () =>
    world.inject({
      method: 'POST',
      url: '/sessions/wechat',
      payload: { code: 'made-up' },
      remoteAddress: '203.0.113.7',
    }),
  )
  const codes = (await Promise.all(asked)).map((answer) => (answer.json() as { code: string }).code)
  expect(new Set(codes)).toEqual(new Set(['LOGIN_CODE_INVALID']))
})
