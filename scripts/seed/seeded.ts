import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { DEMO_STATION } from '../../server/live-guard'

export { DEMO_STATION }

const QUESTION = 'SELECT 1 AS found FROM station WHERE code = ?'

/**
 * Whether the demonstration station is in the database. Asked at every start, so it does without the house: loading TypeORM and all
 * tables takes longer than everything else of a second start.
 */
export async function isSeeded(databaseUrl: string): Promise<boolean> {
  if (databaseUrl.startsWith('sqlite:')) {
    const file = resolve(databaseUrl.slice('sqlite:'.length))
    if (!existsSync(file)) return false
    const { default: Sqlite } = (await import('libsql')) as unknown as {
      default: new (path: string, options: object) => Sqlite
    }
    const db = new Sqlite(file, { readonly: true })
    try {
      return db.prepare(QUESTION).get(DEMO_STATION) !== undefined
    } finally {
      db.close()
    }
  }
  const connection = await createConnection(databaseUrl)
  try {
    const [rows] = await connection.query(QUESTION, [DEMO_STATION])
    return (rows as unknown[]).length > 0
  } finally {
    await connection.end()
  }
}

type Sqlite = { prepare(sql: string): { get(...values: unknown[]): unknown }; close(): void }
