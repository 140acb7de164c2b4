import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import { monotonicFactory } from 'ulid'
import type { Config } from './config'
import type { Deps } from './deps'
import { type Database, openDatabase } from './platform/db/database'
import { createFingerprint } from './platform/fingerprint'
import { houseKeys } from './platform/keys'
import { createSms } from './platform/sms/create-sms'
import { createVault } from './platform/vault'
import { createWeChat } from './platform/wechat/create-wechat'

/** Everything the rooms ask for, made from the settings. Shared by the server, the seed and the command-line import. */
export async function openHouse(
  config: Config,
  clock: () => Date,
  log: FastifyBaseLogger,
  db?: Database,
): Promise<Deps> {
  const { keys, hmacKey, sessionSecret } = houseKeys({
    platform: config.platform,
    dataKey: config.dataKey ?? undefined,
    sessionSecret: config.sessionSecret ?? undefined,
    file: join(config.dataFolder, 'keys.json'),
  })
  const database = db ?? (await openDatabase(config.databaseUrl))
  const nextId = monotonicFactory()
  const tools = {
    clock,
    newId: () => nextId(clock().getTime()),
    newToken: () => randomBytes(32).toString('base64url'),
    vault: createVault({ keys, hmacKey }),
    fingerprint: createFingerprint(sessionSecret),
    outageTemplate: config.wechat.outageTemplate,
    smsSign: config.sms.sign,
  }
  return {
    ...tools,
    config,
    db: database,
    log,
    wechat: createWeChat(config.wechat, { db: database, clock, vault: tools.vault }),
    sms: createSms(config.sms, { clock }),
  }
}
