import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const ROOT = resolve(__dirname, '..')
const INSTALLING_MS = 15 * 60_000

/** The project as it would be committed, in a folder of its own. */
function cleanClone(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cunsuo-clone-'))
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT })
  for (const file of listed.toString().split('\0').filter(Boolean)) {
    if (!existsSync(join(ROOT, file))) continue
    mkdirSync(join(folder, dirname(file)), { recursive: true })
    cpSync(join(ROOT, file), join(folder, file))
  }
  // A developer's own machine lends its packages as hard links; CI installs them, as a newcomer does.
  if (!process.env.CI)
    for (const packages of ['node_modules', 'server/node_modules'])
      if (existsSync(join(ROOT, packages))) execFileSync('cp', ['-al', join(ROOT, packages), join(folder, packages)])
  return folder
}

async function listen(port = 0): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

async function freePort(): Promise<number> {
  const server = await listen()
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** What a failed test leaves running. */
const stops: (() => Promise<void>)[] = []

/** Types `npm start` and waits until it has printed the sign-ins' end or has ended. */
async function npmStart(folder: string, ports: { PORT: string; SANDBOX_PORT: string }) {
  // What npm itself told this test run must not reach the npm inside.
  const inherited = Object.entries(process.env).filter(([name]) => !/^(npm_|JEST_|NODE_ENV$|TEST_|DEEP_)/.test(name))
  const child = spawn('npm', ['start'], { cwd: folder, env: { ...Object.fromEntries(inherited), ...ports } })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  let said = ''
  const ready = new Promise<void>((done) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text
        if (/村所对接已启动/.test(said)) setTimeout(done, 200)
      })
  })
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  stops.push(stop)
  await Promise.race([ready, ended])
  return {
    said,
    addresses: [...said.matchAll(/^ {2}\S+\s+(http:\S+)$/gm)].map(([, url]) => url as string),
    ended,
    stop,
  }
}

/** The port can be listened on again: nothing that npm start began is left. */
async function isFreeSoon(port: string): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      const server = await listen(Number(port))
      server.close()
      return true
    } catch {
      await new Promise((done) => setTimeout(done, 200))
    }
  }
  return false
}

describe('npm start in a clean clone', () => {
  let folder: string
  const ports = { PORT: '', SANDBOX_PORT: '' }

  beforeAll(async () => {
    folder = cleanClone()
    ports.PORT = String(await freePort())
    ports.SANDBOX_PORT = String(await freePort())
  })
  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test(
    'prints addresses that answer and the sign-ins; a second start installs, builds and imports nothing and keeps the data',
    async () => {
      const first = await npmStart(folder, ports)
      expect(first.said).toContain('村所对接已启动')
      expect(first.addresses).toHaveLength(3)
      for (const url of first.addresses)
        expect({ url, status: (await fetch(url)).status }).toEqual({ url, status: 200 })
      const signIns = readFileSync(join(folder, 'data/sign-ins.json'), 'utf8')
      for (const role of ['村民', '对接人员', '村委', '管理员']) expect(first.said).toContain(role)
      await first.stop()
      expect(await isFreeSoon(ports.PORT)).toBe(true)
      expect(await isFreeSoon(ports.SANDBOX_PORT)).toBe(true)

      // How long it takes is for `npm run bench -- size`; here, that it does nothing a second time.
      const again = await npmStart(folder, ports)
      expect(again.said).toContain('村所对接已启动')
      expect(again.said).not.toMatch(/安装依赖包|编译服务端：完成|构建完成|导入/)
      expect(readFileSync(join(folder, 'data/sign-ins.json'), 'utf8')).toBe(signIns)
      await again.stop()
    },
    INSTALLING_MS,
  )

  test('a port in use is named, with what to do, and nothing is started', async () => {
    const taken = await listen()
    const port = String((taken.address() as { port: number }).port)
    try {
      const start = await npmStart(folder, { ...ports, PORT: port })
      expect(await start.ended).toBe(1)
      expect(start.said).toContain(`端口 ${port} 已被别的程序占用`)
      expect(start.said).toContain(`PORT=${Number(port) + 10} npm start`)
      expect(await isFreeSoon(ports.SANDBOX_PORT)).toBe(true)
    } finally {
      taken.close()
    }
  })
})
