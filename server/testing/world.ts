import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InjectOptions } from 'fastify'
import { type DestinationStream, pino } from 'pino'
import { createClient, type Trouble } from '../../miniprogram/src/api/client'
import type { RouteInput, RouteKey, RouteReply } from '../../shared/contract/contract'
import { buildApp, jobs, reactions } from '../app'
import { type Config, readConfig } from '../config'
import type { Deps } from '../deps'
import { createSender } from '../fulfilment/deliveries/sender'
import { openHouse } from '../house'
import { openDatabase } from '../platform/db/database'
import { createLog } from '../platform/http/log'
import { runClockwork } from '../platform/outbox/clockwork'
import { dispatchOne } from '../platform/outbox/outbox'
import { createSandbox } from '../sandbox/sandbox'

/** Monday, 09:00 in China: a working morning. */
export const MONDAY_MORNING = '2026-03-02T01:00:00.000Z'

let count = 0

/** A database of this world alone; `close` removes it, and the end of the run whatever a failed test left. */
export function databaseUrl(folder: string): string {
  if (process.env.TEST_DATABASE !== 'mysql') return `sqlite:${join(folder, 'world.sqlite')}`
  const server = new URL(process.env.TEST_MYSQL_URL ?? 'mysql://root@127.0.0.1:3306')
  server.pathname = `/${process.env.TEST_DATABASE_PREFIX ?? 'cunsuo_test_'}${process.pid}_${Date.now().toString(36)}${count++}`
  return server.href
}

type WorldOptions = {
  start?: string
  env?: Record<string, string>
  /** Where the log of the process goes, as it is in service; without it nothing is logged. */
  logTo?: DestinationStream
}

/**
 * One whole station for a test: real app, real database, real adapters, sandboxed far ends on a real port, a clock turned by
 * hand. Nothing of ours is mocked.
 */
export async function openWorld(options: WorldOptions = {}) {
  // What is open so far: a world that fails half-way must not keep the test process alive.
  const open: (() => unknown)[] = []
  const close = async () => {
    for (const each of open.splice(0).reverse()) await each()
  }
  try {
    return { ...(await build(options, open)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function build(options: WorldOptions, open: (() => unknown)[]) {
  const folder = mkdtempSync(join(tmpdir(), 'cunsuo-world-'))
  open.push(() => rmSync(folder, { recursive: true, force: true }))
  let now = new Date(options.start ?? MONDAY_MORNING)
  const clock = () => new Date(now)
  const sandbox = createSandbox({ clock, wall: () => new Date() })
  open.push(() => sandbox.close())
  const sandboxUrl = await sandbox.listen({ port: 0, host: '127.0.0.1' })
  const config: Config = readConfig({
    SANDBOX_URL: sandboxUrl,
    DATABASE_URL: databaseUrl(folder),
    DATA_FOLDER: folder,
    PUBLIC_URL: 'http://127.0.0.1:1',
    REQUESTS_PER_MINUTE: '100000',
    ...options.env,
  })
  const db = await openDatabase(config.databaseUrl)
  open.push(() => db.close())
  if (db.dialect === 'mysql')
    open.push(() => db.write((tx) => tx.query(`DROP DATABASE \`${new URL(config.databaseUrl).pathname.slice(1)}\``)))
  await db.migrate()
  const log = options.logTo
    ? createLog('debug', 'test', options.logTo)
    : pino({ level: process.env.LOG_LEVEL ?? 'silent' })
  const deps: Deps = await openHouse(config, clock, log, db)
  const sender = createSender(deps)
  const { app, mounted } = await buildApp(deps)
  open.push(() => app.close())

  /** One request as text, for tests that look at the wire. */
  const inject = (request: InjectOptions) => app.inject(request)
  /** Calls a route of the contract the way the mini-program does; `token` says as whom. Throws Trouble on a refusal. */
  const callAs = <K extends RouteKey>(
    token: string | null,
    key: K,
    input?: RouteInput<K>,
    options?: { idempotencyKey?: string },
  ): Promise<RouteReply<K>> =>
    createClient(
      async ({ method, url, header, body }) => {
        const answer = await app.inject({
          method: method as 'GET',
          url,
          headers: header,
          ...(body === undefined ? {} : { payload: body as object }),
        })
        return { status: answer.statusCode, data: answer.body ? JSON.parse(answer.body) : null }
      },
      deps.newId,
      {
        token: () => token,
        // In a test nobody signs in behind one's back: the refusal itself is what is looked at.
        signInAgain: async () => {},
      },
    )(key, ...([input, options] as never))

  return {
    deps,
    db,
    app,
    mounted,
    sandbox,
    sandboxUrl,
    folder,
    inject,
    callAs,
    call: <K extends RouteKey>(key: K, input?: RouteInput<K>) => callAs(null, key, input),
    now: () => clock(),
    /** Turns the clock forward. */
    passTime: (ms: number) => {
      now = new Date(now.getTime() + ms)
    },
    setTime: (at: string) => {
      now = new Date(at)
    },
    /** Runs the background work until nothing is due. */
    async settle() {
      const work = async () => {
        while ((await dispatchOne(deps, reactions)) || (await sender.tend()) || (await sender.pump())) {}
      }
      await work()
      await runClockwork(deps, jobs, deps.newId())
      await work()
    },
  }
}

export type World = Awaited<ReturnType<typeof openWorld>>
export type { Trouble }
