import { ClientRequestTable } from './platform/http/http.tables'
import { OutboxTable } from './platform/outbox/outbox.tables'
import { SessionTable, StaffTryTable } from './registry/sign-in/sign-in.tables'
import { openWorld, type World } from './testing/world'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const DAY = 86_400_000
/** So long ago. */
const ago = (days: number) => new Date(world.now().getTime() - days * DAY)

test('what is over is deleted within the hour, what still serves stays', async () => {
  const request = { actorId: 'staff:x', route: 'POST /feeders', inputHash: 'x', reply: {} as never }
  const event = { type: 'staff.left', payload: {} as never, onceKey: null, attempts: 1, lastError: null }
  const times = { dueAt: ago(40), createdAt: ago(40) }
  const session = { via: 'password' as const, personId: null, staffId: 'x', createdAt: ago(1) }
  await world.db.write(async (tx) => {
    await tx.insert(ClientRequestTable, [
      // More than one batch of them, some under a number that is still in use by somebody else.
      ...Array.from({ length: 600 }, (_, at) => ({ ...request, requestKey: `old-${at}`, at: ago(31) })),
      { ...request, actorId: 'staff:y', requestKey: 'old-1', at: ago(29) },
    ])
    await tx.insert(SessionTable, [
      { ...session, tokenHash: 'ended', expiresAt: ago(0) },
      { ...session, tokenHash: 'lasting', expiresAt: ago(-1) },
    ])
    await tx.insert(StaffTryTable, [
      { accountHash: 'cooled', tries: 10, since: ago(1) },
      { accountHash: 'hot', tries: 10, since: ago(0) },
    ])
    await tx.insert(OutboxTable, [
      { ...event, ...times, doneAt: ago(31), parkedAt: null },
      { ...event, ...times, doneAt: ago(29), parkedAt: null },
      { ...event, ...times, doneAt: null, parkedAt: ago(31) },
    ])
  })
  world.passTime(1)
  await world.settle()
  expect((await world.db.read.find(ClientRequestTable)).map(({ actorId }) => actorId)).toEqual(['staff:y'])
  expect((await world.db.read.find(SessionTable)).map(({ tokenHash }) => tokenHash)).toEqual(['lasting'])
  expect((await world.db.read.find(StaffTryTable)).map(({ accountHash }) => accountHash)).toEqual(['hot'])
  const left = await world.db.read.find(OutboxTable, { order: { seq: 'ASC' } })
  expect(left.map(({ doneAt, parkedAt }) => [doneAt !== null, parkedAt !== null])).toEqual([
    [true, false],
    [false, true],
  ])
})
