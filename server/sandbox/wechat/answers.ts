import { type Answer, type Desk, token } from '../endpoint'

/** WeChat's own words for each code, as its pages list them. Clients must never match on them. */
const WORDS: Record<number, string> = {
  [-1]: 'system error',
  40001: 'invalid credential, access_token is invalid or not latest',
  40002: 'invalid grant_type',
  40003: 'invalid openid',
  40013: 'invalid appid',
  40014: 'invalid access_token',
  40029: 'invalid code',
  40037: 'invalid template_id',
  40097: 'invalid args',
  40125: 'invalid appsecret',
  40129: 'invalid scene',
  40163: 'code been used',
  40164: 'invalid ip, not in whitelist',
  40169: 'invalid length for scene, or the data is not json string',
  40226: 'code blocked',
  41001: 'access_token missing',
  41002: 'appid missing',
  41004: 'appsecret missing',
  41008: 'missing code',
  41030: 'invalid page',
  42001: 'access_token expired',
  43001: 'require GET method',
  43002: 'require POST method',
  43101: 'user refuse to accept the msg',
  43108: 'concurrent calls to the same openid',
  45009: 'reach max api daily quota limit',
  45011: 'api minute-quota reach limit, must slower, retry next minute',
  45168: 'unknown',
  47001: 'data format error',
  47003: 'argument invalid!',
  48001: 'api unauthorized',
  85096: 'not allow include scancode_time field',
  20005: 'miniprogram is banned',
}

/** An error is HTTP 200 with errcode, and a `rid` at the end of errmsg. */
export function refuseWeChat(desk: Pick<Desk, 'random'>, code: string | number, words?: string): Answer {
  const errcode = Number(code)
  const rid = `rid: ${token(desk, 8)}-${token(desk, 8)}-${token(desk, 8)}`
  return {
    code: String(code),
    body: JSON.stringify({ errcode, errmsg: `${words ?? WORDS[errcode] ?? 'error'} ${rid}` }),
  }
}
