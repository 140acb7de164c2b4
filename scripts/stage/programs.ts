import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { projectRoot } from './root'

/** A program that did not do what the stage needs; the message is for a person. */
export class StageFault extends Error {}

export type StageOptions = {
  /** Where the far ends' record, the keys and an embedded database lie. */
  folder: string
  databaseUrl: string
  /** Settings of the server beyond these; see .env.example. */
  env?: Record<string, string>
  /** Options of node for the server, e.g. `--cpu-prof`. */
  nodeOptions?: string[]
  /** Lines of the programs are shown instead of kept for a failure. */
  loud?: boolean
}

/** The server's program and the far ends' program, as `npm start` runs them, on free ports. */
export type Stage = Awaited<ReturnType<typeof openStage>>

/** Starts the far ends; the server starts and ends as often as one likes. Programs end by their own process, never by name. */
export async function openStage(options: StageOptions) {
  const [port, sandboxPort] = await freePorts(2)
  const url = `http://127.0.0.1:${port}`
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`
  const env = {
    ...process.env,
    PLATFORM: 'sandbox',
    PORT: String(port),
    SANDBOX_URL: sandboxUrl,
    DATABASE_URL: options.databaseUrl,
    DATA_FOLDER: options.folder,
    LOG_LEVEL: 'warn',
    REQUESTS_PER_MINUTE: '1000000',
    ...options.env,
  }
  const said: string[] = []
  const start = (file: string, args: string[], nodeOptions: string[] = []): ChildProcess => {
    const command = [...nodeOptions, join(projectRoot(), 'dist', file), ...args]
    const child = spawn(process.execPath, command, { env, stdio: ['ignore', 'pipe', 'pipe'], cwd: projectRoot() })
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text: Buffer) => (options.loud ? process.stderr.write(text) : said.push(text.toString())))
    return child
  }
  const reports = `${url}/callbacks/sms/sandbox/sandbox-report`
  const sandboxArgs = ['--port', String(sandboxPort), '--data', options.folder, '--report-url-sms', reports]
  const sandbox = start('server/sandbox/main.js', sandboxArgs)
  let server: ChildProcess | undefined

  const untilAnswers = async (address: string, child: ChildProcess): Promise<void> => {
    for (const until = performance.now() + 60_000; performance.now() < until; await pause(20)) {
      if (hasEnded(child)) break
      const reply = await fetch(address).catch(() => undefined)
      await reply?.body?.cancel()
      if (reply?.ok) return
    }
    throw new StageFault(`${address} 没有响应：\n${said.slice(-30).join('')}`)
  }
  await untilAnswers(`${sandboxUrl}/__sandbox/clock`, sandbox).catch(async (error: unknown) => {
    await endProcess(sandbox)
    throw error
  })

  return {
    url,
    sandboxUrl,
    sandboxPid: sandbox.pid as number,
    get serverPid(): number {
      return server?.pid as number
    },
    /** The environment the programs run in, for `readConfig`. */
    env,
    /** Starts the server; answers when it does. The database must be migrated. */
    async startServer(): Promise<void> {
      server = start('server/main.js', ['all'], options.nodeOptions)
      await untilAnswers(`${url}/health/live`, server)
    },
    /** kill -9, now. */
    async killServer(): Promise<void> {
      server?.kill('SIGKILL')
      if (server && !hasEnded(server)) await once(server, 'exit')
    },
    async stopServer(): Promise<void> {
      if (server) await endProcess(server)
    },
    /** What the programs printed last. */
    said: () => said.slice(-50).join(''),
    async close(): Promise<void> {
      if (server) await endProcess(server)
      await endProcess(sandbox)
    },
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

/** Asks a program to end, and ends it after 40 s. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 40_000)
  await once(child, 'exit')
  clearTimeout(late)
}

/** Ports nobody uses at the moment, different from each other. */
export async function freePorts(count: number): Promise<number[]> {
  const probes = await Promise.all(
    Array.from({ length: count }, async () => {
      const probe = createServer().listen(0, '127.0.0.1')
      await once(probe, 'listening')
      return probe
    }),
  )
  const ports = probes.map((probe) => (probe.address() as { port: number }).port)
  await Promise.all(probes.map((probe) => new Promise((done) => probe.close(done))))
  return ports
}
