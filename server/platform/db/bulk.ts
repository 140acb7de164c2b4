import type { EntitySchema } from 'typeorm'
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata'
import type { Tx } from './database'

/** Rows of one statement: SQLite allows 32,766 parameters, MySQL 65,535. */
const PARAMETERS = 30_000

type Conflict<Row> =
  /** Rows that meet a unique rule are left as they are. */
  | { ignore: true }
  /** Rows that meet the unique rule over `on` get the new values of `set`. */
  | { on: (keyof Row & string)[]; set: (keyof Row & string)[] }

/**
 * Writes many rows with few statements: plain, skipping known ones, or updating them. Sort rows by their unique key first:
 * unsorted batches of two writers deadlock. Answers the number of rows given to the database.
 */
export async function bulkInsert<Row extends object>(
  tx: Tx,
  schema: EntitySchema<Row>,
  rows: readonly Row[],
  conflict?: Conflict<Row>,
): Promise<number> {
  if (rows.length === 0) return 0
  const metadata = tx.connection.getMetadata(schema)
  const columns = metadata.columns.filter((column) => !column.isGenerated)
  const sqlite = tx.connection.options.type === 'better-sqlite3'
  const quote = (name: string) => (sqlite ? `"${name}"` : `\`${name}\``)
  const named = (key: string) => {
    const column = columns.find((candidate) => candidate.propertyName === key)
    if (!column) throw new Error(`${metadata.name} has no column ${key}`)
    return quote(column.databaseName)
  }
  const ignore = conflict && 'ignore' in conflict
  const update = conflict && 'on' in conflict ? conflict : undefined
  const head = `${ignore ? (sqlite ? 'INSERT OR IGNORE' : 'INSERT IGNORE') : 'INSERT'} INTO ${quote(metadata.tableName)} (${columns.map((column) => quote(column.databaseName)).join(',')}) VALUES `
  const tail = !update
    ? ''
    : sqlite
      ? ` ON CONFLICT (${update.on.map(named).join(',')}) DO UPDATE SET ${update.set.map((key) => `${named(key)}=excluded.${named(key)}`).join(',')}`
      : ` ON DUPLICATE KEY UPDATE ${update.set.map((key) => `${named(key)}=VALUES(${named(key)})`).join(',')}`
  const one = `(${columns.map(() => '?').join(',')})`
  const size = Math.max(1, Math.floor(PARAMETERS / columns.length))
  for (let start = 0; start < rows.length; start += size) {
    const batch = rows.slice(start, start + size)
    const parameters = batch.flatMap((row) => columns.map((column) => toDatabase(column, row, sqlite)))
    await tx.query(head + batch.map(() => one).join(',') + tail, parameters)
  }
  return rows.length
}

export function toDatabase(column: ColumnMetadata, row: object, sqlite: boolean): unknown {
  const raw = (row as Record<string, unknown>)[column.propertyName]
  if (raw === undefined) throw new Error(`${column.entityMetadata.name}.${column.propertyName} has no value`)
  const transformer = column.transformer
  const value = transformer && !Array.isArray(transformer) ? transformer.to(raw) : raw
  return sqlite && value instanceof Date ? sqliteInstant(value) : value
}

/** The text TypeORM itself stores for a `datetime` on SQLite: UTC with milliseconds. */
export const sqliteInstant = (at: Date): string => at.toISOString().replace('T', ' ').replace('Z', '')

/** The SQL parameter for a moment in hand-written queries. */
export const instantParameter = (db: { connection: { options: { type: string } } }, at: Date): Date | string =>
  db.connection.options.type === 'better-sqlite3' ? sqliteInstant(at) : at

/** A moment as it comes back from hand-written queries: text on SQLite, Date on MySQL. */
export const instantFromRaw = (value: Date | string | null): Date | null =>
  value === null || value instanceof Date ? value : new Date(`${value.replace(' ', 'T')}Z`)
