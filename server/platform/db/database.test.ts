import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { FeederTable } from '../../registry/villages/village.tables'
import { openOwnDatabase } from '../../testing/own-database'
import { OutboxTable } from '../outbox/outbox.tables'
import { type Database, isDuplicate, openDatabase } from './database'

let db: Database
let url: string
let remove: () => Promise<void>
beforeAll(async () => {
  ;({ db, url, remove } = await openOwnDatabase())
})
afterAll(() => remove())
beforeEach(() => db.write((tx) => tx.clear(FeederTable)))

const onSqlite = process.env.TEST_DATABASE === 'sqlite'
const feeder = (id: string, name = id) => ({ id, stationId: 'S', name })
const ids = async () => (await db.read.find(FeederTable, { order: { id: 'ASC' } })).map(({ id }) => id)

/** A point that one side passes and the other waits for. */
function gate() {
  let open = () => {}
  const opened = new Promise<void>((done) => {
    open = done
  })
  return { open, opened }
}

test('a plain read does not see what another caller has not committed', async () => {
  const [inside, looked] = [gate(), gate()]
  const writing = db.write(async (tx) => {
    await tx.insert(FeederTable, feeder('uncommitted'))
    inside.open()
    await looked.opened
  })
  await inside.opened
  expect(await ids()).toEqual([])
  looked.open()
  await writing
  expect(await ids()).toEqual(['uncommitted'])
})

test('a plain read is answered while another caller writes', async () => {
  const [inside, answered] = [gate(), gate()]
  const writing = db.write(async (tx) => {
    await tx.insert(FeederTable, feeder('long work'))
    inside.open()
    await answered.opened
  })
  await inside.opened
  await expect(db.read.count(OutboxTable)).resolves.toBe(0)
  answered.open()
  await writing
})

test('a write is not lost when another caller’s transaction is undone', async () => {
  const [inside, started] = [gate(), gate()]
  const undone = db.write(async (tx) => {
    await tx.insert(FeederTable, feeder('undone'))
    inside.open()
    await started.opened
    throw new Error('undone')
  })
  await inside.opened
  const kept = db.write((tx) => tx.insert(FeederTable, feeder('kept')))
  started.open()
  await expect(undone).rejects.toThrow('undone')
  await kept
  expect(await ids()).toEqual(['kept'])
})

test('many writers at once all get their turn', async () => {
  await Promise.all(Array.from({ length: 30 }, (_, at) => db.write((tx) => tx.insert(FeederTable, feeder(`f${at}`)))))
  expect(await ids()).toHaveLength(30)
})

test('a row that breaks a unique rule is told apart from other faults', async () => {
  await db.write((tx) => tx.insert(FeederTable, feeder('a', 'same name')))
  const again = db.write((tx) => tx.insert(FeederTable, feeder('b', 'same name')))
  expect(isDuplicate(await again.catch((error: unknown) => error))).toBe(true)
  expect(isDuplicate(await db.read.query('SELECT nonsense').catch((error: unknown) => error))).toBe(false)
})

test('names are told apart letter by letter', async () => {
  await db.write((tx) => tx.insert(FeederTable, [feeder('a', '10KV线'), feeder('b', '10kV线')]))
  expect(await db.read.countBy(FeederTable, { name: '10kV线' })).toBe(1)
})

if (onSqlite) {
  test('reads cannot write', async () => {
    await expect(db.read.insert(FeederTable, feeder('through the wrong door'))).rejects.toThrow(/readonly/)
  })

  test('a second opener is told which process holds the file', async () => {
    await expect(openDatabase(url)).rejects.toMatchObject({
      name: 'FileHeld',
      pid: process.pid,
      message: expect.stringContaining(`进程 ${process.pid}`),
    })
  })

  test('a lock left by a killed process is taken over', async () => {
    const other = await openOwnDatabase()
    await other.close()
    const file = other.url.slice('sqlite:'.length)
    // No system gives out numbers this high.
    writeFileSync(`${file}.lock`, '99999999')
    const again = await openDatabase(other.url)
    await again.close()
    await other.remove()
  })
} else {
  test('two transactions that lock each other out are both done in the end', async () => {
    await db.write((tx) => tx.insert(FeederTable, [feeder('a'), feeder('b')]))
    let runs = 0
    const both = gate()
    const rename = (first: string, second: string, word: string) =>
      db.write(async (tx) => {
        runs++
        await tx.update(FeederTable, { id: first }, { name: `${first} ${word}` })
        if (runs >= 2) both.open()
        await both.opened
        await tx.update(FeederTable, { id: second }, { name: `${second} ${word}` })
      })
    await Promise.all([rename('a', 'b', 'one'), rename('b', 'a', 'two')])
    expect(runs).toBeGreaterThan(2)
    const names = (await db.read.find(FeederTable, { order: { id: 'ASC' } })).map(({ name }) => name)
    expect([
      ['a one', 'b one'],
      ['a two', 'b two'],
    ]).toContainEqual(names)
  })
}

test('a moment comes back as it was, whatever the time zone of the process', async () => {
  const other = await openOwnDatabase()
  // SQLite lets one process in at a time.
  if (onSqlite) await other.close()
  const run = async (zone: string, ...args: string[]) => {
    const program = [
      join(__dirname, '../../../node_modules/tsx/dist/cli.mjs'),
      join(__dirname, '../../testing/instant-process.ts'),
    ]
    const { stdout } = await promisify(execFile)(process.execPath, [...program, other.url, ...args], {
      env: { ...process.env, TZ: zone },
    })
    return JSON.parse(stdout) as { offset: number; at: string; found: number }
  }
  const at = '2026-03-01T16:30:00.123Z'
  expect(await run('Asia/Shanghai', at)).toEqual({ offset: -480, at, found: 1 })
  expect(await run('America/Los_Angeles')).toEqual({ offset: 480, at, found: 1 })
  await other.remove()
})
