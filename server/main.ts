import { buildApp } from './app'
import { ConfigFault, environment, readConfig } from './config'
import { openHouse } from './house'
import { liveFaults } from './live-guard'
import { FileHeld } from './platform/db/hold-file'
import { createLog } from './platform/http/log'
import { startWork } from './work'

/**
 * One process of the house: `node main.js [api|worker|all]`. The only place with a real clock; in a sandbox the far ends' clock
 * is followed instead, so that time can be set.
 */
async function main(): Promise<void> {
  const role = process.argv[2] ?? 'all'
  if (!['api', 'worker', 'all'].includes(role)) throw new Error(`不认识的角色「${role}」：可用 api、worker、all`)
  const config = readConfig(environment())
  const log = createLog(config.logLevel, role)
  for (const warning of config.warnings) log.warn(warning)

  let offsetMs = 0
  const followSandbox = async () => {
    const answer = await fetch(`${config.sandboxUrl}/__sandbox/clock`, { signal: AbortSignal.timeout(2_000) })
    offsetMs = Number(((await answer.json()) as { offsetMs: number }).offsetMs)
  }
  let follower: NodeJS.Timeout | undefined
  if (config.sandboxUrl) {
    await followSandbox()
    follower = setInterval(
      () => followSandbox().catch((error) => log.warn({ err: error }, 'sandbox clock not reached')),
      500,
    )
  }
  const clock = () => new Date(Date.now() + offsetMs)

  const deps = await openHouse(config, clock, log)
  if ((await deps.db.pendingMigrations()) > 0)
    throw new Error('数据库还没有升级：请先运行 npm run migrate(npm start 会自动做)')
  const faults = await liveFaults(config, deps.db.read)
  if (faults.length > 0) throw new ConfigFault(faults)
  const stopWork = role === 'api' ? async () => {} : startWork(deps)
  const app = role === 'worker' ? null : (await buildApp(deps)).app
  if (app) await app.listen({ port: config.port, host: config.host })

  let ending = false
  const end = async (signal: string) => {
    if (ending) return
    ending = true
    log.info({ signal }, 'stopping')
    clearInterval(follower)
    await app?.close()
    await stopWork()
    await deps.db.close()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end(signal))
}

main().catch((error) => {
  if (error instanceof ConfigFault || error instanceof FileHeld) console.error(error.message)
  else createLog('error', 'start').fatal({ err: error }, 'not started')
  process.exit(1)
})
