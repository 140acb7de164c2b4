import { StationTable } from '../../registry/stations/station.tables'
import { FeederTable } from '../../registry/villages/village.tables'
import { openOwnDatabase } from '../../testing/own-database'
import { OutboxTable } from '../outbox/outbox.tables'
import { bulkInsert } from './bulk'
import type { Database } from './database'

let db: Database
let remove: () => Promise<void>
beforeAll(async () => {
  ;({ db, remove } = await openOwnDatabase())
})
afterAll(() => remove())
beforeEach(() => db.write((tx) => tx.clear(FeederTable)))

const feeders = (count: number, name = (at: number) => `线路${at}`) =>
  Array.from({ length: count }, (_, at) => ({ id: `F${String(at).padStart(6, '0')}`, stationId: 'S', name: name(at) }))
const insert = (rows: ReturnType<typeof feeders>, conflict?: Parameters<typeof bulkInsert<(typeof rows)[0]>>[3]) =>
  db.write((tx) => bulkInsert(tx, FeederTable, rows, conflict))
const name = async (id: string) => (await db.read.findOneByOrFail(FeederTable, { id })).name

test('more rows than one statement can carry are all there', async () => {
  // 30,000 parameters and three columns: 10,000 rows a statement.
  expect(await insert(feeders(25_001))).toBe(25_001)
  expect(await db.read.count(FeederTable)).toBe(25_001)
  expect(await name('F025000')).toBe('线路25000')
})

test('no rows are no statement', async () => {
  expect(await insert([])).toBe(0)
})

test('known rows stop the whole batch, are left alone, or are changed, as asked', async () => {
  await insert(feeders(3))
  const changed = feeders(5, (at) => `新线路${at}`)
  await expect(insert(changed)).rejects.toThrow()
  expect(await db.read.count(FeederTable)).toBe(3)
  await insert(changed, { ignore: true })
  expect([await name('F000002'), await name('F000004')]).toEqual(['线路2', '新线路4'])
  await insert(changed, { on: ['id'], set: ['name'] })
  expect(await name('F000002')).toBe('新线路2')
  expect(await db.read.count(FeederTable)).toBe(5)
})

test('a row with a hole is refused before anything is sent', async () => {
  await expect(insert([{ id: 'x', stationId: 'S' } as never])).rejects.toThrow('feeder.name has no value')
})

test('moments, JSON, empty values and four-byte letters come back as they went in', async () => {
  const at = new Date('2026-03-01T23:59:59.999Z')
  const event = {
    seq: 0,
    type: 'staff.left',
    payload: { staffId: '𠮷😀', list: [1, null] },
    onceKey: null,
    attempts: 2,
  }
  const row = { ...event, dueAt: at, doneAt: null, parkedAt: at, lastError: '引号\'"\\与换行\n', createdAt: at }
  await db.write((tx) => bulkInsert(tx, OutboxTable, [row]))
  const { seq, ...stored } = await db.read.findOneByOrFail(OutboxTable, { type: 'staff.left' })
  expect(seq).toBeGreaterThan(0)
  expect(stored).toEqual({ ...row, seq: undefined })
  await db.write((tx) =>
    bulkInsert(tx, StationTable, [
      { id: 'S', code: 'S', name: '所', phone: '1', province: '辽宁省', rules: { a: 1 }, createdAt: at },
    ]),
  )
  expect((await db.read.findOneByOrFail(StationTable, { id: 'S' })).rules).toEqual({ a: 1 })
})
