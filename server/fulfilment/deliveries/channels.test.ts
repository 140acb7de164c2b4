import type { EventOf } from '../../../shared/domain/event'
import { reactions } from '../../app'
import { dispatchOne } from '../../platform/outbox/outbox'
import { OutboxTable } from '../../platform/outbox/outbox.tables'
import { HouseholdTable } from '../../registry/people/household.tables'
import {
  adminToken,
  aHousehold,
  aLiaison,
  aStation,
  aVillage,
  aVillager,
  type BuiltHousehold,
  households,
  signIn,
} from '../../testing/builders'
import { allowMessages, OUTAGE_TEMPLATE, publishOutage } from '../../testing/outage-stage'
import { openWorld, type World } from '../../testing/world'
import { startWork } from '../../work'
import { COMMITTEE_FIRST_MS } from './delivery.events'
import { DeliveryTable } from './delivery.tables'
import { createSender } from './sender'

let world: World
/** A station without a contract for text messages. */
let manual: World
beforeAll(async () => {
  world = await openWorld()
  manual = await openWorld({ env: { SMS_PROVIDER: 'manual' } })
})
afterAll(async () => {
  await world.close()
  await manual.close()
})
afterEach(() => world.sandbox.control.clearFaults())

async function aPlace(at: World) {
  const station = await aStation(at)
  const village = await aVillage(at, station)
  await aLiaison(at, village)
  return { village, admin: await adminToken(at, station) }
}
const statesOf = async (at: World, outageId: string) =>
  (await at.db.read.find(DeliveryTable, { where: { outageId }, order: { id: 'ASC' } })).map(
    ({ channel, state }) => `${channel} ${state}`,
  )

/** Downloads the list; answers its number. */
async function listOf(admin: string, outageId: string): Promise<string> {
  const file = await manual.inject({
    method: 'GET',
    url: `/outages/${outageId}/sms-list.xlsx`,
    headers: { authorization: `Bearer ${admin}` },
  })
  expect([file.statusCode, file.rawPayload.subarray(0, 2).toString()]).toEqual([200, 'PK'])
  return /([0-9A-F]{8})\.xlsx$/.exec(String(file.headers['content-disposition']))?.[1] ?? ''
}

test('without a contract the numbers and words are a list, downloads leave a trace, and the list is sent once', async () => {
  const { village, admin } = await aPlace(manual)
  const [first] = await households(manual, village, 3)
  const outageId = await publishOutage(manual, admin, village.feeder)
  await manual.settle()
  expect(await statesOf(manual, outageId)).toEqual(Array(3).fill('sms manual'))
  const list = await listOf(admin, outageId)
  const trace = await manual.callAs(admin, 'GET /audit', {
    query: { subject: outageId, action: 'GET /outages/:id/sms-list.xlsx' },
  })
  expect(trace[0]?.detail).toEqual({ numbers: 3, list })

  const sent = (count: number) =>
    manual.callAs(admin, 'POST /outages/:id/sms-list/sent', { params: { id: outageId }, body: { list, count } })
  await expect(sent(2)).rejects.toMatchObject({ code: 'CONFLICT' })
  await sent(3)
  await expect(sent(3)).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(await statesOf(manual, outageId)).toEqual(Array(3).fill('sms sent'))
  // Sent by hand is reach, not told.
  const awareness = await manual.callAs(admin, 'GET /outages/:id/awareness', { params: { id: outageId } })
  expect(awareness).toMatchObject({ told: { person: 0, smsReport: 0 }, stillToTell: 3 })
  expect(first?.phone && JSON.stringify(awareness).includes(first.phone)).toBe(false)
})

