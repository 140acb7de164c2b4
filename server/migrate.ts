import { ConfigFault, environment, readConfig } from './config'
import { openDatabase } from './platform/db/database'
import { FileHeld } from './platform/db/hold-file'
import { faultWords } from './platform/http/log'

/** Brings the database to this binary's tables and ends. */
async function main(): Promise<void> {
  const config = readConfig(environment())
  const db = await openDatabase(config.databaseUrl)
  try {
    const done = await db.migrate()
    console.log(done > 0 ? `数据库已升级：${done} 步(${db.version})` : `数据库已是最新(${db.version})`)
  } finally {
    await db.close()
  }
}

main().catch((error) => {
  console.error(error instanceof ConfigFault || error instanceof FileHeld ? error.message : faultWords(error))
  process.exit(1)
})
