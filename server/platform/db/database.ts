import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { DataSource, type DataSourceOptions, type EntityManager } from 'typeorm'
import { holdFile } from './hold-file'
import { migrations } from './migrations'
import { tables } from './tables'

/** A manager inside a transaction. Required first parameter of every action. */
export type Tx = EntityManager & { readonly __tx?: true }
/** A manager for plain reads of what is committed. */
export type Reader = EntityManager

export type Dialect = 'sqlite' | 'mysql'

/** The two doors to the database. What differs between SQLite and MySQL/MariaDB ends behind them. */
export interface Database {
  readonly dialect: Dialect
  /** `SQLite 3.45.1`, `MariaDB 10.11.19` …, for health and the bench. */
  readonly version: string
  readonly read: Reader
  /**
   * Runs `work` in one transaction and commits it, or undoes all of it when it throws. On a deadlock or lock time-out it
   * runs again (at most 5 times), so `work` must do nothing outside the transaction. Never call it inside `work`.
   */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  migrate(onStep?: (done: number, total: number) => void): Promise<number>
  /** Migrations this binary knows and the database lacks. */
  pendingMigrations(): Promise<number>
  close(): Promise<void>
}

const TRIES = 5
const AGAIN = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'SQLITE_BUSY'])

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '')

/** True when a unique rule refused the row, on either database. */
export const isDuplicate = (error: unknown): boolean =>
  ['ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY'].includes(codeOf(error))

/** Opens the database named by `url`: `sqlite:path/to/file` or `mysql://user:password@host:port/name`. */
export async function openDatabase(url: string): Promise<Database> {
  return url.startsWith('sqlite:') ? openSqlite(url.slice('sqlite:'.length)) : openMysql(url)
}

async function openSqlite(path: string): Promise<Database> {
  const file = resolve(path)
  mkdirSync(dirname(file), { recursive: true })
  const release = holdFile(`${file}.lock`)
  const common = {
    type: 'better-sqlite3',
    database: file,
    driver: require('libsql'),
    entities: tables,
    migrations,
    migrationsTransactionMode: 'each',
  }
  const writer = new DataSource(common as unknown as DataSourceOptions)
  const reader = new DataSource(common as unknown as DataSourceOptions)
  try {
    for (const source of [writer, reader]) {
      await source.initialize()
      await source.query('PRAGMA journal_mode = WAL')
      await source.query('PRAGMA synchronous = FULL')
      await source.query('PRAGMA busy_timeout = 5000')
    }
    // The second connection is for reads only: it must never wait for, or see, an open transaction of the first.
    await reader.query('PRAGMA query_only = ON')
  } catch (error) {
    release()
    throw error
  }
  const [{ version }] = await reader.query('SELECT sqlite_version() AS version')
  let last: Promise<unknown> = Promise.resolve()
  /** One connection carries all writes: without the queue a second transaction would end up inside the first. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work)
    last = mine.catch(() => undefined)
    return mine
  }
  return {
    dialect: 'sqlite',
    version: `SQLite ${version}`,
    read: reader.manager,
    write: (work) => inTurn(() => again(() => writer.transaction((tx) => work(tx)))),
    migrate: (onStep) => inTurn(() => migrate(writer, onStep)),
    pendingMigrations: () => inTurn(() => pending(writer)),
    async close() {
      await last
      await reader.destroy()
      await writer.destroy()
      release()
    },
  }
}

async function openMysql(url: string): Promise<Database> {
  const { type, version } = await askServer(url)
  const source = new DataSource({
    type,
    url,
    timezone: 'Z',
    charset: 'utf8mb4',
    supportBigNumbers: true,
    bigNumberStrings: false,
    entities: tables,
    migrations,
    migrationsTransactionMode: 'none',
    extra: {
      connectionLimit: 12,
      enableKeepAlive: true,
      keepAliveInitialDelay: 10_000,
      idleTimeout: 60_000,
      maxIdle: 4,
    },
  } as DataSourceOptions)
  await source.initialize()
  return {
    dialect: 'mysql',
    version,
    read: source.manager,
    // READ COMMITTED: at REPEATABLE READ a polling dispatcher locks gaps and blocks every insert.
    write: (work) => again(() => source.transaction('READ COMMITTED', (tx) => work(tx))),
    migrate: (onStep) => migrate(source, onStep),
    pendingMigrations: () => pending(source),
    close: () => source.destroy(),
  }
}

/** Makes the database when it is missing and asks which server answers: TypeORM needs `mariadb` or `mysql`. */
async function askServer(url: string): Promise<{ type: 'mariadb' | 'mysql'; version: string }> {
  const target = new URL(url)
  const name = decodeURIComponent(target.pathname.slice(1))
  if (!/^[\w-]{1,64}$/.test(name)) throw new Error(`DATABASE_URL: 数据库名「${name}」只能用字母、数字、_ 和 -`)
  const connection = await createConnection({
    host: target.hostname,
    port: Number(target.port || 3306),
    user: decodeURIComponent(target.username),
    password: decodeURIComponent(target.password),
  })
  try {
    const [rows] = await connection.query('SELECT VERSION() AS version')
    const version = String((rows as { version: string }[])[0]?.version)
    // Binary comparison, as on SQLite: 户号 and names are told apart letter by letter.
    await connection.query(`CREATE DATABASE IF NOT EXISTS \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`)
    const maria = version.includes('MariaDB')
    return {
      type: maria ? 'mariadb' : 'mysql',
      version: maria ? `MariaDB ${version.split('-')[0]}` : `MySQL ${version}`,
    }
  } finally {
    await connection.end()
  }
}

async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt >= TRIES || !AGAIN.has(codeOf(error))) throw error
      await new Promise((done) => setTimeout(done, 20 * attempt))
    }
  }
}

async function pending(source: DataSource): Promise<number> {
  const runner = source.createQueryRunner()
  try {
    const done = (await runner.hasTable('migrations')) ? await runner.query('SELECT name FROM migrations') : []
    const names = new Set((done as { name: string }[]).map((row) => row.name))
    return migrations.filter((migration) => !names.has(migration.name)).length
  } finally {
    await runner.release()
  }
}

async function migrate(source: DataSource, onStep?: (done: number, total: number) => void): Promise<number> {
  const total = await pending(source)
  onStep?.(0, total)
  if (total > 0) await source.runMigrations({ transaction: source.options.type === 'better-sqlite3' ? 'each' : 'none' })
  onStep?.(total, total)
  return total
}
