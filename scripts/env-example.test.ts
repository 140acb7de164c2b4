import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigFault, readConfig } from '../server/config'

const written = new Set(
  [...readFileSync(join(__dirname, '../.env.example'), 'utf8').matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map(
    ([, name]) => name,
  ),
)
/** Read by compose.yaml, not by the server. */
const COMPOSE_ONLY = new Set(['DB_PASSWORD'])

/** Every variable that the server looks at in one of these lives. */
function variablesRead(...lives: Record<string, string>[]): Set<string> {
  const names = new Set<string>()
  for (const life of lives) {
    const env = new Proxy(life, {
      get(values, name) {
        if (typeof name === 'string') names.add(name)
        return Reflect.get(values, name)
      },
    })
    try {
      readConfig(env)
    } catch (error) {
      if (!(error instanceof ConfigFault)) throw error
    }
  }
  return names
}

const read = variablesRead(
  {},
  { PLATFORM: 'live', SMS_PROVIDER: 'aliyun' },
  { PLATFORM: 'live', SMS_PROVIDER: 'tencent', WECHAT_PAY_MCHID: '1900000001' },
)

describe('.env.example', () => {
  test('names every variable that the server reads', () => {
    expect([...read].filter((name) => !written.has(name))).toEqual([])
  })

  test('names no variable that nobody reads', () => {
    expect([...written].filter((name) => name && !read.has(name) && !COMPOSE_ONLY.has(name))).toEqual([])
  })

  test('copied as it is, it starts the demonstration without a fault', () => {
    const env = Object.fromEntries(
      [...readFileSync(join(__dirname, '../.env.example'), 'utf8').matchAll(/^([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(
        ([, name, value]) => [name, value],
      ),
    )
    expect(readConfig(env)).toEqual(readConfig({}))
  })
})
