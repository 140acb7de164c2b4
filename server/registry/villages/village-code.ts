/** Letters and digits that are not taken for one another on a worn print: no 0/O, 1/I/L, U/V. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 8

/**
 * A village's code for printed mini-program codes, from 32 random bytes in base64url. It says nothing about the village and
 * can't be counted up; fits the 32 characters of a scene.
 */
export function villageCode(token: string): string {
  // Bytes beyond the largest multiple of 30 would make the first letters likelier. Of 32 bytes fewer than 8 remain once in 10²³ times.
  const fair = [...Buffer.from(token, 'base64url')].filter((byte) => byte < 240)
  return fair
    .slice(0, LENGTH)
    .map((byte) => LETTERS[byte % LETTERS.length])
    .join('')
}
