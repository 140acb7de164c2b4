import type { FastifyInstance } from 'fastify'
import { type Answer, bodyObject, type Call, type Desk, json, mountFarEnd, token } from '../endpoint'
import type { Endpoint } from '../faults'
import { refuseWeChat } from './answers'
import type { Codes } from './codes'
import { subscribeSend } from './subscribe'
import type { Tokens } from './tokens'
import { getWxacode } from './wxacode'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** The WeChat platform under /wechat. Every answer is HTTP 200, refusals too. */
export function wechatRoutes(app: FastifyInstance, desk: Desk, tokens: Tokens, codes: Codes): void {
  const { appid: ourAppid, secret: ourSecret } = desk.accounts.wechat
  const refuse = (code: string | number, words?: string) => refuseWeChat(desk, code, words)

  /** 41002 41004 40013 40125, in the order the platform asks. */
  const credentialFault = (appid: unknown, secret: unknown): number | null => {
    if (!appid) return 41002
    if (!secret) return 41004
    if (appid !== ourAppid) return 40013
    return secret === ourSecret ? null : 40125
  }

  const mount = (
    method: 'GET' | 'POST',
    path: string,
    endpoint: Endpoint,
    handle: (call: Call) => Answer | Promise<Answer>,
  ) =>
    mountFarEnd(app, desk, ['GET', 'POST'], `/wechat${path}`, {
      endpoint,
      refuse,
      handle: (call) => (call.method === method ? handle(call) : refuse(method === 'GET' ? 43001 : 43002)),
    })
  const withToken = (handle: (call: Call) => Answer | Promise<Answer>) => (call: Call) => {
    const fault = tokens.check(call.query.get('access_token'))
    return fault ? refuse(fault) : handle(call)
  }

  mount('GET', '/sns/jscode2session', 'wechat.jscode2session', ({ query }) => {
    const code = query.get('js_code')
    const fault = credentialFault(query.get('appid'), query.get('secret'))
    if (fault) return refuse(fault)
    if (!code) return refuse(41008)
    if (query.get('grant_type') !== 'authorization_code') return refuse(40002)
    const openid = codes.take('login', code, ourAppid)
    if (typeof openid === 'number') return refuse(openid)
    if (!desk.counters.use(`jscode ${openid}`, MINUTE_MS, desk.settings.limits.jscodePerMinute)) return refuse(45011)
    if (desk.ledger.people.get(openid)?.blocked) return refuse(40226)
    const key = Buffer.from(token(desk, 32), 'hex').toString('base64')
    // The real one answers JSON as text/plain. [S]
    return { code: 'OK', type: 'text/plain', body: JSON.stringify({ session_key: key, openid }) }
  })

  const ipFault = (ip: string) => {
    const list = desk.settings.wechat.ipWhitelist
    return list && !list.includes(ip) ? refuse(40164, `invalid ip ${ip}, not in whitelist`) : null
  }

  mount('POST', '/cgi-bin/stable_token', 'wechat.stable_token', (call) => {
    const input = bodyObject(call)
    if (!input) return refuse(47001)
    const fault = credentialFault(input.appid, input.secret)
    if (fault) return refuse(fault)
    if (input.grant_type !== 'client_credential') return refuse(40002)
    const { stableTokenPerMinute, stableTokenPerDay } = desk.settings.limits
    const foreign = ipFault(call.ip)
    if (foreign) return foreign
    if (!desk.counters.use('stable_token minute', MINUTE_MS, stableTokenPerMinute)) return refuse(45011)
    if (!desk.counters.use('stable_token day', DAY_MS, stableTokenPerDay)) return refuse(45009)
    // Which code answers a refresh too many is not documented; 45009 is our guess. [U]
    const issued = input.force_refresh === true ? tokens.force() : tokens.stable()
    if (!issued) return refuse(45009)
    return json('OK', { access_token: issued.value, expires_in: tokens.secondsLeft(issued) })
  })

  mount('GET', '/cgi-bin/token', 'wechat.token', ({ query, ip }) => {
    const fault = credentialFault(query.get('appid'), query.get('secret'))
    if (fault) return refuse(fault)
    if (query.get('grant_type') !== 'client_credential') return refuse(40002)
    const foreign = ipFault(ip)
    if (foreign) return foreign
    const issued = tokens.plain()
    return json('OK', { access_token: issued.value, expires_in: tokens.secondsLeft(issued) })
  })

  const phoneNumber = (call: Call): Answer => {
    const input = bodyObject(call)
    if (!input) return refuse(47001)
    const owner = typeof input.openid === 'string' ? input.openid : undefined
    if (!desk.counters.use('phone', MINUTE_MS, desk.settings.limits.phoneNumberPerMinute)) return refuse(45011)
    const openid = codes.take('phone', String(input.code ?? ''), ourAppid, owner)
    const person = typeof openid === 'number' ? undefined : desk.ledger.people.get(openid)
    if (!person) return refuse(40029)
    const watermark = { timestamp: Math.floor(desk.now().getTime() / 1_000), appid: ourAppid }
    const { phone, countryCode = '86' } = person
    // Only a foreign number comes with its country code in front.
    const inFull = countryCode === '86' ? phone : `+${countryCode}${phone}`
    return json('OK', {
      errcode: 0,
      errmsg: 'ok',
      phone_info: { phoneNumber: inFull, purePhoneNumber: phone, countryCode, watermark },
    })
  }
  mount('POST', '/wxa/business/getuserphonenumber', 'wechat.getuserphonenumber', withToken(phoneNumber))
  mount('POST', '/cgi-bin/message/subscribe/send', 'wechat.subscribe', withToken(subscribeSend(desk)))
  mount('POST', '/wxa/getwxacodeunlimit', 'wechat.wxacode', withToken(getWxacode(desk)))
}
