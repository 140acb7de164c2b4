import type { Reader } from './database'

/** True where rows have to be locked to stay as they were read: SQLite has one writer anyway. */
export const locksRows = (db: Reader): boolean => db.connection.options.type !== 'better-sqlite3'

/** For the options of a `find` inside a transaction: the rows found stay ours until it ends, and are read as last committed. */
export const held = (db: Reader): { lock?: { mode: 'pessimistic_write' } } =>
  locksRows(db) ? { lock: { mode: 'pessimistic_write' } } : {}

/** The same at the end of a hand-written SELECT. */
export const forUpdate = (db: Reader): string => (locksRows(db) ? ' FOR UPDATE' : '')
