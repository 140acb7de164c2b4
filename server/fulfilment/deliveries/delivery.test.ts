import { In } from 'typeorm'
import { reactions } from '../../app'
import { dispatchOne } from '../../platform/outbox/outbox'
import { BindingTable } from '../../registry/bindings/binding.tables'
import { HouseholdTable } from '../../registry/people/household.tables'
import {
  aContact,
  adminToken,
  aHousehold,
  aLiaison,
  aMember,
  aStation,
  aVillage,
  aVillager,
  households,
} from '../../testing/builders'
import { allowMessages, OUTAGE_TEMPLATE, publishOutage, receiveReports } from '../../testing/outage-stage'
import { openWorld, type World } from '../../testing/world'
import { ToldTable } from '../awareness/awareness.tables'
import { COMMITTEE_FIRST_MS, deliveryReactions } from './delivery.events'
import { DeliveryTable } from './delivery.tables'

let world: World
let reported: () => Promise<void>
beforeAll(async () => {
  world = await openWorld()
  reported = await receiveReports(world)
})
afterAll(() => world.close())
afterEach(() => world.sandbox.control.clearFaults())

const texts = (to: string) => world.sandbox.control.record({ channel: 'sms', to }).map(({ text }) => text)
const rowsOf = (outageId: string, householdId?: string) =>
  world.db.read.find(DeliveryTable, {
    where: { outageId, ...(householdId ? { householdId } : {}) },
    order: { id: 'ASC' },
  })
const roads = async (outageId: string, householdId: string) =>
  (await rowsOf(outageId, householdId)).map(({ channel, state }) => `${channel} ${state}`)

/** A village with a liaison, ready to be told. */
async function aPlace() {
  const station = await aStation(world)
  const village = await aVillage(world, station)
  await aLiaison(world, village)
  return { station, village, admin: await adminToken(world, station) }
}
/** Turns what was published into rows, and sends nothing yet. */
async function plan() {
  while (await dispatchOne(world.deps, reactions)) {}
}
/** Lets everything happen that happens without anybody's hand. */
async function goOut() {
  await world.settle()
  await reported()
  await world.settle()
}

test('an outage reaches the committee first, then each household by WeChat credit, SMS or a task', async () => {
  const { village, admin } = await aPlace()
  const member = await aMember(world, village)
  const [withWeChat, withSms, withContact, landline, without] = await households(world, village, [
    {},
    {},
    { phone: null },
    { phone: '0419-5551234' },
    { phone: null },
  ])
  const daughter = await aContact(world, withContact as { id: string })
  const villager = await aVillager(world, withWeChat as { phone: string })
  await allowMessages(world, villager)
  const outageId = await publishOutage(world, admin, village.feeder)
  await goOut()

  const mine = new Set([member.phone, villager.openid, withSms?.phone, daughter.phone])
  const order = world.sandbox.control
    .record()
    .filter(({ to }) => mine.has(to))
    .map(({ to }) => to)
  expect(order[0]).toBe(member.phone)
  expect(order).toHaveLength(4)
  expect(texts(member.phone)[0]).toContain('村委会您好')
  expect(await roads(outageId, withWeChat?.id as string)).toEqual(['wechat sent'])
  expect(await roads(outageId, withSms?.id as string)).toEqual(['sms delivered'])
  expect(texts(daughter.phone)).toHaveLength(1)
  expect(await roads(outageId, landline?.id as string)).toEqual(['person handed'])
  expect(await roads(outageId, without?.id as string)).toEqual(['person handed'])
  // The credit is spent here as it is at WeChat.
  expect(world.sandbox.control.credits(villager.openid, OUTAGE_TEMPLATE)).toBe(0)
  expect(await world.callAs(villager.token, 'GET /me/subscriptions')).not.toContainEqual(
    expect.objectContaining({ credits: 1 }),
  )
})