test('only who was on the list counts as written to; whose number is gone goes to a person', async () => {
  const { village, admin } = await aPlace(manual)
  const [kept, changed, gone] = await households(manual, village, 3)
  const outageId = await publishOutage(manual, admin, village.feeder)
  await manual.settle()
  const old = await listOf(admin, outageId)
  const number = (household: BuiltHousehold | undefined, columns: object) =>
    manual.db.write((tx) => tx.update(HouseholdTable, { id: household?.id as string }, columns))
  await number(gone, { phoneSealed: null, phoneHash: null })
  const sent = (list: string, count: number) =>
    manual.callAs(admin, 'POST /outages/:id/sms-list/sent', { params: { id: outageId }, body: { list, count } })
  await expect(sent(old, 3)).rejects.toMatchObject({ code: 'CONFLICT' })
  const second = await listOf(admin, outageId)
  // As many on it, but another number: not the list that was sent.
  await number(changed, { phoneSealed: manual.deps.vault.seal('13600000009') })
  await expect(sent(second, 2)).rejects.toMatchObject({ code: 'CONFLICT' })
  await sent(await listOf(admin, outageId), 2)
  const of = async (household: BuiltHousehold | undefined) =>
    (await manual.db.read.findBy(DeliveryTable, { outageId, householdId: household?.id as string }))
      .map(({ channel, state }) => `${channel} ${state}`)
      .sort()
  expect([await of(kept), await of(changed), await of(gone)]).toEqual([
    ['sms sent'],
    ['sms sent'],
    ['person handed', 'sms failed'],
  ])
})

test('one person with three households in three villages gets three messages, one after the other', async () => {
  const station = await aStation(world)
  const villages = [await aVillage(world, station)]
  for (let at = 0; at < 2; at++)
    villages.push(await aVillage(world, station, { feeder: (villages[0] as (typeof villages)[number]).feeder }))
  const phone = '13600000007'
  for (const village of villages) await aHousehold(world, village, { phone })
  const villager = await signIn(world, phone)
  await allowMessages(world, villager, 3)
  world.sandbox.control.changeSettings({ latencyMs: 30 })
  const outageId = await publishOutage(
    world,
    await adminToken(world, station),
    (villages[0] as (typeof villages)[number]).feeder,
  )
  await world.settle()
  world.sandbox.control.changeSettings({ latencyMs: 3 })
  expect(await statesOf(world, outageId)).toEqual(Array(3).fill('wechat sent'))
  const rows = await world.db.read.findBy(DeliveryTable, { outageId })
  // Nobody met "concurrent calls for one person" and had to try again.
  expect(rows.map(({ attempts }) => attempts)).toEqual([1, 1, 1])
})

test('when the quota of the account is used up the channel rests and finishes later', async () => {
  const { village, admin } = await aPlace(world)
  const built = await households(world, village, 4)
  for (const household of built) await allowMessages(world, await aVillager(world, household as BuiltHousehold))
  const outageId = await publishOutage(world, admin, village.feeder)
  world.sandbox.control.addFault({ endpoint: 'wechat.subscribe', do: 'answer', code: 45009 })
  await world.settle()
  expect(await statesOf(world, outageId)).toEqual(Array(4).fill('wechat waiting'))
  world.sandbox.control.clearFaults()
  await world.settle()
  expect(await statesOf(world, outageId)).toEqual(Array(4).fill('wechat waiting'))
  world.passTime(61_000)
  await world.settle()
  expect(await statesOf(world, outageId)).toEqual(Array(4).fill('wechat sent'))
})

test('WeChat without an answer gets the message once more and then leaves it to SMS', async () => {
  const { village, admin } = await aPlace(world)
  const household = await aHousehold(world, village)
  const villager = await aVillager(world, household)
  await allowMessages(world, villager)
  const outageId = await publishOutage(world, admin, village.feeder)
  world.sandbox.control.addFault({ endpoint: 'wechat.subscribe', do: 'reset', when: 'before' })
  for (let turn = 0; turn < 4; turn++) {
    await world.settle()
    world.passTime(10_000)
  }
  expect(await statesOf(world, outageId)).toEqual(['wechat failed', 'sms sent'])
  expect(world.sandbox.control.calls()['wechat.subscribe']).toBeDefined()
  expect(world.sandbox.control.credits(villager.openid, OUTAGE_TEMPLATE)).toBe(1)
})

