import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, openDatabase } from '../platform/db/database'
import { databaseUrl } from './world'

/** A migrated database without a house around it, for tests of the database itself. */
export async function openOwnDatabase() {
  const folder = mkdtempSync(join(tmpdir(), 'cunsuo-database-'))
  const url = databaseUrl(folder)
  const db: Database = await openDatabase(url)
  await db.migrate()
  let open = true
  const close = async () => {
    if (open) await db.close()
    open = false
  }
  return {
    db,
    url,
    close,
    async remove() {
      if (db.dialect === 'mysql')
        await db.write((tx) => tx.query(`DROP DATABASE \`${new URL(url).pathname.slice(1)}\``))
      await close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