test('households wait for a committee that cannot be reached two minutes at most', async () => {
  const { village, admin } = await aPlace()
  const member = await aMember(world, village)
  const household = await aHousehold(world, village)
  const outageId = await publishOutage(world, admin, village.feeder)
  await plan()
  // The member is being tried by somebody who does not come back.
  const held = {
    claim: 'gone',
    leaseUntil: new Date(world.now().getTime() + 3_600_000),
    attempts: 1,
    state: 'sending',
  } as const
  await world.db.write((tx) => tx.update(DeliveryTable, { outageId, phase: 1 }, held))
  await world.settle()
  expect(texts(household.phone as string)).toEqual([])
  world.passTime(COMMITTEE_FIRST_MS)
  await world.settle()
  expect(texts(household.phone as string)).toHaveLength(1)
  expect(texts(member.phone)).toEqual([])
})

test('a second reaction to the same event changes nothing', async () => {
  const { village, admin } = await aPlace()
  await households(world, village, 3)
  const outageId = await publishOutage(world, admin, village.feeder)
  await goOut()
  const before = await rowsOf(outageId)
  await world.db.write(async (tx) =>
    deliveryReactions['outage.published']?.(tx, world.deps, { type: 'outage.published', outageId }),
  )
  await goOut()
  expect(await rowsOf(outageId)).toEqual(before)
})

test('a credit WeChat does not know of falls to SMS once, and the ledger learns it', async () => {
  const { village, admin } = await aPlace()
  const household = await aHousehold(world, village)
  const villager = await aVillager(world, household)
  await allowMessages(world, villager, 2)
  world.sandbox.control.changePerson(villager.openid, { muted: true })
  const outageId = await publishOutage(world, admin, village.feeder)
  await goOut()
  expect(await roads(outageId, household.id)).toEqual(['wechat failed', 'sms delivered'])
  expect((await rowsOf(outageId, household.id))[0]?.code).toBe('43101')
  expect(texts(household.phone as string)).toHaveLength(1)
  expect(await world.callAs(villager.token, 'GET /me/subscriptions')).toEqual([
    { templateId: OUTAGE_TEMPLATE, credits: 0 },
  ])
})

test('a refused SMS and one reported as failed become tasks of a person', async () => {
  const { village, admin } = await aPlace()
  const [refused, failed] = await households(world, village, 2)
  world.sandbox.control.setNumber({ phone: refused?.phone as string, fate: 'blacklisted' })
  world.sandbox.control.setNumber({ phone: failed?.phone as string, fate: 'failed' })
  const outageId = await publishOutage(world, admin, village.feeder)
  await goOut()
  expect(await roads(outageId, refused?.id as string)).toEqual(['sms failed', 'person handed'])
  expect(await roads(outageId, failed?.id as string)).toEqual(['sms failed', 'person handed'])
})

test('an SMS whose end is unknown is asked about and never sent again', async () => {
  const { village, admin } = await aPlace()
  const [taken, lost] = await households(world, village, 2)
  world.sandbox.control.setNumber({ phone: taken?.phone as string, fate: 'silent' })
  const outageId = await publishOutage(world, admin, village.feeder)
  world.sandbox.control.addFault({ endpoint: 'sms.send', do: 'reset', when: 'after', times: 1 })
  world.sandbox.control.addFault({ endpoint: 'sms.state', do: 'html', times: 1 })
  await goOut()
  const unknown = (await rowsOf(outageId)).filter(({ state }) => state === 'unknown')
  expect(unknown).toHaveLength(1)
  world.passTime(6_000)
  await goOut()
  world.passTime(30_000)
  await goOut()
  expect((await rowsOf(outageId)).some(({ state }) => state === 'unknown')).toBe(false)
  expect(texts(taken?.phone as string)).toHaveLength(1)
  expect(texts(lost?.phone as string)).toHaveLength(1)
})

test('a busy platform gets the message later, and after six tries the next road opens', async () => {
  const { village, admin } = await aPlace()
  const household = await aHousehold(world, village)
  world.sandbox.control.addFault({ endpoint: 'sms.send', do: 'answer', code: 'BUSY', status: 503 })
  const outageId = await publishOutage(world, admin, village.feeder)
  for (let turn = 0; turn < 5; turn++) {
    await goOut()
    expect(await roads(outageId, household.id)).toEqual(['sms waiting'])
    world.passTime(1_800_000)
  }
  await goOut()
  expect(await roads(outageId, household.id)).toEqual(['sms failed', 'person handed'])
  expect(texts(household.phone as string)).toEqual([])
})

