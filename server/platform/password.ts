import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** scrypt with N=2^15, r=8, p=1: about 60 ms and 32 MB a try, OWASP's second choice of parameters. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }
const LENGTH = 32

const derive = (password: string, salt: Buffer): Promise<Buffer> =>
  new Promise((done, fail) =>
    scrypt(password.normalize('NFKC'), salt, LENGTH, COST, (error, key) => (error ? fail(error) : done(key))),
  )

/** `scrypt$salt$key`, base64. */
export async function hashPassword(password: string, salt: Buffer = randomBytes(16)): Promise<string> {
  return `scrypt$${salt.toString('base64')}$${(await derive(password, salt)).toString('base64')}`
}

/** True when the password fits. An unknown account costs the same time, so nobody learns which accounts exist. */
export async function passwordFits(password: string, stored: string | null): Promise<boolean> {
  const [, salt, key] = (
    stored ?? 'scrypt$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='
  ).split('$')
  const derived = await derive(password, Buffer.from(salt ?? '', 'base64'))
  const wanted = Buffer.from(key ?? '', 'base64')
  return stored !== null && wanted.length === derived.length && timingSafeEqual(wanted, derived)
}
