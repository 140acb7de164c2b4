import { openOwnDatabase } from '../../testing/own-database'
import type { Database } from './database'
import { tables } from './tables'

let db: Database
let remove: () => Promise<void>
beforeAll(async () => {
  ;({ db, remove } = await openOwnDatabase())
})
afterAll(() => remove())

/** What the database would need to become what the tables say. */
const drift = async () => {
  const { upQueries } = await db.read.connection.driver.createSchemaBuilder().log()
  return upQueries.map(({ query }) => query)
}

test('the migrations make exactly the tables of the code', async () => {
  expect(await db.pendingMigrations()).toBe(0)
  expect(await drift()).toEqual([])
})

test('migrating again does nothing', async () => {
  expect(await db.migrate()).toBe(0)
})

test('every table of the code is there and empty', async () => {
  for (const table of tables) expect(await db.read.count(table)).toBe(0)
})

test('a lost index is noticed', async () => {
  const on = db.dialect === 'mysql' ? ' ON audit' : ''
  await db.write((tx) => tx.query(`DROP INDEX ix_audit_at${on}`))
  expect(await drift()).toEqual([expect.stringContaining('ix_audit_at')])
})
