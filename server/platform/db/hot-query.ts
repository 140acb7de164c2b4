import type { Reader } from './database'

type MysqlPool = {
  execute(sql: string, values: unknown[], done: (error: Error | null, rows: unknown) => void): void
}

/**
 * A question asked at nearly every request. On MySQL it is prepared once on each connection of the pool and goes past TypeORM, whose
 * own way costs more than the question; inside a transaction, and on SQLite, it is an ordinary query.
 */
export function hotQuery<Row>(db: Reader, sql: string, values: unknown[]): Promise<Row[]> {
  const { driver, options } = db.connection
  if (options.type === 'better-sqlite3' || db.queryRunner) return db.query(sql, values)
  const { pool } = driver as unknown as { pool: MysqlPool }
  return new Promise((done, fail) =>
    pool.execute(sql, values, (error, rows) => (error ? fail(error) : done(rows as Row[]))),
  )
}