test('what changed since the plan is seen at the sending: number gone, person unbound', async () => {
  const { village, admin } = await aPlace()
  const [gone, unbound] = await households(world, village, 2)
  const villager = await aVillager(world, unbound as { phone: string })
  await allowMessages(world, villager)
  const outageId = await publishOutage(world, admin, village.feeder)
  await plan()
  await world.db.write(async (tx) => {
    await tx.update(HouseholdTable, { id: gone?.id as string }, { phoneSealed: null, phoneHash: null })
    await tx.update(BindingTable, { personId: villager.personId }, { state: 'ended', liveKey: null })
  })
  await goOut()
  expect(texts(gone?.phone as string)).toEqual([])
  expect(world.sandbox.control.record({ channel: 'wechat', to: villager.openid })).toEqual([])
  expect(await roads(outageId, unbound?.id as string)).toContain('sms delivered')
})

test('a number that cannot be opened holds nobody up: its household goes to a person', async () => {
  const { village, admin } = await aPlace()
  const [sound, damagedBefore, damagedAfter] = await households(world, village, 3)
  const damage = (id?: string) =>
    world.db.write((tx) => tx.update(HouseholdTable, { id: id as string }, { phoneSealed: 'v1:gone:AAAA' }))
  await damage(damagedBefore?.id)
  const outageId = await publishOutage(world, admin, village.feeder)
  await plan()
  await damage(damagedAfter?.id)
  await goOut()
  expect(await roads(outageId, sound?.id as string)).toEqual(['sms delivered'])
  expect(await roads(outageId, damagedBefore?.id as string)).toEqual(['person handed'])
  expect(await roads(outageId, damagedAfter?.id as string)).toEqual(['sms failed', 'person handed'])
})

test('after the outage is over nothing is sent any more', async () => {
  const { village, admin } = await aPlace()
  const household = await aHousehold(world, village)
  const outageId = await publishOutage(world, admin, village.feeder, { kind: 'fault', hours: 1 })
  world.passTime(2 * 3_600_000)
  await goOut()
  expect(texts(household.phone as string)).toEqual([])
  expect(await roads(outageId, household.id)).toEqual(['sms withdrawn'])
})

test('the progress adds up to every row, and to what the sandbox accepted', async () => {
  const { village, admin } = await aPlace()
  const built = await households(world, village, [...Array(40).fill({}), ...Array(5).fill({ phone: null })])
  const outageId = await publishOutage(world, admin, village.feeder)
  await goOut()
  const progress = await world.callAs(admin, 'GET /outages/:id/deliveries', {
    params: { id: outageId },
    query: { limit: 200 },
  })
  const count = (channel: string, ...states: string[]) =>
    progress.counts
      .filter((one) => one.channel === channel && states.includes(one.state))
      .reduce((all, one) => all + one.count, 0)
  expect(progress.total).toBe(45)
  expect(progress.items).toHaveLength(45)
  expect(progress.open).toBe(0)
  expect(count('person', 'handed')).toBe(5)
  const numbers = new Set(built.map(({ phone }) => phone))
  const accepted = world.sandbox.control.record({ channel: 'sms' }).filter(({ to }) => numbers.has(to))
  expect(count('sms', 'sent', 'delivered')).toBe(accepted.length)
  expect(count('sms', 'delivered')).toBe(accepted.filter(({ state }) => state === 'delivered').length)
  const proofs = await world.db.read.countBy(ToldTable, {
    outageId,
    means: 'sms_report',
    householdId: In(built.map(({ id }) => id)),
  })
  expect(proofs).toBe(count('sms', 'delivered'))
  expect(JSON.stringify(progress)).not.toContain(built[0]?.phone)
})

test('another station sees nothing of it', async () => {
  const { village, admin } = await aPlace()
  await aHousehold(world, village)
  const outageId = await publishOutage(world, admin, village.feeder)
  const stranger = await adminToken(world, await aStation(world))
  for (const key of [
    'GET /outages/:id/deliveries',
    'GET /outages/:id/awareness',
    'GET /outages/:id/still-to-tell',
  ] as const)
    await expect(world.callAs(stranger, key, { params: { id: outageId } } as never)).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
    })
})
