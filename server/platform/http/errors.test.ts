import Fastify from 'fastify'
import { FeederTable } from '../../registry/villages/village.tables'
import { openWorld, type World } from '../../testing/world'
import { answerErrors } from './errors'
import { Refusal } from './refuse'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('what nobody foresaw is answered with its request id and nothing of the inside', async () => {
  const lines: string[] = []
  const app = Fastify({ logger: { stream: { write: (line: string) => lines.push(line) } } })
  answerErrors(app)
  app.get('/broken', async () => {
    throw new Error('SELECT secret FROM person')
  })
  const answer = await app.inject('/broken')
  expect(answer.statusCode).toBe(500)
  const { code, message, requestId } = answer.json()
  expect(code).toBe('SYSTEM_BUSY')
  expect(message).toContain(requestId)
  expect(answer.body).not.toMatch(/SELECT|secret|stack/)
  expect(lines.join('')).toContain('SELECT secret FROM person')
})

test('a refusal keeps its code, words and details', async () => {
  const app = Fastify()
  answerErrors(app)
  app.get('/refused', async () => {
    throw new Refusal('PLACE_TAKEN', { name: '前营村' })
  })
  const answer = await app.inject('/refused')
  expect(answer.statusCode).toBe(409)
  expect(answer.json()).toEqual({
    code: 'PLACE_TAKEN',
    message: '这个名称或编号已经有了，请直接使用原有的，或换一个',
    details: { name: '前营村' },
    requestId: expect.any(String),
  })
})

test.each([
  ['an address nobody serves', { url: '/nowhere' }, 404, 'NO_SUCH_PATH'],
  ['an address that cannot be read', { url: '/%E0%A4%A' }, 400, 'BAD_INPUT'],
  [
    'a body of a kind nobody takes',
    { method: 'POST', url: '/sessions/staff', headers: { 'content-type': 'text/xml' }, payload: '<a/>' },
    400,
    'BAD_INPUT',
  ],
  [
    'a body beyond a megabyte',
    { method: 'POST', url: '/sessions/staff', payload: { account: 'x'.repeat(1_100_000), password: 'x' } },
    413,
    'UPLOAD_TOO_LARGE',
  ],
] as const)('%s is answered in the one shape', async (_name, request, status, code) => {
  const answer = await world.inject(request as never)
  expect(answer.statusCode).toBe(status)
  expect(answer.json()).toMatchObject({
    code,
    message: expect.stringMatching(/[一-鿿]/),
    requestId: expect.stringMatching(/^\w{26}$/),
  })
})

test('answers carry the headers that keep a browser from doing anything else with them', async () => {
  const { headers } = await world.inject({ url: '/villages' })
  expect(headers).toMatchObject({
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': expect.stringContaining('max-age='),
  })
  expect(headers['x-powered-by']).toBeUndefined()
  expect(headers['access-control-allow-origin']).toBeUndefined()
})

test('a row that a unique rule refused is a conflict and not a fault of the house', async () => {
  const app = Fastify()
  answerErrors(app)
  app.post('/twice', async () => {
    await world.db.write(async (tx) => {
      await tx.insert(FeederTable, { id: 'once', stationId: 'S', name: 'x' })
      await tx.insert(FeederTable, { id: 'once', stationId: 'S', name: 'x' })
    })
  })
  const answer = await app.inject({ method: 'POST', url: '/twice' })
  expect(answer.statusCode).toBe(409)
  expect(answer.json()).toMatchObject({ code: 'CONFLICT', message: expect.stringMatching(/[一-鿿]/) })
})
