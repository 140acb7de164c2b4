import type { Reader } from './database'

type MysqlPool = {
  execute(sql: string, values: unknown[], done: (error: Error | null, rows: unknown) => void): void
}
type Asked<Row> = { values: unknown[]; keys: Map<string, { done(rows: Row[]): void; fail(error: unknown): void }[]> }

/** Keys of one question at most. */
const AT_ONCE = 64

/**
 * A question asked at nearly every request, about one key: `sql` gets the marks for an IN (…), whose keys come after `values`, and each
 * row names its key under `key`. Those who ask at the same moment (one turn of the event loop) are answered by one question, so a round
 * trip to the database is paid once and not by everybody; each question begins after all of its askers, so nobody is told something
 * old. `values` are those of the first asker. On MySQL it is prepared once on each connection and goes past TypeORM, whose own way costs
 * more than the question. Inside a transaction, and on SQLite, it is an ordinary query.
 */
export function hotQuestion<Row extends object>(sql: (marks: string) => string, key: keyof Row) {
  const open = new WeakMap<object, Asked<Row>>()
  return (db: Reader, asked: string, ...values: unknown[]): Promise<Row[]> => {
    if (db.queryRunner || db.connection.options.type === 'better-sqlite3') return db.query(sql('?'), [...values, asked])
    return new Promise((done, fail) => {
      let now = open.get(db.connection)
      if (!now) {
        const fresh: Asked<Row> = { values, keys: new Map() }
        now = fresh
        open.set(db.connection, fresh)
        setImmediate(() => {
          open.delete(db.connection)
          const keys = [...fresh.keys.keys()]
          for (let from = 0; from < keys.length; from += AT_ONCE) askPool(db, fresh, keys.slice(from, from + AT_ONCE))
        })
      }
      const waiting = now.keys.get(asked)
      if (waiting) waiting.push({ done, fail })
      else now.keys.set(asked, [{ done, fail }])
    })
  }

  function askPool(db: Reader, { values, keys }: Asked<Row>, some: string[]): void {
    const { pool } = db.connection.driver as unknown as { pool: MysqlPool }
    // Few different lengths, so that few statements are prepared: the last key fills up.
    const length = 2 ** Math.ceil(Math.log2(some.length))
    const filled = Array.from({ length }, (_, at) => some[Math.min(at, some.length - 1)])
    pool.execute(sql(filled.map(() => '?').join(',')), [...values, ...filled], (error, found) => {
      const rows = new Map<unknown, Row[]>(some.map((one) => [one, []]))
      if (!error) for (const row of found as Row[]) rows.get(row[key])?.push(row)
      for (const one of some)
        for (const asker of keys.get(one) ?? []) error ? asker.fail(error) : asker.done(rows.get(one) as Row[])
    })
  }
}
