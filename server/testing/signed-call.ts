import { createHash, createHmac, randomUUID } from 'node:crypto'

// Calls signed as the vendors' documents describe it, for tests that need a request no SDK would build.

export interface SignedCall {
  method: 'POST'
  url: string
  headers: Record<string, string>
  payload: string
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const rfc3986 = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

/** An Aliyun RPC call: everything in the query, empty body. `headers` are changed before signing. */
export function aliyunCall(
  key: { accessKeyId: string; accessKeySecret: string },
  action: string,
  params: Record<string, string>,
  { now = new Date(), headers = {} }: { now?: Date; headers?: Record<string, string> } = {},
): SignedCall {
  const query = Object.keys(params)
    .sort()
    .map((name) => `${rfc3986(name)}=${rfc3986(params[name] ?? '')}`)
    .join('&')
  const signed: Record<string, string> = {
    host: 'sandbox.test',
    'x-acs-action': action,
    'x-acs-content-sha256': sha256(''),
    'x-acs-date': now.toISOString().replace(/\.\d+/, ''),
    'x-acs-signature-nonce': randomUUID(),
    'x-acs-version': '2017-05-25',
    ...headers,
  }
  const names = Object.keys(signed).sort()
  const lines = names.map((name) => `${name}:${signed[name]}\n`).join('')
  const request = ['POST', '/', query, lines, names.join(';'), sha256('')].join('\n')
  const signature = createHmac('sha256', key.accessKeySecret)
    .update(`ACS3-HMAC-SHA256\n${sha256(request)}`)
    .digest('hex')
  const authorization = `ACS3-HMAC-SHA256 Credential=${key.accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`
  return { method: 'POST', url: `/aliyun/?${query}`, headers: { ...signed, authorization }, payload: '' }
}

/** A Tencent Cloud call: JSON body, TC3 signature. `headers` are added after signing. */
export function tencentCall(
  key: { secretId: string; secretKey: string },
  action: string,
  body: unknown,
  { now = new Date(), headers = {} }: { now?: Date; headers?: Record<string, string> } = {},
): SignedCall {
  const payload = typeof body === 'string' ? body : JSON.stringify(body)
  const stamp = String(Math.floor(now.getTime() / 1_000))
  const date = now.toISOString().slice(0, 10)
  const type = 'application/json; charset=utf-8'
  const request = [
    'POST',
    '/',
    '',
    `content-type:${type}\nhost:sandbox.test\n`,
    'content-type;host',
    sha256(payload),
  ].join('\n')
  const scope = `${date}/sms/tc3_request`
  const hmac = (secret: string | Buffer, text: string) => createHmac('sha256', secret).update(text).digest()
  const signing = hmac(hmac(hmac(`TC3${key.secretKey}`, date), 'sms'), 'tc3_request')
  const signature = hmac(signing, `TC3-HMAC-SHA256\n${stamp}\n${scope}\n${sha256(request)}`).toString('hex')
  return {
    method: 'POST',
    url: '/tencent/',
    headers: {
      host: 'sandbox.test',
      'content-type': type,
      'x-tc-action': action,
      'x-tc-version': '2021-01-11',
      'x-tc-timestamp': stamp,
      authorization: `TC3-HMAC-SHA256 Credential=${key.secretId}/${scope}, SignedHeaders=content-type;host, Signature=${signature}`,
      ...headers,
    },
    payload,
  }
}
