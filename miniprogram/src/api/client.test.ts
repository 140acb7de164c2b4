import { anonymous, createClient, Trouble } from './client'
import type { WireRequest } from './transport'

let sent: WireRequest[]
beforeEach(() => {
  sent = []
})
const answering = (...replies: { status: number; data: unknown }[]) =>
  jest.fn(async (request: WireRequest) => {
    sent.push(request)
    return replies.length > 1 ? (replies.shift() as (typeof replies)[0]) : (replies[0] as (typeof replies)[0])
  })
const ok = { status: 200, data: { done: true } }
let ids = 0
const newId = () => `id-${++ids}`

test('fills the path, encodes the query and leaves out what is not given', async () => {
  const call = createClient(answering(ok), newId, anonymous)
  await call('DELETE /api-keys/:id', { params: { id: 'a/b' } })
  await call('GET /audit', { query: { action: 'POST /outages', subject: undefined } })
  expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'DELETE /api-keys/a%2Fb',
    'GET /audit?action=POST%20%2Foutages',
  ])
})

test('a write carries a fresh idempotency key, or the one it is given; a read carries none', async () => {
  const call = createClient(answering(ok), () => 'fresh', anonymous)
  await call('POST /api-keys', { body: { name: '用途' } })
  await call('POST /api-keys', { body: { name: '用途' } }, { idempotencyKey: 'mine' })
  await call('GET /client')
  expect(sent.map(({ header }) => header['idempotency-key'])).toEqual(['fresh', 'mine', undefined])
})

test('a session the server has forgotten is renewed once, and the write keeps its key', async () => {
  let token = 'old'
  const signInAgain = jest.fn(async () => {
    token = 'new'
  })
  const call = createClient(answering({ status: 401, data: {} }, ok), newId, { token: () => token, signInAgain })
  expect(await call('DELETE /session')).toEqual({ done: true })
  expect(sent.map(({ header }) => header.authorization)).toEqual(['Bearer old', 'Bearer new'])
  expect(sent[0]?.header['idempotency-key']).toBe(sent[1]?.header['idempotency-key'])
})

test('a second 401 is a trouble, not a circle; without a session nobody is asked to sign in', async () => {
  const signInAgain = jest.fn(async () => {})
  const no = { status: 401, data: { code: 'NOT_SIGNED_IN', message: '请先登录再操作' } }
  const signedIn = createClient(answering(no), newId, { token: () => 'x', signInAgain })
  await expect(signedIn('GET /api-keys')).rejects.toMatchObject({ status: 401, code: 'NOT_SIGNED_IN' })
  expect(signInAgain).toHaveBeenCalledTimes(1)
  await expect(createClient(answering(no), newId, anonymous)('GET /api-keys')).rejects.toBeInstanceOf(Trouble)
  expect(sent).toHaveLength(3)
})

test('troubles say which of them may pass', async () => {
  const trouble = async (reply: { status: number; data: unknown }) =>
    createClient(
      answering(reply),
      newId,
      anonymous,
    )('GET /client').then(
      () => null,
      (error: Trouble) => error,
    )
  const refused = await trouble({
    status: 422,
    data: { code: 'PHONE_INVALID', message: '电话号码不对', requestId: 'r1' },
  })
  expect(refused).toMatchObject({ code: 'PHONE_INVALID', message: '电话号码不对', requestId: 'r1', passing: false })
  expect(await trouble({ status: 502, data: '<html>' })).toMatchObject({ code: 'SYSTEM_BUSY', passing: true })
  expect(await trouble({ status: 429, data: {} })).toMatchObject({ passing: true, noAnswer: false })
  const offline = createClient(() => Promise.reject(new Error('request:fail')), newId, anonymous)
  await expect(offline('GET /client')).rejects.toMatchObject({ status: 0, noAnswer: true, passing: true })
})
