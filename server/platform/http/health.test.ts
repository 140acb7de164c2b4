import { openWorld, type World } from '../../testing/world'
import { OutboxTable } from '../outbox/outbox.tables'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const ready = async (from = world) => {
  const answer = await from.inject({ url: '/health/ready' })
  return {
    status: answer.statusCode,
    ...(answer.json() as { ready: boolean; warnings: string[]; off: string[]; outbox: object; database: string }),
  }
}
const event = {
  type: 'outage.published',
  payload: {} as never,
  onceKey: null,
  attempts: 0,
  doneAt: null,
  lastError: null,
}

test('a working house is live and ready, and says what it runs on and what is off', async () => {
  expect((await world.inject({ url: '/health/live' })).json()).toEqual({ live: true })
  const state = await ready()
  expect(state).toMatchObject({
    status: 200,
    ready: true,
    warnings: [],
    outbox: { waiting: 0, parked: 0, oldestDueSeconds: 0 },
  })
  expect(state.database).toMatch(/^(SQLite|MariaDB|MySQL) \d/)
  expect(state.off).toEqual([expect.stringContaining('微信支付'), expect.stringContaining('微信消息推送')])
})

test('events that wait too long and parked ones are warned of, without taking the house out of service', async () => {
  const now = world.now()
  const rows = [
    { ...event, dueAt: new Date(now.getTime() - 90_000), parkedAt: null, createdAt: now },
    { ...event, dueAt: now, parkedAt: now, createdAt: now },
  ]
  await world.db.write((tx) => tx.insert(OutboxTable, rows))
  const state = await ready()
  expect(state).toMatchObject({ status: 200, outbox: { waiting: 1, parked: 1, oldestDueSeconds: 90 } })
  expect(state.warnings).toEqual([
    expect.stringContaining('等了 90 秒'),
    expect.stringContaining('1 个事件多次处理失败'),
  ])
  const numbers = (await world.inject({ url: '/metrics' })).body
  expect(numbers).toContain('cunsuo_outbox_events{state="parked"} 1')
  expect(numbers).toContain('cunsuo_outbox_oldest_due_seconds 90')
  await world.db.write((tx) => tx.clear(OutboxTable))
})

test('settings that are a risk and features without settings are named', async () => {
  const other = await openWorld({
    env: { SMS_PROVIDER: 'manual', WECHAT_PUSH_TOKEN: 'push-token', WECHAT_PUSH_AES_KEY: 'A'.repeat(43) },
  })
  try {
    other.deps.config.warnings.push('WECHAT_API_BASE 指向本机')
    const { warnings, off } = await ready(other)
    expect(warnings).toEqual(['WECHAT_API_BASE 指向本机'])
    expect(off).toEqual([expect.stringContaining('微信支付'), expect.stringContaining('短信自动发送')])
  } finally {
    await other.close()
  }
})

test('a house whose database is away is live but not ready', async () => {
  const other = await openWorld()
  await other.db.close()
  expect((await other.inject({ url: '/health/live' })).statusCode).toBe(200)
  const state = await ready(other)
  expect(state).toMatchObject({ status: 503, ready: false, database: '没有回应' })
  await other.app.close()
  await other.sandbox.close()
})

describe('metrics', () => {
  test('count requests by route, never by address', async () => {
    await world.inject({ url: '/villages/13812345678/home' })
    await world.inject({ url: '/nowhere/13812345678' })
    const { body } = await world.inject({ url: '/metrics' })
    expect(body).toMatch(
      /cunsuo_http_request_seconds_count\{method="GET",route="\/villages\/:villageId\/home",status="\d+"\} 1/,
    )
    expect(body).toMatch(/route="unknown",status="404"\} 1/)
    expect(body).toContain('process_resident_memory_bytes')
    expect(body).not.toContain('13812345678')
  })
  test('are for this machine alone, and not for what a proxy passes on', async () => {
    expect((await world.inject({ url: '/metrics', remoteAddress: '203.0.113.9' })).statusCode).toBe(403)
    expect((await world.inject({ url: '/metrics', headers: { 'x-forwarded-for': '127.0.0.1' } })).statusCode).toBe(403)
  })
  test('are for nobody where a house in service has no token: behind a proxy of this machine everybody looks local', async () => {
    const look = () => world.inject({ url: '/metrics' }).then(({ statusCode }) => statusCode)
    expect(await look()).toBe(200)
    world.deps.config.platform = 'live'
    expect(await look()).toBe(403)
    world.deps.config.platform = 'sandbox'
  })
  test('are for whoever knows the token where one is set', async () => {
    const other = await openWorld({ env: { METRICS_TOKEN: 'metrics-token-of-this-station' } })
    try {
      const look = (authorization: string) =>
        other.inject({ url: '/metrics', remoteAddress: '203.0.113.9', headers: { authorization } })
      expect((await look('Bearer metrics-token-of-this-station')).statusCode).toBe(200)
      expect((await look('Bearer metrics-token-of-this-statioN')).statusCode).toBe(403)
      expect((await other.inject({ url: '/metrics' })).statusCode).toBe(403)
    } finally {
      await other.close()
    }
  })
})
