import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * True when WeChat itself, or somebody else who knows the token, signed these: SHA-1 over the three sorted as text (sorting
 * them as numbers gives another order). Compared in constant time.
 */
export function signedByWeChat(
  token: string,
  given: { signature?: unknown; timestamp?: unknown; nonce?: unknown },
): boolean {
  const { signature, timestamp, nonce } = given
  if (typeof signature !== 'string' || typeof timestamp !== 'string' || typeof nonce !== 'string') return false
  const expected = createHash('sha1').update([token, timestamp, nonce].sort().join('')).digest()
  const actual = Buffer.from(signature, 'hex')
  return actual.length === expected.length && timingSafeEqual(actual, expected)
}
