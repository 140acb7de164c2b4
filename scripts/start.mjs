// One command from a fresh clone to a running station: npm start
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { build } from './setup/build.mjs'
import { answers, ended, onStop, portIsFree, readEnvFile, run, startNode } from './setup/children.mjs'
import { ensurePackages } from './setup/packages.mjs'
import { main, root, SetupFault } from './setup/root.mjs'

/** Longer than the server's own time for ending what it has begun. */
const GRACE_MS = 35_000

const running = new Set()
let stopping = false

/** Children get a process group of their own: Ctrl-C reaches this process only, and each child hears of it exactly once. */
function startChild(name, file, args, env) {
  const child = startNode(file, args, { env: { ...process.env, ...env }, detached: true })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return { name, child }
}

async function endChild(child) {
  if (!running.has(child)) return
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
  await ended(child)
  clearTimeout(late)
}

/** The last one started ends first: the server still reaches the far ends while it finishes. */
async function endAll() {
  for (const child of [...running].reverse()) await endChild(child)
}

/** A step that must succeed before the next. */
async function step(name, file, env) {
  const { child } = startChild(name, file, [], env)
  const code = await ended(child)
  if (stopping) return
  if (code !== 0) throw new SetupFault(`${name}没有成功（退出码 ${code}），原因见上。`)
}

async function needPort(port, variable, what) {
  if (!Number.isInteger(port) || port < 1 || port > 65535) return
  if (await portIsFree(port)) return
  throw new SetupFault(
    `${what}要用的端口 ${port} 已被别的程序占用（也许本系统已经在运行）。\n` +
      `请先停掉那个程序，或换一个端口：${variable}=${port + 10} npm start`,
  )
}

const dataFolder = () => path.resolve(root, process.env.DATA_FOLDER || 'data')

/** The sandbox keeps its record, and reports deliveries where the server listens for them. */
function sandboxArgs(port, sandboxPort) {
  const secret = process.env.SMS_CALLBACK_SECRET || 'sandbox-report'
  const reports = ['sms', 'aliyun', 'tencent'].flatMap((channel) => [
    `--report-url-${channel}`,
    `http://127.0.0.1:${port}/callbacks/sms/${channel === 'sms' ? 'sandbox' : channel}/${secret}`,
  ])
  return ['--port', String(sandboxPort), '--data', dataFolder(), ...reports]
}

function printSignIns() {
  const file = path.join(dataFolder(), 'sign-ins.json')
  if (!existsSync(file)) return
  console.log('\n登录（演示数据）')
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const { role, name, signIn } = JSON.parse(line)
    console.log(`  ${role}　${name}　${signIn}`)
  }
}

async function startEverything() {
  const started = performance.now()
  await ensurePackages()
  readEnvFile()
  const sandboxed = (process.env.PLATFORM || 'sandbox') === 'sandbox'
  const port = Number(process.env.PORT || 3000)
  const sandboxPort = Number(process.env.SANDBOX_PORT || 3100)
  await needPort(port, 'PORT', '服务')
  if (sandboxed) await needPort(sandboxPort, 'SANDBOX_PORT', '外部系统模拟台')

  build()
  if (sandboxed && (await run(process.execPath, ['scripts/build-miniprogram.mjs', 'h5'])) !== 0)
    throw new SetupFault('浏览器预览没有构建成功，原因见上。')
  if (stopping) return []

  const children = []
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`
  if (sandboxed) {
    const sandbox = startChild('外部系统模拟台', 'dist/server/sandbox/main.js', sandboxArgs(port, sandboxPort))
    children.push(sandbox)
  }
  // The demonstration's terminal shows addresses and sign-ins; a line for every request would bury them.
  const env = sandboxed ? { SANDBOX_URL: sandboxUrl, LOG_LEVEL: process.env.LOG_LEVEL || 'warn' } : {}
  await step('升级数据库', 'dist/server/migrate.js', env)
  if (sandboxed && !(await answers(`${sandboxUrl}/__sandbox/clock`, children[0].child))) return children
  if (sandboxed) await step('装入演示数据', 'dist/scripts/seed.js', env)
  if (stopping) return []
  const server = startChild('服务', 'dist/server/main.js', ['all'], env)
  children.push(server)
  const base = `http://127.0.0.1:${port}`
  if (await answers(`${base}/health/live`, server.child)) {
    console.log(`\n村所对接已启动（${((performance.now() - started) / 1000).toFixed(1)} 秒），按 Ctrl-C 停止`)
    console.log(`  管理后台　　　　${base}/console`)
    if (sandboxed) {
      console.log(`  小程序浏览器预览　${base}/preview/`)
      console.log(`  外部系统模拟台　　${sandboxUrl}/`)
      printSignIns()
    }
  }
  return children
}

main(async () => {
  let failed = 0
  onStop(() => {
    stopping = true
    console.log('\n正在停止……')
    void endAll()
  })
  try {
    const children = await startEverything()
    if (stopping) return 0
    const [name, code] = await Promise.race(children.map(async ({ name, child }) => [name, await ended(child)]))
    failed = code
    if (!stopping) console.error(`\n${name}已意外停止（退出码 ${code}）。`)
  } catch (error) {
    if (!stopping) throw error
  } finally {
    await endAll()
  }
  return stopping ? 0 : failed || 1
})
