import type { Tools } from '../../deps'
import { bulkInsert } from '../db/bulk'
import type { Database } from '../db/database'
import { ask, jsonObject } from '../http/ask'
import { PlatformTokenTable } from './wechat.tables'

const TIMEOUT_MS = 5_000
/** WeChat renews by itself 5 minutes before the end; old and new overlap. */
const EARLY_MS = 300_000

export type AccessToken = {
  /** A token that is good as far as we know. */
  current(): Promise<string>
  /** Says that WeChat refused `token`; the next `current` asks anew, unless somebody already has a newer one. */
  failed(token: string): Promise<void>
}

/** `errcode` of an answer that is no success, kept for the log; the text stays with WeChat's `rid`. */
export class WeChatFault extends Error {
  constructor(readonly errcode: number) {
    super(`WeChat answered errcode ${errcode}`)
    this.name = 'WeChatFault'
  }
}

/**
 * The token of `/cgi-bin/stable_token` in normal mode: the same for every process, kept sealed in the database, fetched by one
 * caller at a time. `/cgi-bin/token` is never called: each call there kills the token of the other processes.
 */
export function accessToken(
  account: { base: string; appid: string; secret: string },
  { db, clock, vault }: { db: Database } & Pick<Tools, 'clock' | 'vault'>,
): AccessToken {
  const name = `wechat:${account.appid}`
  let held: { token: string; goodUntil: number } | null = null
  let fetching: Promise<string> | null = null

  const good = () => held !== null && held.goodUntil > clock().getTime()

  async function renew(): Promise<string> {
    const row = await db.read.findOneBy(PlatformTokenTable, { name })
    if (row && row.expiresAt.getTime() - EARLY_MS > clock().getTime()) {
      held = { token: vault.open(row.sealed), goodUntil: row.expiresAt.getTime() - EARLY_MS }
      return held.token
    }
    const answer = await ask(`${account.base}/cgi-bin/stable_token`, {
      json: { grant_type: 'client_credential', appid: account.appid, secret: account.secret, force_refresh: false },
      timeoutMs: TIMEOUT_MS,
    })
    const body = jsonObject(answer.text)
    const token = body?.access_token
    if (typeof token !== 'string') throw new WeChatFault(Number(body?.errcode ?? -1))
    const lifeMs = Number(body?.expires_in ?? 0) * 1000
    const expiresAt = new Date(clock().getTime() + lifeMs)
    await db.write((tx) =>
      bulkInsert(tx, PlatformTokenTable, [{ name, sealed: vault.seal(token), expiresAt }], {
        on: ['name'],
        set: ['sealed', 'expiresAt'],
      }),
    )
    // A token in its last minutes is used as well: WeChat then hands out the next one by itself.
    held = { token, goodUntil: Math.max(expiresAt.getTime() - EARLY_MS, clock().getTime() + 10_000) }
    return token
  }

  return {
    async current() {
      if (held && good()) return held.token
      fetching ??= renew().finally(() => {
        fetching = null
      })
      return fetching
    },
    async failed(token) {
      if (held?.token === token) held = null
      await db.write(async (tx) => {
        const row = await tx.findOneBy(PlatformTokenTable, { name })
        if (row && vault.open(row.sealed) === token) await tx.delete(PlatformTokenTable, { name })
      })
    },
  }
}
