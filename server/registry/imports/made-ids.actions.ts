import { createHash } from 'node:crypto'

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * Ids of the households an import makes: the import's time, ten digits of its own hash, a counter. They sort in file order (one
 * stretch at the end of the table), are the same when the work is done again, and an undo finds them as one range.
 */
export function idsOf(importId: string): () => string {
  const prefix = idPrefix(importId)
  let next = 0
  return () => {
    let id = ''
    for (let at = 0, rest = next; at < 6; at++, rest = Math.floor(rest / 32)) id = DIGITS[rest % 32] + id
    next++
    return prefix + id
  }
}

const idPrefix = (importId: string): string =>
  importId.slice(0, 10) + createHash('sha256').update(importId).digest('hex').slice(0, 10).toUpperCase()

/** First and last id an import can have given. */
export const idRange = (importId: string): readonly [string, string] => [
  `${idPrefix(importId)}000000`,
  `${idPrefix(importId)}ZZZZZZ`,
]
