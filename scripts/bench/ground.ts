import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Connection, createConnection } from 'mysql2/promise'
import { callerOf } from '../stage/call'
import { foundStation } from '../stage/found-station'
import { openStage } from '../stage/programs'
import { projectRoot } from '../stage/root'
import { profileOptions } from './profile'

type OwnMariaDb = { url: string; pid: number; stop(): Promise<void> }

const startMariaDb = async (): Promise<OwnMariaDb> => {
  const file = pathToFileURL(join(projectRoot(), 'scripts/setup/mariadb.mjs')).href
  return ((await import(file)) as { startMariaDb(): Promise<OwnMariaDb> }).startMariaDb()
}

/** A MariaDB of the bench's own, durable like a station's, with the product's programs on it and an admin signed in. */
export type BenchGround = Awaited<ReturnType<typeof openGround>>

/** With `profile` the server leaves a CPU profile in the folder at its end. */
export async function openGround({ profile }: { profile: boolean }) {
  const folder = await mkdtemp(join(tmpdir(), 'cunsuo-bench-'))
  const maria = await startMariaDb()
  const databaseUrl = `${maria.url}/cunsuo_bench`
  const stage = await openStage({ folder, databaseUrl, ...(profile ? { nodeOptions: profileOptions(folder) } : {}) })
  let sql: Connection | undefined
  const close = async () => {
    await sql?.end()
    await stage.close()
    await maria.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const admin = { account: 'suozhang', password: randomBytes(12).toString('base64url') }
    await foundStation(stage.env, admin)
    sql = await createConnection({
      uri: databaseUrl,
      timezone: 'Z',
      flags: ['+LOCAL_FILES'],
      multipleStatements: true,
    } as never)
    // Every commit reaches the disk, as in service.
    await sql.query('SET GLOBAL innodb_flush_log_at_trx_commit = 1')
    const version = String(((await sql.query('SELECT VERSION() AS v'))[0] as { v: string }[])[0]?.v)
    await stage.startServer()
    const { token } = await callerOf(stage.url, null)('POST /sessions/staff', { body: admin })
    return { folder, stage, sql, databaseUrl, databasePid: maria.pid, version, token, close }
  } catch (error) {
    await close()
    throw error
  }
}
