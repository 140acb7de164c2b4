import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { root, SetupFault } from './root.mjs'

/** Settings of .env, for whatever the environment does not say itself. */
export function readEnvFile() {
  const file = path.join(root, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
}

/**
 * Calls `stop` once when this process is told to end. npm runs scripts through a shell that does not pass signals on: that npm is gone
 * shows only in having another parent.
 */
export function onStop(stop) {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.env.npm_lifecycle_event && process.ppid !== parent) end()
  }, 500).unref()
  let ending = false
  function end() {
    if (ending) return
    ending = true
    clearInterval(watch)
    stop()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end)
}

/** Starts one of the project's compiled programs, e.g. `dist/server/main.js`. */
export function startNode(file, args = [], options = {}) {
  return spawn(process.execPath, ['--enable-source-maps', path.join(root, file), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    ...options,
  })
}

/** Exit code of a child; one that a signal ended counts like the shell counts it. */
export async function ended(child) {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode ?? 128 + (SIGNALS[child.signalCode] ?? 1)
}
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }

/** Runs a program to its end and gives its exit code; its output is ours. */
export async function run(program, args, options = {}) {
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options })
  child.on('error', (error) => console.error(`${program}: ${error.message}`))
  const [code] = await once(child, 'close')
  return code ?? 1
}

/** Runs a program to its end and keeps what it prints for later. */
export async function runQuietly(program, args, options = {}) {
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      said += text
    })
  child.on('error', (error) => {
    said += error.message
  })
  const [code] = await once(child, 'close')
  return { code: code ?? 1, said }
}

/** Whether a TCP port of this machine can be listened on. */
export function portIsFree(port, host) {
  const probe = createServer()
  return new Promise((resolve) => {
    probe.once('error', () => resolve(false))
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)))
  })
}

/** A port that nobody uses at the moment. */
export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  await once(probe, 'close')
  return port
}

/** Waits until `url` answers with success; gives up when the child that should answer has ended or `seconds` have passed. */
export async function answers(url, child, seconds = 60) {
  const until = performance.now() + seconds * 1000
  while (child.exitCode === null && child.signalCode === null) {
    const reply = await fetch(url).catch(() => undefined)
    await reply?.body?.cancel()
    if (reply?.ok) return true
    if (performance.now() > until) throw new SetupFault(`${url} 在 ${seconds} 秒内没有响应。`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return false
}
