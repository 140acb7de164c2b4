import { REFUSALS, type RefusalCode } from '../../../shared/domain/refusal'

/** The one way to say no: a code of the table, with its Chinese words, and details where they help. */
export class Refusal extends Error {
  readonly statusCode: number
  constructor(
    readonly code: RefusalCode,
    readonly details?: unknown,
    words?: string,
  ) {
    super(words ?? REFUSALS[code].text)
    this.name = 'Refusal'
    this.statusCode = REFUSALS[code].status
  }
}

/** Throws when a rule answered with a code. */
export function refuseIf(code: RefusalCode | null | undefined | false): void {
  if (code) throw new Refusal(code)
}

/** The value, or the refusal when there is none. */
export function orRefuse<T>(value: T | null | undefined, code: RefusalCode = 'NOT_FOUND'): T {
  if (value === null || value === undefined) throw new Refusal(code)
  return value
}
