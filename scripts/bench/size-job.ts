import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePorts } from '../stage/programs'
import { projectRoot } from '../stage/root'
import { type Goal, judge, machineWords, markdown, median, rssMb, spread } from './measure'

const PACKAGE = 'miniprogram/dist/weapp'
const MUST_MB = 1
const MUST_START_S = 5
const MUST_RSS_MB = 200
const IDLE_MS = 10_000
const LONGEST_MS = 300_000

/** P13: the mini-program's main package, the second `npm start`, memory of the idle server. */
export async function sizeJob(rounds: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'cunsuo-bench-size-'))
  try {
    const main = mainPackageMb()
    const starts: number[] = []
    const idle: number[] = []
    // The first start makes the demonstration station; only those after it are counted.
    for (let round = 0; round <= rounds; round++) {
      const { seconds, rss } = await startOnce(folder, round > 0)
      if (round > 0) starts.push(seconds)
      if (round > 0) idle.push(rss)
    }
    console.log(`\n### size：${rounds} 次，中位数（最小–最大）\n\n${machineWords()}；示范供电所 18,200 户，SQLite\n`)
    const rows = [
      ['小程序主包（MB）', main.toFixed(2)],
      ['第二次 npm start 到印出地址（秒）', spread(starts)],
      ['空闲时服务进程内存（MB）', spread(idle)],
    ]
    console.log(markdown(['量', '值'], rows))
    const goals: Goal[] = [
      { words: '小程序主包（MB）', reached: main, must: MUST_MB, atMost: true },
      { words: '第二次启动（秒）', reached: median(starts), must: MUST_START_S, atMost: true },
      { words: '空闲内存（MB）', reached: median(idle), must: MUST_RSS_MB, atMost: true },
    ]
    return judge(goals)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** All files of the built package but those of its subpackages. */
function mainPackageMb(): number {
  const root = join(projectRoot(), PACKAGE)
  if (!existsSync(join(root, 'app.json'))) throw new Error('小程序还没有构建：node scripts/build-miniprogram.mjs weapp')
  const app = JSON.parse(readFileSync(join(root, 'app.json'), 'utf8')) as {
    subPackages?: { root: string }[]
    subpackages?: { root: string }[]
  }
  const others = (app.subPackages ?? app.subpackages ?? []).map((one) => one.root.replace(/\/?$/, '/'))
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => !others.some((other) => file.startsWith(other)),
  )
  const bytes = files.map((file) => statSync(join(root, file))).filter((stat) => stat.isFile())
  return bytes.reduce((sum, { size }) => sum + size, 0) / 2 ** 20
}

/** `npm start` until it prints its addresses, and what its server holds when nothing is asked of it. */
async function startOnce(folder: string, measured: boolean): Promise<{ seconds: number; rss: number }> {
  const [port, sandboxPort] = await freePorts(2)
  const started = performance.now()
  const env = {
    ...process.env,
    PORT: String(port),
    SANDBOX_PORT: String(sandboxPort),
    DATA_FOLDER: folder,
    DATABASE_URL: `sqlite:${join(folder, 'size.sqlite')}`,
  }
  // A group of its own: npm passes no signal on, so all of the group is told.
  const child = spawn('npm', ['start'], { cwd: projectRoot(), env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  try {
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => {
        said += text
      })
    while (!said.includes(`http://127.0.0.1:${port}/console`)) {
      if (child.exitCode !== null || performance.now() - started > LONGEST_MS) throw new Error(`npm start：\n${said}`)
      await pause(20)
    }
    const seconds = (performance.now() - started) / 1000
    if (measured) await pause(IDLE_MS)
    return { seconds, rss: measured ? rssMb(serverOf(child.pid as number)) : 0 }
  } finally {
    await endGroup(child.pid as number)
  }
}

/** Tells npm and what it runs to end, and waits until all of it is gone: the next start needs the folder. */
async function endGroup(pid: number): Promise<void> {
  const all = below(pid)
  if (isRunning(pid)) process.kill(-pid, 'SIGTERM')
  for (let tries = 0; tries < 400 && all.some(isRunning); tries++) await pause(100)
}

const isRunning = (pid: number): boolean => existsSync(`/proc/${pid}/task`)

const below = (pid: number): number[] => (isRunning(pid) ? [pid, ...childrenOf(pid).flatMap(below)] : [])

/** The process below `pid` that runs the server. */
const serverOf = (pid: number): number =>
  below(pid).find((one) => readFileSync(`/proc/${one}/cmdline`, 'latin1').includes('dist/server/main.js')) ?? 0

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean).map(Number)
