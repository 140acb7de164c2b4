import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { houseKeys } from './keys'
import { createVault } from './vault'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keys-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const dataKey = (id: string, fill: number) => `${id}:${Buffer.alloc(32, fill).toString('base64')}`
const sessionSecret = 's'.repeat(32)
const unset = { dataKey: undefined, sessionSecret: undefined }

describe('keys of a station', () => {
  test('a sandbox makes its secrets once, readable by its owner only, and finds them at the second start', () => {
    const file = join(folder, 'data', 'keys.json')
    const first = houseKeys({ platform: 'sandbox', ...unset, file })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const sealed = createVault(first).seal('13812345678')
    const second = houseKeys({ platform: 'sandbox', ...unset, file })
    expect(createVault(second).open(sealed)).toBe('13812345678')
    expect(second.sessionSecret).toBe(first.sessionSecret)
    expect(first.sessionSecret.length).toBeGreaterThanOrEqual(32)
  })

  test('two sandboxes have different secrets', () => {
    const one = houseKeys({ platform: 'sandbox', ...unset, file: join(folder, 'a.json') })
    const two = houseKeys({ platform: 'sandbox', ...unset, file: join(folder, 'b.json') })
    expect(one.keys[0]?.key.equals(two.keys[0]?.key ?? Buffer.alloc(0))).toBe(false)
    expect(one.sessionSecret).not.toBe(two.sessionSecret)
  })

  test('live names every missing secret and writes no file', () => {
    const file = join(folder, 'keys.json')
    expect(() => houseKeys({ platform: 'live', ...unset, file })).toThrow('DATA_KEY, SESSION_SECRET must be set')
    expect(() => houseKeys({ platform: 'live', dataKey: '', sessionSecret, file })).toThrow('DATA_KEY must be set')
    expect(existsSync(file)).toBe(false)
  })

  test('configured secrets are used as they are and no file is written', () => {
    const file = join(folder, 'keys.json')
    const keys = houseKeys({ platform: 'live', dataKey: dataKey('k1', 1), sessionSecret, file })
    expect(keys.keys).toEqual([{ id: 'k1', key: Buffer.alloc(32, 1) }])
    expect(keys.sessionSecret).toBe(sessionSecret)
    expect(existsSync(file)).toBe(false)
  })

  test('a new key in front keeps the search hashes, another last key changes them', () => {
    const hashUnder = (dataKeys: string) => {
      const keys = houseKeys({ platform: 'live', dataKey: dataKeys, sessionSecret, file: join(folder, 'none') })
      return createVault(keys).hash('13812345678')
    }
    const before = hashUnder(dataKey('k1', 1))
    expect(hashUnder(`${dataKey('k2', 2)}, ${dataKey('k1', 1)}`)).toBe(before)
    expect(hashUnder(dataKey('k2', 2))).not.toBe(before)
  })

  test('malformed settings are named without being shown', () => {
    const file = join(folder, 'keys.json')
    const bad = `k1:${Buffer.alloc(16, 7).toString('base64')}`
    const attempt = () => houseKeys({ platform: 'live', dataKey: `${dataKey('k2', 2)},${bad}`, sessionSecret, file })
    expect(attempt).toThrow('entry 2 of DATA_KEY')
    expect(attempt).not.toThrow(bad.slice(3))
    expect(() => houseKeys({ platform: 'live', dataKey: dataKey('k1', 1), sessionSecret: 'short', file })).toThrow(
      'fewer than 32',
    )
  })

  test('a damaged file of secrets stops the start instead of being replaced', () => {
    const file = join(folder, 'keys.json')
    writeFileSync(file, '{"dataKey":')
    expect(() => houseKeys({ platform: 'sandbox', ...unset, file })).toThrow('holds no secrets')
    expect(readFileSync(file, 'utf8')).toBe('{"dataKey":')
  })
})
