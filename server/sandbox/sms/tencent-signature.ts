import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Call, Desk } from '../endpoint'

/** TC3 refuses a clock more than 5 minutes off. */
const WINDOW_S = 300

const hex = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest()

/** TC3-HMAC-SHA256 over what was really received; null when it holds. */
export function tencentSignatureFault(desk: Desk, call: Call): { code: string; message: string } | null {
  const fault = (kind: string, message: string) => ({ code: `AuthFailure.${kind}`, message })
  const parts =
    /^TC3-HMAC-SHA256 Credential=([^/]+)\/(\d{4}-\d\d-\d\d)\/([^/]+)\/tc3_request,\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/.exec(
      call.header('authorization'),
    )
  if (!parts) return fault('InvalidAuthorization', '请求头部的 Authorization 不符合腾讯云标准')
  const [, secretId, date = '', service = '', signedHeaders = '', signature = ''] = parts
  if (secretId !== desk.accounts.tencent.secretId) return fault('SecretIdNotFound', 'SecretId 不存在')

  const stamp = Number(call.header('x-tc-timestamp'))
  const nearest = Math.min(...[desk.now(), desk.wall()].map((clock) => Math.abs(clock.getTime() / 1_000 - stamp)))
  if (!(nearest <= WINDOW_S)) return fault('SignatureExpire', '签名过期，时间戳与服务器时间相差不得超过五分钟')

  const mismatch = fault('SignatureFailure', '签名验证失败')
  const names = signedHeaders.split(';')
  if (!names.includes('content-type') || !names.includes('host')) return mismatch
  if (date !== new Date(stamp * 1_000).toISOString().slice(0, 10)) return mismatch
  // The official SDK signs the host name without the port; the sandbox lives under a prefix the vendor does not have.
  const host = call.header('host')
  const ways = [host, host.replace(/:\d+$/, '')].flatMap((name) => [call.path, '/'].map((path) => ({ name, path })))
  const good = ways.some(({ name, path }) => {
    const headers = names
      .map((key) => `${key}:${key === 'host' ? name : call.header(key).trim().toLowerCase()}\n`)
      .join('')
    const request = [call.method, path, call.rawQuery, headers, signedHeaders, hex(call.body)].join('\n')
    const scope = `${date}/${service}/tc3_request`
    const key = hmac(hmac(hmac(`TC3${desk.accounts.tencent.secretKey}`, date), service), 'tc3_request')
    const expected = hmac(key, `TC3-HMAC-SHA256\n${stamp}\n${scope}\n${hex(request)}`).toString('hex')
    return timingSafeEqual(Buffer.from(expected), Buffer.from(signature))
  })
  return good ? null : mismatch
}
