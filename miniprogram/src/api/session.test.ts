import { memoryStore } from '../../test/memory-store'
import type { Call } from './client'
import { createSessions } from './session'

const reply = { token: 't1', expiresAt: '2026-12-01T00:00:00.000Z', name: '王', roles: ['villager'] }
const answering = (call: unknown) => call as Call

test('signing in exchanges the code once, keeps the session and tells who listens', async () => {
  const store = memoryStore()
  const call = jest.fn(async () => reply)
  const sessions = createSessions(answering(call), store, async () => 'code-1')
  const heard = jest.fn()
  sessions.onChange(heard)
  const [one, other] = await Promise.all([sessions.signIn(), sessions.signIn()])
  expect(one).toBe(other)
  expect(call.mock.calls).toEqual([['POST /sessions/wechat', { body: { code: 'code-1' } }]])
  expect(heard).toHaveBeenCalledTimes(1)
  expect(createSessions(answering(call), store, async () => '').caller.token()).toBe('t1')
})

test('a failed sign-in leaves nobody signed in and can be tried again', async () => {
  const call = jest.fn().mockRejectedValueOnce(new Error('no')).mockResolvedValueOnce(reply)
  const sessions = createSessions(answering(call), memoryStore(), async () => 'c')
  await expect(sessions.signIn()).rejects.toThrow('no')
  expect(sessions.current()).toBeNull()
  await sessions.signIn()
  expect(sessions.current()).toEqual(reply)
})

test('forgetting leaves nothing of the person, only what belongs to the phone', () => {
  const store = memoryStore({
    session: reply,
    'read:GET /x:{}': 1,
    pending: [1],
    'text-size': 24,
    village: 'v1',
    helper: {},
  })
  const sessions = createSessions(answering(jest.fn()), store, async () => '')
  sessions.forget()
  expect(store.keys().sort()).toEqual(['helper', 'text-size', 'village'])
  expect(sessions.caller.token()).toBeNull()
})
