import { adminToken, aHousehold, aLiaison, aStation, aVillage } from '../../testing/builders'
import { publishOutage } from '../../testing/outage-stage'
import { openWorld, type World } from '../../testing/world'
import { ToldTable } from '../awareness/awareness.tables'
import { DeliveryTable, EarlyReportTable } from './delivery.tables'

let world: World
/** A station whose provider knows messages by its own ids only. */
let tencent: World
beforeAll(async () => {
  world = await openWorld()
  tencent = await openWorld({ env: { SMS_PROVIDER: 'tencent' } })
})
afterAll(async () => {
  await world.close()
  await tencent.close()
})

/** One household with a text message on its way. */
async function oneSms(at: World, kind: 'planned' | 'fault' = 'planned') {
  const station = await aStation(at)
  const village = await aVillage(at, station)
  await aLiaison(at, village)
  const household = await aHousehold(at, village)
  const admin = await adminToken(at, station)
  const outageId = await publishOutage(at, admin, village.feeder, { kind })
  await at.settle()
  const delivery = await at.db.read.findOneByOrFail(DeliveryTable, { outageId, channel: 'sms' })
  return { household, admin, outageId, delivery }
}
const post = (
  at: World,
  payload: unknown,
  secret = at.deps.config.sms.callbackSecret,
  provider = at.deps.sms.provider as string,
) => at.inject({ method: 'POST', url: `/callbacks/sms/${provider}/${secret}`, payload: payload as object })
const report = (id: string, state: 'delivered' | 'failed', at = world.now()) => ({
  id,
  to: '13900000000',
  state,
  code: state === 'delivered' ? 'DELIVERED' : 'UNREACHABLE',
  at: at.toISOString(),
})
const stateOf = async (at: World, id: string) => (await at.db.read.findOneByOrFail(DeliveryTable, { id })).state
const awareness = (at: World, admin: string, id: string) =>
  at.callAs(admin, 'GET /outages/:id/awareness', { params: { id } })

test('a delivered SMS tells its household, once, however often it is reported', async () => {
  const { admin, outageId, delivery, household } = await oneSms(world)
  expect(delivery.state).toBe('sent')
  const answers = await Promise.all(Array.from({ length: 8 }, () => post(world, [report(delivery.id, 'delivered')])))
  expect(answers.map(({ statusCode, body }) => [statusCode, body])).toEqual(Array(8).fill([200, '{"ok":true}']))
  await post(world, [report(delivery.id, 'delivered'), report(delivery.id, 'delivered')])
  await world.settle()
  expect(await awareness(world, admin, outageId)).toMatchObject({ told: { person: 0, smsReport: 1 }, stillToTell: 0 })
  expect(await world.db.read.countBy(ToldTable, { outageId, householdId: household.id })).toBe(1)
})

test('an SMS that arrives after the power went off is shown as late and does not count', async () => {
  const { admin, outageId, delivery } = await oneSms(world, 'fault')
  world.passTime(60_000)
  await post(world, [report(delivery.id, 'delivered')])
  await world.settle()
  expect(await awareness(world, admin, outageId)).toMatchObject({ told: { person: 0, smsReport: 0 }, late: 1, rate: 0 })
})

test('a clock of the provider that runs ahead or behind moves nothing', async () => {
  const { delivery } = await oneSms(world)
  const ahead = new Date(world.now().getTime() + 9 * 86_400_000)
  await post(world, [report(delivery.id, 'delivered', ahead)])
  const row = await world.db.read.findOneByOrFail(DeliveryTable, { id: delivery.id })
  expect(row.deliveredAt).toEqual(world.now())
})

test('failed after delivered is an old report; delivered after failed is the truth', async () => {
  const first = await oneSms(world)
  await post(world, [report(first.delivery.id, 'delivered')])
  await post(world, [report(first.delivery.id, 'failed')])
  expect(await stateOf(world, first.delivery.id)).toBe('delivered')

  const second = await oneSms(world)
  await post(world, [report(second.delivery.id, 'failed')])
  await post(world, [report(second.delivery.id, 'failed')])
  const tasks = await world.db.read.findBy(DeliveryTable, { outageId: second.outageId, channel: 'person' })
  expect(tasks.map(({ state }) => state)).toEqual(['handed'])
  await post(world, [report(second.delivery.id, 'delivered')])
  await world.settle()
  expect(await awareness(world, second.admin, second.outageId)).toMatchObject({ told: { smsReport: 1 } })
})

test('a report that overtakes our own note of the sending is not lost by it', async () => {
  const { admin, outageId, delivery } = await oneSms(world)
  const sending = { state: 'sending', claim: 'somebody', leaseUntil: world.now() } as const
  await world.db.write((tx) => tx.update(DeliveryTable, { id: delivery.id }, sending))
  await post(world, [report(delivery.id, 'delivered')])
  world.passTime(60_000)
  await world.settle()
  expect(await stateOf(world, delivery.id)).toBe('delivered')
  expect(await awareness(world, admin, outageId)).toMatchObject({ told: { smsReport: 1 } })
})

test('a report under an id we do not know yet waits until we do', async () => {
  const { admin, outageId, delivery } = await oneSms(tencent)
  await tencent.db.write((tx) => tx.update(DeliveryTable, { id: delivery.id }, { providerId: null }))
  const body = [
    {
      user_receive_time: '2026-03-02 09:00:00',
      mobile: '1',
      report_status: 'SUCCESS',
      errmsg: 'DELIVRD',
      sid: delivery.providerId,
    },
  ]
  const answer = await post(tencent, body)
  expect(JSON.parse(answer.body)).toEqual({ result: 0, errmsg: 'OK' })
  await post(tencent, body)
  expect(await stateOf(tencent, delivery.id)).toBe('sent')
  await tencent.db.write((tx) => tx.update(DeliveryTable, { id: delivery.id }, { providerId: delivery.providerId }))
  tencent.passTime(10_000)
  await tencent.settle()
  expect(await stateOf(tencent, delivery.id)).toBe('delivered')
  expect(await tencent.db.read.count(EarlyReportTable)).toBe(0)
  expect(await awareness(tencent, admin, outageId)).toMatchObject({ told: { smsReport: 1 } })
})

test('whoever does not know the secret finds no such address, and nothing is read', async () => {
  const { delivery } = await oneSms(world)
  const body = [report(delivery.id, 'delivered')]
  for (const answer of [await post(world, body, 'wrong-secret-123'), await post(world, body, undefined, 'aliyun')]) {
    expect(answer.statusCode).toBe(404)
    expect(answer.json()).toMatchObject({ code: 'NO_SUCH_PATH' })
  }
  expect(await stateOf(world, delivery.id)).toBe('sent')
})

test('what is no report is refused, however large', async () => {
  expect((await post(world, { hello: 1 })).statusCode).toBe(400)
  expect((await post(world, [{ id: 1 }])).statusCode).toBe(400)
  expect((await post(world, [{ ...report('x', 'delivered'), to: 'x'.repeat(600_000) }])).statusCode).toBe(413)
  expect((await post(world, [report('UNKNOWN', 'delivered')])).statusCode).toBe(200)
})
