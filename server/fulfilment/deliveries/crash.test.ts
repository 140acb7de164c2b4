import { reactions } from '../../app'
import { dispatchOne } from '../../platform/outbox/outbox'
import { adminToken, aLiaison, aMember, aStation, aVillage, aVillager, households } from '../../testing/builders'
import { allowMessages, publishOutage, receiveReports } from '../../testing/outage-stage'
import { openWorld, type World } from '../../testing/world'
import { claimDue, LEASE_MS } from './claim.actions'
import { DeliveryTable } from './delivery.tables'
import { createSender } from './sender'
import { settle } from './settle.actions'

let world: World
let reported: () => Promise<void>
beforeAll(async () => {
  world = await openWorld()
  reported = await receiveReports(world)
})
afterAll(() => world.close())

/** A village of so many households, three of them with WeChat, and a published outage turned into rows. */
async function broadcast(size: number) {
  const station = await aStation(world)
  const village = await aVillage(world, station)
  await aLiaison(world, village)
  await aMember(world, village)
  const built = await households(world, village, size)
  const villagers = []
  for (const household of built.slice(0, 3)) {
    const villager = await aVillager(world, household)
    await allowMessages(world, villager, 2)
    villagers.push(villager)
  }
  const admin = await adminToken(world, station)
  const outageId = await publishOutage(world, admin, village.feeder)
  while (await dispatchOne(world.deps, reactions)) {}
  return { built, villagers, admin, outageId }
}
/** Works on until nothing is left, whatever the senders of before left behind. */
async function finish() {
  for (let turn = 0; turn < 4; turn++) {
    await world.settle()
    await reported()
    world.passTime(LEASE_MS + 1_000)
  }
  await world.settle()
}
const smsTo = (phone: string | null) => world.sandbox.control.record({ channel: 'sms', to: phone as string })

test('a sender killed between sending and writing it down loses nothing and sends no SMS twice', async () => {
  const { built, villagers, admin, outageId } = await broadcast(60)
  // A dead sender: took the committee, then the households, sent some of them, wrote nothing down.
  await world.deps.db.write((tx) => tx.update(DeliveryTable, { outageId }, { nextAt: world.now() }))
  const taken = await claimDue(world.deps, world.deps.newId(), 'waiting', 40)
  expect(taken).toHaveLength(40)
  const mobile = new Map(built.map(({ id, phone }) => [id, phone as string]))
  for (const row of taken.slice(0, 25)) {
    const to = mobile.get(row.householdId ?? '')
    const villager = villagers.find(({ personId }) => personId === row.recipientId)
    if (row.channel === 'sms' && to)
      await world.deps.sms.send({ id: row.id, to, text: row.text, templateKey: 'outage', params: row.params ?? {} })
    if (row.channel === 'wechat' && villager)
      await world.deps.wechat.sendSubscribe({
        openid: villager.openid,
        templateId: world.deps.outageTemplate,
        page: 'pages/outages/index',
        data: row.data ?? {},
      })
  }
  await finish()

  const rows = await world.db.read.findBy(DeliveryTable, { outageId })
  expect(rows.filter(({ state }) => ['waiting', 'sending', 'unknown'].includes(state))).toEqual([])
  for (const { id, phone } of built.slice(3)) {
    expect(smsTo(phone)).toHaveLength(1)
    expect(rows.filter((row) => row.householdId === id).map(({ state }) => state)).toEqual(['delivered'])
  }
  // WeChat cannot be asked: what was in flight may come twice, nothing else.
  const inFlight = new Set(taken.map(({ id }) => id))
  for (const { openid, personId } of villagers) {
    const row = rows.find(({ recipientId, channel }) => recipientId === personId && channel === 'wechat')
    expect(row?.state).toBe('sent')
    const received = world.sandbox.control.record({ channel: 'wechat', to: openid }).length
    expect(received).toBeGreaterThanOrEqual(1)
    expect(received).toBeLessThanOrEqual(inFlight.has(row?.id ?? '') ? 2 : 1)
  }
  const awareness = await world.callAs(admin, 'GET /outages/:id/awareness', { params: { id: outageId } })
  expect(awareness).toMatchObject({ affected: 60, told: { person: 0, smsReport: 57 }, stillToTell: 3 })
})

test('a late result of a sender taken for dead changes nothing', async () => {
  const { outageId } = await broadcast(4)
  await world.deps.db.write((tx) => tx.update(DeliveryTable, { outageId }, { nextAt: world.now() }))
  const claim = world.deps.newId()
  const taken = await claimDue(world.deps, claim, 'waiting')
  expect(taken.length).toBeGreaterThan(0)
  await finish()
  const before = await world.db.read.find(DeliveryTable, { where: { outageId }, order: { id: 'ASC' } })
  const late = taken.map((row) => ({
    row,
    sms: null,
    turn: { state: 'failed' as const, code: 'LATE', next: 'person' as const },
  }))
  await world.deps.db.write((tx) => settle(tx, world.deps, claim, 'sending', late))
  expect(await world.db.read.find(DeliveryTable, { where: { outageId }, order: { id: 'ASC' } })).toEqual(before)
})

test('three senders at once send nothing twice', async () => {
  const { built, villagers, outageId } = await broadcast(300)
  const senders = Array.from({ length: 3 }, () => createSender(world.deps))
  // The first look of a sender takes over what a dead process left; here all three live.
  for (const sender of senders) while (await sender.tend()) {}
  const work = async (sender: ReturnType<typeof createSender>) => {
    for (let idle = 0; idle < 3; ) idle = (await sender.pump()) || (await sender.tend()) ? 0 : idle + 1
  }
  await Promise.all(senders.flatMap((sender) => [work(sender), work(sender)]))
  await finish()
  for (const { phone } of built.slice(3)) expect(smsTo(phone)).toHaveLength(1)
  for (const { openid } of villagers)
    expect(world.sandbox.control.record({ channel: 'wechat', to: openid })).toHaveLength(1)
  const rows = await world.db.read.findBy(DeliveryTable, { outageId, channel: 'sms' })
  expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['delivered']))
  expect(rows.every(({ attempts }) => attempts === 1)).toBe(true)
})