test('a batch that cannot be looked up goes back untried, and nobody is taken for written to', async () => {
  const { village, admin } = await aPlace(world)
  const household = await aHousehold(world, village)
  const outageId = await publishOutage(world, admin, village.feeder)
  while (await dispatchOne(world.deps, reactions)) {}
  const { read } = world.db
  // Everything but the look-up of the households answers.
  const find = jest.spyOn(read, 'find').mockImplementation((target, ...rest) => {
    if (target === HouseholdTable) return Promise.reject(new Error('the database is away'))
    return Object.getPrototypeOf(read).find.call(read, target, ...rest)
  })
  world.passTime(COMMITTEE_FIRST_MS)
  await expect(createSender(world.deps).pump()).rejects.toThrow('away')
  find.mockRestore()
  const row = await read.findOneByOrFail(DeliveryTable, { outageId })
  expect(row).toMatchObject({ state: 'waiting', attempts: 0, claim: null, unknownAt: null })
  world.passTime(5_000)
  await world.settle()
  expect(await statesOf(world, outageId)).toEqual(['sms sent'])
  expect(world.sandbox.control.record({ to: household.phone as string })).toHaveLength(1)
})

test('many WeChat messages tell of their credits in one event, and a fault need not wait for them', async () => {
  const { village, admin } = await aPlace(world)
  const built = await households(world, village, 40)
  for (const household of built) await allowMessages(world, await aVillager(world, household))
  const outageId = await publishOutage(world, admin, village.feeder)
  while (await dispatchOne(world.deps, reactions)) {}
  world.passTime(COMMITTEE_FIRST_MS)
  const before = await world.db.read.countBy(OutboxTable, { type: 'credit.spent' })
  const sender = createSender(world.deps)
  await sender.pump()
  await sender.tend()
  expect(await statesOf(world, outageId)).toEqual(Array(40).fill('wechat sent'))
  const events = (await world.db.read.findBy(OutboxTable, { type: 'credit.spent' })).slice(before)
  expect(events).toHaveLength(1)
  const entries = events.flatMap(({ payload }) => (payload as EventOf<'credit.spent'>).entries)
  expect(new Set(entries.map(({ deliveryId }) => deliveryId)).size).toBe(40)
  await world.settle()
})

test('a fault overtakes a planned broadcast that is waiting', async () => {
  const [slow, fast] = [await aPlace(world), await aPlace(world)]
  await households(world, slow.village, 30)
  const urgent = await aHousehold(world, fast.village)
  await publishOutage(world, slow.admin, slow.village.feeder)
  await publishOutage(world, fast.admin, fast.village.feeder, { kind: 'fault' })
  const before = world.sandbox.control.record({ channel: 'sms' }).length
  await world.settle()
  const order = world.sandbox.control
    .record({ channel: 'sms' })
    .slice(before)
    .map(({ to }) => to)
  expect(order).toHaveLength(31)
  // One batch takes them all here; inside it the urgent one is put on the wire first.
  expect(order.slice(0, 2)).toContain(urgent.phone)
})

test('the background work of a process sends what was published by itself and stops when told', async () => {
  const { village, admin } = await aPlace(world)
  const built = await households(world, village, 250)
  const stop = startWork(world.deps)
  const outageId = await publishOutage(world, admin, village.feeder)
  const done = async () => (await world.db.read.countBy(DeliveryTable, { outageId, state: 'sent' })) === built.length
  const until = performance.now() + 20_000
  while (!(await done()) && performance.now() < until) await new Promise((next) => setTimeout(next, 50))
  await stop()
  expect(await done()).toBe(true)
  for (const { phone } of built) expect(world.sandbox.control.record({ to: phone as string })).toHaveLength(1)
  world.passTime(COMMITTEE_FIRST_MS)
  const later = await publishOutage(world, admin, village.feeder, { offInDays: 9 })
  await new Promise((next) => setTimeout(next, 600))
  expect(await world.db.read.countBy(DeliveryTable, { outageId: later })).toBe(0)
})
