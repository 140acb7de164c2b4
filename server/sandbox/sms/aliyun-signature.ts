import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Call, Desk } from '../endpoint'

/** Aliyun refuses x-acs-date more than 15 minutes off. */
const WINDOW_MS = 15 * 60_000

export interface SignatureFault {
  code: string
  message: string
  status: number
}

const hex = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')

/** RFC 3986: only letters, digits and `-_.~` stay. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

function canonicalQuery(call: Call): string {
  return [...call.query]
    .map(([key, value]) => [key, `${encode(key)}=${encode(value)}`] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, pair]) => pair)
    .join('&')
}

/** ACS3-HMAC-SHA256 over what was really received; null when it holds. Nonces count once for the time of the window. */
export function aliyunSignatureFault(desk: Desk, nonces: Map<string, number>, call: Call): SignatureFault | null {
  const fault = (code: string, message: string, status = 400): SignatureFault => ({ code, message, status })
  const parts = /^ACS3-HMAC-SHA256 Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/.exec(
    call.header('authorization'),
  )
  if (!parts) return fault('IncompleteSignature', 'The request signature does not conform to Aliyun standards.')
  const [, keyId, signedHeaders = '', signature = ''] = parts
  const { accessKeyId, accessKeySecret } = desk.accounts.aliyun
  if (keyId !== accessKeyId) return fault('InvalidAccessKeyId.NotFound', 'Specified access key is not found.', 404)

  const date = Date.parse(call.header('x-acs-date'))
  const nearest = Math.min(...[desk.now(), desk.wall()].map((clock) => Math.abs(clock.getTime() - date)))
  if (!(nearest <= WINDOW_MS))
    return fault('InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.')

  const mismatch = fault('SignatureDoesNotMatch', 'Specified signature is not matched with our calculation.')
  const bodyHash = hex(call.body)
  if (call.header('x-acs-content-sha256') !== bodyHash) return mismatch
  const names = signedHeaders.split(';')
  const needed = [
    'host',
    'x-acs-action',
    'x-acs-content-sha256',
    'x-acs-date',
    'x-acs-signature-nonce',
    'x-acs-version',
  ]
  if (needed.some((name) => !names.includes(name)) || names.join() !== [...names].sort().join()) return mismatch
  const headers = names.map((name) => `${name}:${call.header(name).trim()}\n`).join('')
  // The sandbox lives under a prefix the vendor does not have: the path with and without it is taken.
  const good = [call.path, '/'].some((path) => {
    const request = [call.method, path, canonicalQuery(call), headers, signedHeaders, bodyHash].join('\n')
    const expected = createHmac('sha256', accessKeySecret)
      .update(`ACS3-HMAC-SHA256\n${hex(request)}`)
      .digest('hex')
    return timingSafeEqual(Buffer.from(expected), Buffer.from(signature))
  })
  if (!good) return mismatch

  const wall = desk.wall().getTime()
  for (const [nonce, at] of nonces) if (at < wall - 2 * WINDOW_MS) nonces.delete(nonce)
  const nonce = call.header('x-acs-signature-nonce')
  if (!nonce || nonces.has(nonce)) return fault('SignatureNonceUsed', 'Specified signature nonce was used already.')
  nonces.set(nonce, wall)
  return null
}
