import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PHONE } from '../testing/sandbox-stage'
import { SANDBOX_ACCOUNTS } from './accounts'

const folder = mkdtempSync(join(tmpdir(), 'sandbox-main-'))
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

/** Starts the real process and waits for the address it prints. */
function startProcess(...more: string[]): Promise<{ child: ChildProcess; base: string }> {
  const main = join(__dirname, 'main.ts')
  const args = ['--require', 'esbuild-register', main, '--port', '0', '--data', folder, ...more]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  return new Promise((ready, fail) => {
    let text = ''
    const read = (part: Buffer) => {
      text += part.toString()
      const base = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0]
      if (base) ready({ child, base })
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code) => fail(new Error(`ended with ${code}: ${text}`)))
  })
}
const ended = (child: ChildProcess) => new Promise((done) => child.once('exit', done))

test('everything answered before a kill -9 of the sandbox is on record after the next start', async () => {
  const first = await startProcess()
  const headers = { authorization: `Bearer ${SANDBOX_ACCOUNTS.sms.key}` }
  const taken = new Set<string>()
  const senders = Array.from({ length: 8 }, async (_, lane) => {
    for (let n = 0; ; n++) {
      const id = `${lane}-${n}`
      const body = JSON.stringify({ id, to: PHONE, text: '明天停电' })
      const answer = await fetch(`${first.base}/sms/messages`, { method: 'POST', headers, body }).catch(() => null)
      const { accepted } = ((await answer?.json().catch(() => null)) ?? {}) as { accepted?: boolean }
      if (!accepted) return
      taken.add(id)
      if (taken.size === 100) first.child.kill('SIGKILL')
    }
  })
  await Promise.all([...senders, ended(first.child)])
  expect(taken.size).toBeGreaterThanOrEqual(100)

  const second = await startProcess()
  const { items } = (await (await fetch(`${second.base}/__sandbox/record`)).json()) as { items: { id: string }[] }
  const kept = new Set(items.map((item) => item.id))
  expect([...taken].filter((id) => !kept.has(id))).toEqual([])
  // At most what was in flight was stored without an answer.
  expect(kept.size - taken.size).toBeLessThanOrEqual(8)
  second.child.kill('SIGTERM')
  expect(await ended(second.child)).toBe(0)
})

test('a report address on another machine stops the start', async () => {
  await expect(startProcess('--report-url-sms', 'https://elsewhere.example/')).rejects.toThrow(/ended with 1: .*本机/s)
})
