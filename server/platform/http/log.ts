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
    serializers: { err: faultOf },
    hooks: { streamWrite: maskLine },
  }
  return to ? pino(options, to) : pino(options)
}

type Fault = { type: string; code?: string; message: string; stack?: string; cause?: Fault }

/**
 * What the log keeps of an error. The database's errors carry the question with all its values, and the driver puts values into
 * the message as well: neither is kept.
 */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) return { type: typeof error, message: withoutValues(String(error)) }
  const { name, message, stack, cause } = error
  const { code } = error as { code?: unknown }
  return {
    type: name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code: String(code) } : {}),
    message: withoutValues(message),
    ...(stack ? { stack: withoutValues(stack) } : {}),
    ...(cause instanceof Error ? { cause: faultOf(cause) } : {}),
  }
}

/** An error in one masked line, for a terminal or a table: `ER_DUP_ENTRY QueryFailedError: Duplicate entry '***' for key 'uq_staff'`. */
export function faultWords(error: unknown): string {
  const { code, type, message } = faultOf(error)
  return maskLine(`${code ? `${code} ` : ''}${type}: ${message}`)
}

/** MySQL's messages quote the value they refuse; a value may hold quotes itself. */
const withoutValues = (text: string): string =>
  text
    .replace(/(entry ')[^\n]*(' for key)/g, '$1***$2')
    .replace(/((?:value:?|near) ')[^\n]*('(?= for column| for function| at line|\n|$))/g, '$1***$2')

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
