import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FileHeld, holdFile } from './hold-file'

const folder = mkdtempSync(join(tmpdir(), 'cunsuo-hold-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const SOURCE = join(__dirname, 'hold-file.ts')
/** Another process that tries to hold the file, says how it ended and lives until it is killed. */
function another(path: string) {
  const program = `
    require('esbuild-register')
    const { holdFile } = require(${JSON.stringify(SOURCE)})
    try { holdFile(${JSON.stringify(path)}); console.log('held') } catch (error) { console.log(error.name) }
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  return {
    said: once(child.stdout, 'data').then(([text]) => String(text).trim()),
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
    pid: child.pid,
  }
}

test('who is killed holds nothing any more, whoever has its number now', async () => {
  const path = join(folder, 'killed.lock')
  const other = another(path)
  expect(await other.said).toBe('held')
  expect(() => holdFile(path)).toThrow(expect.objectContaining({ name: 'FileHeld', pid: other.pid }))
  await other.kill()
  // Its number was given out anew, to somebody who lives.
  writeFileSync(path, String(process.ppid))
  holdFile(path)()
})

test('our own number left by a container that was stopped is no holder', () => {
  const path = join(folder, 'container.lock')
  writeFileSync(path, String(process.pid))
  const release = holdFile(path)
  expect(() => holdFile(path)).toThrow(FileHeld)
  release()
  expect(existsSync(path)).toBe(false)
  holdFile(path)()
})

test('of several that find a stale number at the same moment one holds the file', async () => {
  const path = join(folder, 'together.lock')
  writeFileSync(path, '99999999')
  const others = Array.from({ length: 4 }, () => another(path))
  try {
    const words = await Promise.all(others.map(({ said }) => said))
    expect(words.sort()).toEqual(['FileHeld', 'FileHeld', 'FileHeld', 'held'])
  } finally {
    for (const other of others) await other.kill()
  }
})
