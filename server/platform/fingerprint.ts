import { createHmac, createSecretKey } from 'node:crypto'

/** What is kept of a token: 64 hexadecimal digits, which tell nobody the token and are worth nothing without the secret. */
export type Fingerprint = (token: string) => string

/**
 * Fingerprints under `SESSION_SECRET`: HMAC-SHA256, some 3 µs each. With another secret no session, API key or preview is known
 * any more, which is how all of them are ended at once.
 */
export function createFingerprint(secret: string): Fingerprint {
  const key = createSecretKey(Buffer.from(secret))
  return (token) => createHmac('sha256', key).update(token).digest('hex')
}
