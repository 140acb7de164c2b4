import { type DestinationStream, type Logger, pino } from 'pino'
import { maskAccountNo, maskPhone } from '../../../shared/domain/mask'

/**
 * The log of a process. Every line passes `maskLine` before it is written, whatever put it there: a vendor's error text, a
 * stack, a field nobody thought of. Account numbers and mobile numbers keep their last digits, secrets keep nothing.
 */
export function createLog(level: string, role: string, to?: DestinationStream): Logger {
  const options = {
    level,
    base: { role },
    // ISO time: a number of milliseconds has as many digits as an account number.
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['authorization', '*.authorization', 'req.headers', 'headers', '*.password', '*.token'],
      censor: '***',
    },
    hooks: { streamWrite: maskLine },
  }
  return to ? pino(options, to) : pino(options)
}

const SECRETS: readonly [RegExp, string][] = [
  [/\bBearer\s+[\w.~+/=-]+/gi, 'Bearer ***'],
  [/\bcs_[\w-]{20,}/g, 'cs_***'],
  // In addresses and in vendors' texts: access_token=…, "secret":"…"
  [
    /((?:access_token|session_key|secret|password|js_code|signature|token)\\?"?\s*[=:]\s*\\?"?)[\w.~%+/-]{6,}/gi,
    '$1***',
  ],
  // The report address of a text message provider holds its password.
  [/(\/callbacks\/sms\/[\w-]+\/)[\w-]+/g, '$1***'],
]

/** A row id, or a run of digits as long as a number of a person, an account or an ID card; a fraction of a number is neither. */
const NUMBERS = /\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b|(?<!\d)(?<!\d\.)\d{10,}[Xx]?(?!\d)/g

/** A line of the log without what would give a person or an account away. */
export function maskLine(line: string): string {
  const clean = SECRETS.reduce((text, [secret, stars]) => text.replace(secret, stars), line)
  return clean.replace(NUMBERS, (found, offset: number, whole: string) => {
    if (/^\w{26}$/.test(found) && /[A-Z]/i.test(found)) return found
    const masked = /^1[3-9]\d{9}$/.test(found) ? maskPhone(found) : found.length >= 15 ? '******' : maskAccountNo(found)
    // A bare JSON number becomes text, so that the line can still be read by programs.
    const bare = whole.slice(offset - 2, offset) === '":' && /[,}]/.test(whole[offset + found.length] ?? '')
    return bare ? `"${masked}"` : masked
  })
}
