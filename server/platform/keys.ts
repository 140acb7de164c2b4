import { hkdfSync, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { VaultKey } from './vault'

/** The secrets a running station needs, ready for `createVault` and for the sessions. */
export interface HouseKeys {
  /** Sealing keys, the current one first. */
  keys: VaultKey[]
  /** Key of the search hashes. */
  hmacKey: Buffer
  /** What session tokens and preview tokens are signed with; at least 32 characters. */
  sessionSecret: string
}

/** What the configuration said; an empty text counts as "not configured". */
export interface KeySettings {
  platform: 'sandbox' | 'live'
  /**
   * `DATA_KEY`: one or more `id:base64 of 32 bytes`, parted by commas. The first seals. The LAST one also feeds the search
   * hashes: a key is changed by putting a new one in front, and the last is only taken away after hashing everything anew.
   */
  dataKey: string | undefined
  /** `SESSION_SECRET`: at least 32 characters. */
  sessionSecret: string | undefined
  /** Where the made-up secrets of a sandbox are kept, beside its embedded database. */
  file: string
}

/** A secret that is missing or malformed; `message` names the setting and never its value. */
export class KeyFault extends Error {
  override name = 'KeyFault'
}

/**
 * The secrets of this station: from the configuration, or, in a sandbox only, made once and kept in `file` (mode 0600).
 * In `live` a secret is never made up: one lost with a disk would make every sealed phone number unreadable.
 */
export function houseKeys({ platform, dataKey, sessionSecret, file }: KeySettings): HouseKeys {
  const missing = [dataKey ? '' : 'DATA_KEY', sessionSecret ? '' : 'SESSION_SECRET'].filter(Boolean)
  if (missing.length > 0 && platform === 'live')
    throw new KeyFault(`${missing.join(', ')} must be set when PLATFORM=live`)
  const kept = missing.length > 0 ? keptSecrets(file) : undefined
  const secret = sessionSecret || kept?.sessionSecret || ''
  if (secret.length < 32) throw new KeyFault('SESSION_SECRET has fewer than 32 characters')
  const keys = parseDataKeys(dataKey || kept?.dataKey || '')
  const last = keys[keys.length - 1] as VaultKey
  return { keys, hmacKey: Buffer.from(hkdfSync('sha256', last.key, '', 'search hashes', 32)), sessionSecret: secret }
}

/** Reads `DATA_KEY`; throws `KeyFault` naming the entry that is wrong. */
export function parseDataKeys(text: string): VaultKey[] {
  return text.split(',').map((entry, at) => {
    const [id = '', packed = '', ...rest] = entry.trim().split(':')
    const key = Buffer.from(packed, 'base64')
    if (!/^[A-Za-z0-9]{1,16}$/.test(id) || rest.length > 0 || key.length !== 32) {
      throw new KeyFault(`entry ${at + 1} of DATA_KEY is not "id:base64 of 32 bytes"`)
    }
    return { id, key }
  })
}

interface KeptSecrets {
  dataKey: string
  sessionSecret: string
}

function keptSecrets(file: string): KeptSecrets {
  const made: KeptSecrets = {
    dataKey: `k1:${randomBytes(32).toString('base64')}`,
    sessionSecret: randomBytes(32).toString('base64url'),
  }
  mkdirSync(dirname(file), { recursive: true })
  try {
    // Fails when the file is there: of two processes started together, both use what the first one wrote.
    writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { flag: 'wx', mode: 0o600 })
    return made
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const kept = parseKept(readFileSync(file, 'utf8'))
  if (!kept)
    throw new KeyFault(`${file} holds no secrets; restore it, or remove it together with the database beside it`)
  return kept
}

function parseKept(text: string): KeptSecrets | undefined {
  try {
    const { dataKey, sessionSecret } = JSON.parse(text) as Partial<KeptSecrets>
    return typeof dataKey === 'string' && typeof sessionSecret === 'string' ? { dataKey, sessionSecret } : undefined
  } catch {
    return undefined
  }
}
