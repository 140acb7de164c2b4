/**
 * How a send to the outside ended. There are four ends, not two: a time-out is `unknown` – the far end may have it – and is
 * never treated as "failed, try again".
 */
export type SendOutcome =
  | { kind: 'ok'; providerId: string }
  /** The far end will not take it, now or later. `code` is the vendor's own. */
  | { kind: 'refused'; code: string }
  /** Nothing was accepted; worth another try, not before `afterMs`. `account`: that holds for every message, not for this one. */
  | { kind: 'retry'; code: string; afterMs: number; account?: boolean }
  | { kind: 'unknown'; code: string }
