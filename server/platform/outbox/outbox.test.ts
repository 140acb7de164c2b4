import type { DomainEvent } from '../../../shared/domain/event'
import { FeederTable } from '../../registry/villages/village.tables'
import { adminToken, aStation } from '../../testing/builders'
import { openWorld, type World } from '../../testing/world'
import type { Tx } from '../db/database'
import { AuditTable } from '../http/http.tables'
import { dispatchOne, emit, emitOnce, PARK_AFTER, type Reactions } from './outbox'
import { OutboxTable } from './outbox.tables'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())
beforeEach(() => world.db.write((tx) => tx.clear(OutboxTable)))

const SECOND = 1_000
const left = (staffId = 'one'): DomainEvent => ({ type: 'staff.left', staffId })
const say = (event = left(), options = {}) => world.db.write((tx) => emit(tx, world.deps, event, options))
const row = () => world.db.read.findOneByOrFail(OutboxTable, { type: 'staff.left' })
/** A reaction that leaves a trace in a table, so that one can see whether it was undone. */
const note = (tx: Tx, word: string) =>
  tx.insert(AuditTable, {
    at: world.now(),
    actorId: 'test',
    actorName: 'test',
    role: 'none',
    stationId: null,
    action: word,
    subjectKind: 'outbox',
    subjectId: '',
    detail: {} as never,
    requestId: '',
    address: '',
  })
const noted = (word: string) => world.db.read.countBy(AuditTable, { action: word })
const dispatch = (...rooms: Reactions[]) => dispatchOne(world.deps, rooms)

test('an event is told if and only if its transaction commits', async () => {
  const undone = world.db.write(async (tx) => {
    await emit(tx, world.deps, left())
    throw new Error('changed my mind')
  })
  await expect(undone).rejects.toThrow('changed my mind')
  expect(await dispatch()).toBe(false)
  await say()
  expect(await dispatch()).toBe(true)
  expect(await dispatch()).toBe(false)
})

test('every room hears it, in one transaction', async () => {
  await say()
  const hear = (word: string): Reactions => ({ 'staff.left': async (tx) => void (await note(tx, word)) })
  await dispatch(hear('first room'), hear('second room'))
  expect([await noted('first room'), await noted('second room')]).toEqual([1, 1])
})

test('with a once-key it happens once, however often and wherever it is said', async () => {
  await say(left(), { onceKey: 'reminder of Monday' })
  await say(left('two'), { onceKey: 'reminder of Monday' })
  await Promise.all(Array.from({ length: 6 }, () => emitOnce(world.db, world.deps, left(), 'reminder of Tuesday')))
  const rows = await world.db.read.find(OutboxTable, { order: { seq: 'ASC' } })
  expect(rows.map(({ onceKey }) => onceKey)).toEqual(['reminder of Monday', 'reminder of Tuesday'])
})

test('what is said for later waits until then', async () => {
  await say(left(), { at: new Date(world.now().getTime() + 60 * SECOND) })
  expect(await dispatch()).toBe(false)
  world.passTime(60 * SECOND)
  expect(await dispatch()).toBe(true)
})

test('a failing reaction is undone with all others and tried again after 5, 10, 20 seconds', async () => {
  await say()
  let fail = true
  const good: Reactions = { 'staff.left': async (tx) => void (await note(tx, 'good room')) }
  const bad: Reactions = {
    'staff.left': async () => {
      if (fail) throw new Error('电话13812345678不通')
    },
  }
  for (const [at, pause] of [5, 10, 20].entries()) {
    expect(await dispatch(good, bad)).toBe(true)
    expect(await noted('good room')).toBe(0)
    expect(await row()).toMatchObject({
      attempts: at + 1,
      doneAt: null,
      parkedAt: null,
      lastError: 'Error: 电话138****5678不通',
    })
    world.passTime((pause - 1) * SECOND)
    expect(await dispatch(good, bad)).toBe(false)
    world.passTime(SECOND)
  }
  fail = false
  await dispatch(good, bad)
  expect(await noted('good room')).toBe(1)
  expect((await row()).doneAt).not.toBeNull()
})

test('after eight tries it is parked, seen in the console, and retried from there', async () => {
  await say(left('stubborn'))
  await say(left('easy'))
  let fail = true
  const room: Reactions = {
    'staff.left': async (_tx, _tools, { staffId }) => {
      if (fail && staffId === 'stubborn') throw new Error('no such staff')
    },
  }
  for (let tries = 0; tries < PARK_AFTER; tries++) {
    while (await dispatch(room)) {}
    world.passTime(3_600 * SECOND)
  }
  expect(await dispatch(room)).toBe(false)

  const admin = await adminToken(world, await aStation(world))
  const { waiting, parked } = await world.callAs(admin, 'GET /outbox/parked')
  expect(waiting).toBe(0)
  expect(parked).toMatchObject([
    { type: 'staff.left', payload: left('stubborn'), attempts: PARK_AFTER, lastError: 'Error: no such staff' },
  ])
  const { seq } = parked[0] as { seq: number }
  await world.callAs(admin, 'POST /outbox/:seq/retry', { params: { seq } })
  await expect(world.callAs(admin, 'POST /outbox/:seq/retry', { params: { seq } })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  fail = false
  expect(await dispatch(room)).toBe(true)
  expect((await world.callAs(admin, 'GET /outbox/parked')).parked).toEqual([])
})

test('several dispatchers take every event once', async () => {
  const events = Array.from({ length: 40 }, (_, at) => `staff ${at}`)
  for (const staffId of events) await say(left(staffId))
  const heard: string[] = []
  const room: Reactions = {
    'staff.left': async (tx, _tools, { staffId }) => {
      await note(tx, `heard ${staffId}`)
      heard.push(staffId)
    },
  }
  const work = async () => {
    while (await dispatch(room)) {}
  }
  await Promise.all([work(), work(), work(), work()])
  for (const staffId of events) expect(await noted(`heard ${staffId}`)).toBe(1)
  expect(new Set(heard).size).toBe(40)
})

test('the last error of an event names the rule it met, and not the value', async () => {
  const twice: Reactions = {
    'staff.left': async (tx) => {
      for (const name of ['赵铁柱', '赵铁柱'])
        await tx.insert(FeederTable, { id: world.deps.newId(), stationId: '', name })
    },
  }
  await say()
  await dispatch(twice)
  const { lastError } = await row()
  expect(lastError).toMatch(/^(ER_DUP_ENTRY|SQLITE_CONSTRAINT_UNIQUE) QueryFailedError: .*(uq_feeder|feeder\.name)/)
  expect(lastError).not.toContain('赵铁柱')
})
