import { emit } from '../../platform/outbox/outbox'
import { adminToken, aPhone, aStation, signIn } from '../../testing/builders'
import { openWorld, type World } from '../../testing/world'
import { creditsOf } from './subscription.reads'
import { CreditMoveTable } from './subscription.tables'

let world: World
let templateId: string
beforeAll(async () => {
  world = await openWorld()
  templateId = world.deps.config.wechat.outageTemplate
})
afterAll(() => world.close())

const tap = (token: string, answer: 'accept' | 'reject' | 'acceptWithAudio' = 'accept', idempotencyKey?: string) =>
  world.callAs(
    token,
    'POST /me/subscriptions',
    { body: { templateId, answer } },
    idempotencyKey ? { idempotencyKey } : undefined,
  )
const tell = async (event: Parameters<typeof emit>[2]) => {
  await world.db.write((tx) => emit(tx, world.deps, event))
  await world.settle()
}
const sumOfMoves = async (personId: string) =>
  (await world.db.read.findBy(CreditMoveTable, { personId })).reduce((sum, { change }) => sum + change, 0)

test('each accepted tap adds one message, a refused one none', async () => {
  const { token, personId } = await signIn(world, aPhone())
  expect(await tap(token)).toEqual({ credits: 1 })
  expect(await tap(token, 'acceptWithAudio')).toEqual({ credits: 2 })
  expect(await tap(token, 'reject')).toEqual({ credits: 2 })
  expect(await world.callAs(token, 'GET /me/subscriptions')).toEqual([{ templateId, credits: 2 }])
  expect(await sumOfMoves(personId)).toBe(2)
})

test('one tap sent twice, also at the same moment, counts once', async () => {
  const { token, personId } = await signIn(world, aPhone())
  await Promise.all([1, 2, 3].map(() => tap(token, 'accept', 'one-tap-0001')))
  expect(await tap(token, 'accept', 'one-tap-0001')).toEqual({ credits: 1 })
  expect(await sumOfMoves(personId)).toBe(1)
})

test('twenty taps at once are twenty messages', async () => {
  const { token, personId } = await signIn(world, aPhone())
  await Promise.all(Array.from({ length: 20 }, () => tap(token)))
  expect((await creditsOf(world.db.read, [personId], templateId)).get(personId)).toBe(20)
  expect(await sumOfMoves(personId)).toBe(20)
})

test('a delivery uses one message, however often it is told', async () => {
  const { token, personId } = await signIn(world, aPhone())
  await tap(token)
  await tap(token)
  const deliveryId = world.deps.newId()
  await tell({ type: 'credit.spent', templateId, entries: [{ personId, deliveryId }] })
  await tell({ type: 'credit.spent', templateId, entries: [{ personId, deliveryId }] })
  expect(await world.callAs(token, 'GET /me/subscriptions')).toEqual([{ templateId, credits: 1 }])
})

test('one batch spends for everybody in it, for one person as often as messages went out', async () => {
  const [one, two] = [await signIn(world, aPhone()), await signIn(world, aPhone())]
  for (const { token } of [one, one, one, two]) await tap(token)
  const entries = [one, two, one].map(({ personId }) => ({ personId, deliveryId: world.deps.newId() }))
  await tell({ type: 'credit.spent', templateId, entries })
  const left = await creditsOf(world.db.read, [one.personId, two.personId], templateId)
  expect([left.get(one.personId), left.get(two.personId)]).toEqual([1, undefined])
})

test('the balance never falls below nothing and is cleared when WeChat knows of none', async () => {
  const { token, personId } = await signIn(world, aPhone())
  await tap(token)
  for (let at = 0; at < 2; at++)
    await tell({ type: 'credit.spent', templateId, entries: [{ personId, deliveryId: world.deps.newId() }] })
  expect(await world.callAs(token, 'GET /me/subscriptions')).toEqual([{ templateId, credits: 0 }])
  await tap(token)
  await tap(token)
  await tell({ type: 'credit.refused', templateId, personIds: [personId] })
  expect(await world.callAs(token, 'GET /me/subscriptions')).toEqual([{ templateId, credits: 0 }])
  expect(await creditsOf(world.db.read, [personId], templateId)).toEqual(new Map())
  expect(await sumOfMoves(personId)).toBe(0)
})

test('a template that is not ours is refused, and staff with a password have no subscriptions', async () => {
  const { token } = await signIn(world, aPhone())
  await expect(
    world.callAs(token, 'POST /me/subscriptions', { body: { templateId: 'other', answer: 'accept' } }),
  ).rejects.toMatchObject({ code: 'BAD_INPUT' })
  const admin = await adminToken(world, await aStation(world))
  await expect(world.callAs(admin, 'GET /me/subscriptions')).rejects.toMatchObject({ status: 403 })
})
