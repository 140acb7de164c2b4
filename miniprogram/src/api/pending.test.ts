import { memoryStore } from '../../test/memory-store'
import { type Call, Trouble } from './client'
import { createPending } from './pending'
import type { Store } from './store'

const offline = new Trouble(0, 'NO_ANSWER', '网络不通')
const refused = new Trouble(409, 'CONFLICT', '内容刚刚被别人改过')

let ids: number
let store: Store
beforeEach(() => {
  ids = 0
  store = memoryStore()
})
let now: number
let waking: { ms: number; work: () => void }[]
beforeEach(() => {
  now = Date.parse('2026-12-01T00:00:00Z')
  waking = []
})
const tools = {
  clock: () => new Date(now),
  newId: () => `id-${++ids}`,
  later: (ms: number, work: () => void) => {
    const timer = { ms, work }
    waking.push(timer)
    return () => void waking.splice(waking.indexOf(timer), 1)
  },
}
const queue = (call: unknown) => createPending(call as Call, store, tools)
const add = (pending: ReturnType<typeof queue>, name: string) => pending.add('POST /api-keys', { body: { name } }, name)
const names = (pending: ReturnType<typeof queue>) => pending.items().map((item) => item.label)

test('actions go up one at a time, in order, each under its own id', async () => {
  let running = 0
  const call = jest.fn(async () => {
    expect(++running).toBe(1)
    await Promise.resolve()
    running--
  })
  const pending = queue(call)
  for (const name of ['甲', '乙', '丙']) add(pending, name)
  await pending.flush()
  expect(call.mock.calls).toEqual(
    ['甲', '乙', '丙'].map((name, index) => [
      'POST /api-keys',
      { body: { name } },
      { idempotencyKey: `id-${index + 1}` },
    ]),
  )
  expect(pending.items()).toEqual([])
})

test('without network everything stays, in order, also after the mini-program was closed', async () => {
  const pending = queue(jest.fn().mockRejectedValue(offline))
  add(pending, '甲')
  add(pending, '乙')
  await pending.flush()
  expect(names(pending)).toEqual(['甲', '乙'])

  const call = jest.fn(async () => ({}))
  const reopened = queue(call)
  await reopened.flush()
  expect(call.mock.calls).toEqual([
    ['POST /api-keys', { body: { name: '甲' } }, { idempotencyKey: 'id-1' }],
    ['POST /api-keys', { body: { name: '乙' } }, { idempotencyKey: 'id-2' }],
  ])
  expect(queue(call).items()).toEqual([])
})

test('a refused action stays with its reason and does not hold up the next; it is not sent again', async () => {
  const call = jest.fn().mockRejectedValueOnce(refused).mockResolvedValue({})
  const pending = queue(call)
  const id = add(pending, '甲')
  add(pending, '乙')
  await pending.flush()
  await pending.flush()
  expect(call).toHaveBeenCalledTimes(2)
  expect(pending.items()).toMatchObject([
    { id, label: '甲', refused: '内容刚刚被别人改过', at: '2026-12-01T00:00:00.000Z' },
  ])
  pending.remove(id)
  expect(pending.items()).toEqual([])
})

test('a lost session keeps the action for later and refuses nothing', async () => {
  const pending = queue(jest.fn().mockRejectedValue(new Trouble(401, 'SESSION_ENDED', '登录已过期')))
  add(pending, '甲')
  await pending.flush()
  expect(pending.items()).toMatchObject([{ label: '甲' }])
  expect(pending.items()[0]?.refused).toBeUndefined()
})

test('an action held back is sent when its time is over, and until then it can be taken back', async () => {
  const call = jest.fn(async () => ({}))
  const pending = queue(call)
  const hold = (name: string) => pending.add('POST /api-keys', { body: { name } }, name, 10_000)
  const wrong = hold('点错')
  hold('甲')
  await pending.flush()
  expect(call).not.toHaveBeenCalled()
  pending.remove(wrong)
  now += 10_000
  expect(waking.map(({ ms }) => ms)).toEqual([10_000])
  waking[0]?.work()
  await pending.flush()
  expect(call.mock.calls).toEqual([['POST /api-keys', { body: { name: '甲' } }, { idempotencyKey: 'id-2' }]])
})

test('when the mini-program leaves the screen, what was held back is sent at once', async () => {
  const call = jest.fn(async () => ({}))
  const pending = queue(call)
  pending.add('POST /api-keys', { body: { name: '甲' } }, '甲', 10_000)
  await pending.release()
  expect(call).toHaveBeenCalledTimes(1)
  expect(pending.items()).toEqual([])
})
