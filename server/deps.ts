import type { FastifyBaseLogger } from 'fastify'
import type { Config } from './config'
import type { Database } from './platform/db/database'
import type { Fingerprint } from './platform/fingerprint'
import type { Sms } from './platform/sms/sms'
import type { Vault } from './platform/vault'
import type { WeChat } from './platform/wechat/wechat'

/** What a rule may use: it can ask the time, name things, seal and open personal data, and nothing else. */
export type Tools = {
  clock: () => Date
  /** A new row id: 26 characters, later ones sort later. */
  newId: () => string
  /** 32 random bytes in base64url, for tokens that must not be guessed. */
  newToken: () => string
  vault: Vault
  /** What is kept of a token (session, API key, preview); another `SESSION_SECRET` ends them all. */
  fingerprint: Fingerprint
  /** Template id of the subscribe message of an outage; empty where the account has none, then nobody has a credit for it. */
  outageTemplate: string
  /** The sign a provider puts in front of every text message; empty where the text carries the station's own name. */
  smsSign: string
  /** For what a rule finds out of order and goes round; ids only, never a name or number. */
  log: Pick<FastifyBaseLogger, 'error'>
}

/** What workers, sign-in and `reach` may use: the database itself and the outside world. */
export type Deps = Tools & { config: Config; db: Database; wechat: WeChat; sms: Sms; log: FastifyBaseLogger }
