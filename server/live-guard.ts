import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './config'
import type { Reader } from './platform/db/database'
import { StationTable } from './registry/stations/station.tables'

/** The code of the demonstration station; no real one may carry it. */
export const DEMO_STATION = 'SFGDS'

/**
 * What must not be there when real people are told: the demonstration's accounts, whose passwords were printed on a screen, and
 * the keys a sandbox made up, which lie beside its database. Answers the faults in words; empty means good.
 */
export async function liveFaults(config: Config, db: Reader): Promise<string[]> {
  if (config.platform !== 'live') return []
  const faults: string[] = []
  if (await db.existsBy(StationTable, { code: DEMO_STATION }))
    faults.push(
      '数据库里有示范供电所和演示账号：正式运行请换一个空的数据库(DATABASE_URL),再用 npm run found 建立供电所',
    )
  const generated = join(config.dataFolder, 'keys.json')
  if (existsSync(generated)) {
    const made = JSON.parse(readFileSync(generated, 'utf8')) as { dataKey?: string; sessionSecret?: string }
    const ours = (config.dataKey ?? '').split(',').map((entry) => entry.split(':')[1])
    if (made.dataKey && ours.includes(made.dataKey.split(':')[1]))
      faults.push('DATA_KEY 用的是沙箱自动生成的密钥：请另外生成并妥善保管')
    if (made.sessionSecret === config.sessionSecret) faults.push('SESSION_SECRET 用的是沙箱自动生成的密钥：请另外生成')
  }
  return faults
}
