import { Readable } from 'node:stream'
import type { DataSource, EntitySchema } from 'typeorm'
import { bulkInsert, sqliteInstant, toDatabase } from './bulk'
import type { Tx } from './database'

/** What mysql2 answers to a LOAD DATA. */
type Loaded = { affectedRows: number; warningStatus: number }
type RawConnection = {
  query(
    options: { sql: string; infileStreamFactory: () => Readable },
    done: (error: Error | null, loaded: Loaded) => void,
  ): void
}

/** Whether a server takes rows as a stream; asked once for each. */
const takesStreams = new WeakMap<DataSource, Promise<boolean>>()

function serverTakesStreams(tx: Tx): Promise<boolean> {
  const source = tx.connection
  const known = takesStreams.get(source)
  if (known !== undefined) return known
  const asked =
    source.options.type === 'better-sqlite3'
      ? Promise.resolve(false)
      : tx.query('SELECT @@local_infile AS allowed').then(([row]) => Number(row?.allowed) === 1)
  takesStreams.set(source, asked)
  return asked
}

/**
 * Inserts many new rows: as a stream (LOAD DATA LOCAL) where the server allows it, which spares it the parsing of some
 * thousand values a statement, else by `bulkInsert`. The rows come from here, never from a file the server could name.
 */
export async function bulkLoad<Row extends object>(
  tx: Tx,
  schema: EntitySchema<Row>,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return
  if (!(await serverTakesStreams(tx)) || !tx.queryRunner) {
    await bulkInsert(tx, schema, rows)
    return
  }
  const metadata = tx.connection.getMetadata(schema)
  const columns = metadata.columns.filter((column) => !column.isGenerated)
  const lines = rows.map((row) => columns.map((column) => cell(toDatabase(column, row, false))).join('\t'))
  const names = columns.map((column) => `\`${column.databaseName}\``).join(',')
  const sql = `LOAD DATA LOCAL INFILE 'rows' INTO TABLE \`${metadata.tableName}\` CHARACTER SET utf8mb4 (${names})`
  const connection = (await tx.queryRunner.connect()) as RawConnection
  const loaded = await new Promise<Loaded>((done, fail) =>
    connection.query(
      { sql, infileStreamFactory: () => Readable.from([Buffer.from(`${lines.join('\n')}\n`)]) },
      (error, result) => (error ? fail(error) : done(result)),
    ),
  )
  // LOCAL turns a duplicate or a value that does not fit into a warning: here it must stay a refusal.
  if (loaded.affectedRows !== rows.length || loaded.warningStatus !== 0)
    throw Object.assign(new Error(`${metadata.tableName}: ${loaded.affectedRows} of ${rows.length} rows were taken`), {
      code: 'ER_DUP_ENTRY',
    })
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '\\0' }

function cell(value: unknown): string {
  if (value === null || value === undefined) return '\\N'
  if (value instanceof Date) return sqliteInstant(value)
  const text = String(value)
  return /[\\\t\n\r\0]/.test(text) ? text.replace(/[\\\t\n\r\0]/g, (sign) => ESCAPES[sign] as string) : text
}
