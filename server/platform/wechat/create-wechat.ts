import { checkTemplateData } from '../../../shared/domain/subscribe-values'
import type { Config } from '../../config'
import type { Tools } from '../../deps'
import type { Database } from '../db/database'
import { type Answer, ask, jsonObject, NoAnswer } from '../http/ask'
import { Refusal } from '../http/refuse'
import type { SendOutcome } from '../outcome'
import { accessToken, WeChatFault } from './access-token'
import type { WeChat, WeChatIdentity } from './wechat'

const TIMEOUT_MS = 5_000
const TOKEN_CODES = new Set([40001, 40014, 42001])
/** Codes that mean "later", with how much later in milliseconds. */
const LATER: Record<number, number> = { [-1]: 2_000, 43108: 1_000, 45009: 60_000, 45011: 60_000 }
/** Codes about the quota of the whole account. */
const ACCOUNT = new Set([45009, 45011])
const CHINA = '86'
const SCENE = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}$/

/** The mini-program platform over HTTP, as its documentation has it: HTTP 200 even for errors, `errcode` absent or 0 for success. */
export function createWeChat(
  account: Config['wechat'],
  deps: { db: Database } & Pick<Tools, 'clock' | 'vault'>,
): WeChat {
  const token = accessToken(account, deps)
  /** The account has one template, which has these keys. */
  const templateKeys = Object.values(account.outageKeys)

  /** Calls with the shared token; on a token error once more with a fresh one, never in a loop. */
  async function withToken(path: string, json: unknown): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const value = await token.current()
      const answer = await ask(`${account.base}${path}?access_token=${encodeURIComponent(value)}`, {
        json,
        timeoutMs: TIMEOUT_MS,
      })
      if (attempt === 1 && TOKEN_CODES.has(errcodeOf(answer) ?? 0)) await token.failed(value)
      else return answer
    }
  }

  /** Runs a question a person waits for; what WeChat can't answer now becomes a refusal with words. */
  async function forPerson<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof NoAnswer || (error instanceof WeChatFault && error.errcode === -1))
        throw new Refusal('WECHAT_BUSY')
      throw error
    }
  }

  return {
    signIn: (code) =>
      forPerson(async () => {
        const query = new URLSearchParams({
          appid: account.appid,
          secret: account.secret,
          js_code: code,
          grant_type: 'authorization_code',
        })
        let body: Record<string, unknown> | null = null
        let errcode = -1
        for (let attempt = 1; attempt <= 3 && errcode === -1; attempt++) {
          const answer = await ask(`${account.base}/sns/jscode2session?${query}`, { timeoutMs: TIMEOUT_MS })
          body = jsonObject(answer.text)
          errcode = errcodeOf(answer) ?? -1
        }
        if (errcode === 40029 || errcode === 40163) throw new Refusal('LOGIN_CODE_INVALID')
        if (errcode === 45011) throw new Refusal('TOO_MANY_REQUESTS')
        if (errcode === 40226) throw new Refusal('NOT_ALLOWED')
        if (errcode !== 0 || typeof body?.openid !== 'string') throw new WeChatFault(errcode)
        return {
          openid: body.openid,
          unionid: typeof body.unionid === 'string' ? body.unionid : null,
        } satisfies WeChatIdentity
      }),

    phoneNumber: (code, openid) =>
      forPerson(async () => {
        const answer = await withToken('/wxa/business/getuserphonenumber', { code, openid })
        const errcode = errcodeOf(answer) ?? -1
        if (errcode === 40029 || errcode === 40003) throw new Refusal('LOGIN_CODE_INVALID')
        if (errcode === 45011) throw new Refusal('TOO_MANY_REQUESTS')
        const info = jsonObject(answer.text)?.phone_info as
          | { purePhoneNumber?: unknown; countryCode?: unknown; watermark?: { appid?: unknown } }
          | undefined
        if (errcode !== 0 || typeof info?.purePhoneNumber !== 'string') throw new WeChatFault(errcode)
        // Somebody else's mini-program must not vouch for a number here.
        if (info.watermark?.appid !== account.appid) throw new Refusal('LOGIN_CODE_INVALID')
        // A number of another country may read like a Chinese mobile once its code is taken off, and is somebody else's here.
        if (String(info.countryCode) !== CHINA) throw new Refusal('PHONE_INVALID')
        return info.purePhoneNumber
      }),

    async sendSubscribe({ openid, templateId, page, data }): Promise<SendOutcome> {
      const values = Object.fromEntries(
        Object.entries(data).map(([field, value]) => [account.outageKeys[field] ?? field, { value }]),
      )
      // WeChat answers 47003 for every value that breaks its rule: found here, before a credit is spent.
      if (checkTemplateData(values, templateKeys).length > 0) return { kind: 'refused', code: '47003' }
      let answer: Answer
      try {
        answer = await withToken('/cgi-bin/message/subscribe/send', {
          touser: openid,
          template_id: templateId,
          page,
          miniprogram_state: 'formal',
          lang: 'zh_CN',
          data: values,
        })
      } catch (error) {
        if (error instanceof NoAnswer)
          return error.sent
            ? { kind: 'unknown', code: error.code }
            : { kind: 'retry', code: error.code, afterMs: 5_000 }
        if (error instanceof WeChatFault)
          return { kind: 'retry', code: String(error.errcode), afterMs: LATER[error.errcode] ?? 60_000 }
        throw error
      }
      const errcode = errcodeOf(answer)
      if (errcode === null) return { kind: 'unknown', code: `HTTP${answer.status}` }
      if (errcode === 0) return { kind: 'ok', providerId: /"msgid"\s*:\s*"?(\d+)/.exec(answer.text)?.[1] ?? '' }
      if (TOKEN_CODES.has(errcode)) return { kind: 'retry', code: String(errcode), afterMs: 5_000 }
      const afterMs = LATER[errcode]
      return afterMs === undefined
        ? { kind: 'refused', code: String(errcode) }
        : { kind: 'retry', code: String(errcode), afterMs, account: ACCOUNT.has(errcode) }
    },

    codeImage: ({ scene, page }) =>
      forPerson(async () => {
        if (!SCENE.test(scene)) throw new Refusal('BAD_INPUT', [{ field: 'scene', reason: '最多 32 个允许的字符' }])
        const answer = await withToken('/wxa/getwxacodeunlimit', {
          scene,
          page,
          width: 430,
          check_path: true,
          env_version: 'release',
        })
        // Success is the picture itself, an error is JSON; both come with HTTP 200.
        if (answer.bytes[0] === '{'.charCodeAt(0) || answer.status !== 200)
          throw new WeChatFault(errcodeOf(answer) ?? -1)
        return answer.bytes
      }),
  }
}

/** 0 for success (also when `errcode` is absent), null when the answer is not WeChat's JSON. */
function errcodeOf(answer: Answer): number | null {
  if (answer.bytes[0] !== '{'.charCodeAt(0)) return answer.type.startsWith('image/') ? 0 : null
  const body = jsonObject(answer.text)
  return body === null ? null : Number(body.errcode ?? 0)
}
