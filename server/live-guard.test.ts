import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, ConfigFault, readConfig } from './config'
import { DEMO_STATION, liveFaults } from './live-guard'
import { StationTable } from './registry/stations/station.tables'
import { openWorld, type World } from './testing/world'

const LIVE = {
  PLATFORM: 'live',
  DATABASE_URL: 'mysql://root@127.0.0.1:3306/none',
  PUBLIC_URL: 'https://gds.example.cn',
  WECHAT_APPID: 'wx1234567890abcdef',
  WECHAT_SECRET: 'secret',
  WECHAT_TEMPLATE_OUTAGE: 'template',
  TRUSTED_PROXIES: '10.0.0.1',
  DATA_KEY: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
  SESSION_SECRET: 'a'.repeat(40),
}
const faultsOf = (env: Record<string, string>): string[] => {
  try {
    readConfig(env)
    return []
  } catch (error) {
    if (error instanceof ConfigFault) return error.faults
    throw error
  }
}

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('a complete live configuration has no fault and points to the official hosts', () => {
  const config = readConfig(LIVE)
  expect(config.wechat.base).toBe('https://api.weixin.qq.com')
  expect(config.sandboxUrl).toBeNull()
  expect(config.warnings).toEqual([])
})

test('all faults of a configuration are named at once', () => {
  const faults = faultsOf({ PLATFORM: 'live', PORT: 'abc', SMS_PROVIDER: 'aliyun', WECHAT_PAY_MCHID: '1900000001' })
  for (const name of [
    'PORT',
    'PUBLIC_URL',
    'DATA_KEY',
    'SESSION_SECRET',
    'WECHAT_APPID',
    'WECHAT_SECRET',
    'SMS_KEY_ID',
    'SMS_SIGN',
    'WECHAT_PAY_APIV3_KEY',
  ])
    expect(faults.join('\n')).toContain(name)
})

test('live takes no other host than the official one, but a loopback one with a warning', () => {
  expect(faultsOf({ ...LIVE, WECHAT_API_BASE: 'https://wechat.example.com' }).join()).toContain('WECHAT_API_BASE')
  const config = readConfig({ ...LIVE, WECHAT_API_BASE: 'http://127.0.0.1:3100/wechat' })
  expect(config.warnings.join()).toContain('WECHAT_API_BASE')
})

test('live without a trusted proxy is warned that everybody may count as one address', () => {
  expect(readConfig({ ...LIVE, TRUSTED_PROXIES: '' }).warnings).toEqual([expect.stringContaining('TRUSTED_PROXIES')])
  expect(readConfig({}).warnings).toEqual([])
})

test.each(['null', '[]', '5', '{"outage":5}', '{'])('SMS_TEMPLATES=%s is a fault in the list, not a crash', (json) => {
  for (const env of [{ SMS_TEMPLATES: json }, { ...LIVE, SMS_PROVIDER: 'aliyun', SMS_TEMPLATES: json }])
    expect(faultsOf(env).join('\n')).toContain('SMS_TEMPLATES 须是 JSON')
})

test('keys of the outage template that cannot be are named at the start', () => {
  const faults = faultsOf({ WECHAT_TEMPLATE_OUTAGE_KEYS: '{"time2":"thing2","x":"thing9"}' })
  expect(faults).toEqual([
    expect.stringContaining('WECHAT_TEMPLATE_OUTAGE_KEYS 没有「x」'),
    expect.stringContaining('WECHAT_TEMPLATE_OUTAGE_KEYS 「time2」不能对应「thing2」'),
  ])
})

test('a sandbox never reaches a host outside this machine', () => {
  expect(faultsOf({ WECHAT_API_BASE: 'https://api.weixin.qq.com' }).join()).toContain('WECHAT_API_BASE')
})

test('live refuses missing and malformed keys', () => {
  expect(faultsOf({ ...LIVE, DATA_KEY: '' }).join()).toContain('DATA_KEY')
  expect(faultsOf({ ...LIVE, DATA_KEY: 'k1:short' }).join()).toContain('DATA_KEY')
  expect(faultsOf({ ...LIVE, SESSION_SECRET: 'short' }).join()).toContain('SESSION_SECRET')
})

test('live refuses the demonstration station and the keys a sandbox made up', async () => {
  const config: Config = { ...readConfig(LIVE), dataFolder: world.folder }
  expect(await liveFaults(config, world.db.read)).toEqual([])

  await world.db.write((tx) =>
    tx.insert(StationTable, {
      id: world.deps.newId(),
      code: DEMO_STATION,
      name: '示范供电所',
      phone: '0419-5550100',
      province: '辽宁省',
      rules: {} as never,
      createdAt: world.now(),
    }),
  )
  writeFileSync(
    join(world.folder, 'keys.json'),
    JSON.stringify({ dataKey: LIVE.DATA_KEY, sessionSecret: LIVE.SESSION_SECRET }),
  )
  const faults = (await liveFaults(config, world.db.read)).join('\n')
  for (const words of ['示范供电所', 'DATA_KEY', 'SESSION_SECRET']) expect(faults).toContain(words)
  expect(await liveFaults({ ...config, platform: 'sandbox' }, world.db.read)).toEqual([])
})
