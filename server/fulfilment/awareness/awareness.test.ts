import { awareness as awarenessOfDomain } from '../../../shared/domain/channel'
import { CareMarkTable } from '../../registry/people/household.tables'
import { OutageHouseholdTable } from '../../services/outages/outage.tables'
import {
  adminToken,
  aHousehold,
  aLiaison,
  aMember,
  anArea,
  aPhone,
  aStaff,
  aStation,
  aVillage,
  aVillager,
  type BuiltHousehold,
  type BuiltVillage,
  committeeToken,
  households,
  liaisonToken,
  onDuty,
  signIn,
} from '../../testing/builders'
import { publishOutage, receiveReports } from '../../testing/outage-stage'
import { openWorld, type World } from '../../testing/world'
import { ToldTable } from './awareness.tables'
import { homeOfPerson } from './home.reads'

let world: World
let reported: () => Promise<void>
beforeAll(async () => {
  world = await openWorld()
  reported = await receiveReports(world)
})
afterAll(() => world.close())

async function aPlace() {
  const station = await aStation(world)
  const village = await aVillage(world, station)
  const liaison = await aLiaison(world, village, { name: '李建国' })
  return { station, village, liaison, admin: await adminToken(world, station) }
}
async function goOut() {
  await world.settle()
  await reported()
  await world.settle()
}
/** Households with land lines only: nobody is told unless a person does it. */
const quiet = (village: BuiltVillage, count: number) => households(world, village, Array(count).fill({ phone: null }))
const shares = (admin: string, id: string) => world.callAs(admin, 'GET /outages/:id/awareness', { params: { id } })
const tell = (
  token: string,
  outageId: string,
  household: BuiltHousehold,
  result: 'told' | 'noAnswer' = 'told',
  at?: string,
) =>
  world.callAs(token, 'POST /outages/:id/contacts', {
    params: { id: outageId },
    body: { householdId: household.id, by: 'call', result, ...(at ? { at } : {}) },
  })

test('a villager taps 我知道了 once for all own households, and sees it at home', async () => {
  const { village, admin } = await aPlace()
  const phone = aPhone()
  const [own, parents] = await households(world, village, [{ phone }, { phone }, { phone: null }])
  const villager = await aVillager(world, own as BuiltHousehold)
  const outageId = await publishOutage(world, admin, village.feeder)
  const before = await world.callAs(villager.token, 'GET /me/home')
  expect(
    before.households.map((one) => [one.id, one.state, one.outages.map(({ acknowledged }) => acknowledged)]).sort(),
  ).toEqual([own?.id, parents?.id].map((id) => [id, 'soon', [false]]).sort())
  const tap = () =>
    world.callAs(villager.token, 'POST /outages/:id/acknowledgements', { params: { id: outageId }, body: {} })
  expect([await tap(), await tap()]).toEqual([{ households: 2 }, { households: 2 }])
  const after = await world.callAs(villager.token, 'GET /me/home')
  expect(after.households.every(({ outages }) => outages[0]?.acknowledged)).toBe(true)
  expect(await shares(admin, outageId)).toMatchObject({
    affected: 3,
    told: { person: 2, smsReport: 0 },
    stillToTell: 1,
    rate: 6666,
  })
  expect(await world.db.read.countBy(ToldTable, { outageId })).toBe(2)
})

test('years of past outages add no row to what a villager’s home asks for', async () => {
  const { village, admin } = await aPlace()
  const [household] = await households(world, village, 1)
  const { personId } = await aVillager(world, household as BuiltHousehold)
  for (let at = 0; at < 3; at++) {
    await publishOutage(world, admin, village.feeder, { kind: 'fault', hours: 1 })
    world.passTime(2 * 3_600_000)
  }
  const outageId = await publishOutage(world, admin, village.feeder, { kind: 'fault', hours: 1 })
  await world.db.write(async (tx) => {
    const asked = jest.spyOn(tx, 'query')
    const home = await homeOfPerson(tx, personId, world.now())
    expect(home.households.map(({ outages }) => outages.map(({ id }) => id))).toEqual([[outageId]])
    expect(asked).toHaveBeenCalledTimes(1)
    expect(await asked.mock.results[0]?.value).toHaveLength(1)
    const later = await homeOfPerson(tx, personId, new Date(world.now().getTime() + 7_200_000))
    expect(later.households).toEqual([expect.objectContaining({ state: 'normal', outages: [] })])
    expect(await asked.mock.results[1]?.value).toHaveLength(1)
  })
})

test("nobody acknowledges for somebody else's household, nor for one the outage spares", async () => {
  const { village, admin } = await aPlace()
  const spared = await anArea(world, (await aPlace()).village.feeder, village)
  const [mine, theirs] = await households(world, village, [{}, {}])
  const away = await aHousehold(world, village, { areaId: spared.id })
  const [villager, outsider] = [await aVillager(world, mine as BuiltHousehold), await aVillager(world, away)]
  const outageId = await publishOutage(world, admin, village.feeder)
  const tap = (token: string, householdId?: string) =>
    world.callAs(token, 'POST /outages/:id/acknowledgements', {
      params: { id: outageId },
      body: householdId ? { householdId } : {},
    })
  await expect(tap(villager.token, theirs?.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(tap(outsider.token)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect((await world.callAs(outsider.token, 'GET /me/home')).households[0]).toMatchObject({
    state: 'normal',
    outages: [],
  })
})

test('a call of the liaison ends the task; 未接 does not; the same upload twice is one', async () => {
  const { village, liaison, admin } = await aPlace()
  const [told, notIn] = await quiet(village, 2)
  const token = await liaisonToken(world, village, liaison)
  const outageId = await publishOutage(world, admin, village.feeder)
  await goOut()
  const at = world.now().toISOString()
  world.passTime(3_600_000)
  const key = 'offline-queue-0001'
  for (let turn = 0; turn < 2; turn++)
    await world.callAs(
      token,
      'POST /outages/:id/contacts',
      { params: { id: outageId }, body: { householdId: told?.id as string, by: 'visit', result: 'told', at } },
      { idempotencyKey: key },
    )
  await tell(token, outageId, notIn as BuiltHousehold, 'noAnswer')
  const [list] = (await world.callAs(token, 'GET /today')).lists
  expect(list?.households.map(({ householdId, last, sent }) => [householdId, last?.result, last?.name, sent])).toEqual([
    [notIn?.id, 'noAnswer', '李建国', []],
  ])
  const how = await world.callAs(token, 'GET /outages/:id/households/:householdId/told', {
    params: { id: outageId, householdId: told?.id as string },
  })
  expect(how).toMatchObject({ state: 'person', proofs: [{ words: '上门告知', by: '李建国', at, late: false }] })
  expect(how.tries).toHaveLength(1)
})

test('a time before the outage was published, or in the future, is refused', async () => {
  const { village, liaison, admin } = await aPlace()
  const [household] = await quiet(village, 1)
  const token = await liaisonToken(world, village, liaison)
  const outageId = await publishOutage(world, admin, village.feeder)
  for (const ms of [-86_400_000, 86_400_000])
    await expect(
      tell(token, outageId, household as BuiltHousehold, 'told', new Date(world.now().getTime() + ms).toISOString()),
    ).rejects.toMatchObject({ code: 'CONTACT_TIME_INVALID' })
  expect(await shares(admin, outageId)).toMatchObject({ told: { person: 0 }, stillToTell: 1 })
})

test('told after the power went off is late: kept, shown, not counted', async () => {
  const { village, liaison, admin } = await aPlace()
  const [household] = await quiet(village, 1)
  const token = await liaisonToken(world, village, liaison)
  const outageId = await publishOutage(world, admin, village.feeder, { kind: 'fault' })
  world.passTime(600_000)
  await tell(token, outageId, household as BuiltHousehold)
  expect(await shares(admin, outageId)).toMatchObject({ told: { person: 0 }, late: 1, stillToTell: 0, rate: 0 })
})

test('the liaison of another village may neither tell nor look', async () => {
  const { station, village, admin } = await aPlace()
  const elsewhere = await aVillage(world, station)
  const [household] = await quiet(village, 1)
  const other = await liaisonToken(world, elsewhere)
  const outageId = await publishOutage(world, admin, village.feeder)
  await expect(tell(other, outageId, household as BuiltHousehold)).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  expect((await world.callAs(other, 'GET /today')).lists).toEqual([])
  expect(await shares(admin, outageId)).toMatchObject({ told: { person: 0 } })
  // The admin of the station may, an admin of another station may not.
  await tell(admin, outageId, household as BuiltHousehold)
  const stranger = await adminToken(world, await aStation(world))
  await expect(tell(stranger, outageId, household as BuiltHousehold)).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
})

test('care homes with consent come first, then group by group, twenty a page, numbers masked', async () => {
  const { village, liaison, admin } = await aPlace()
  const [first, second] = village.groups
  const built = await households(world, village, [
    ...Array.from({ length: 15 }, () => ({ groupId: second?.id ?? null, phone: '0419-5551234' })),
    ...Array.from({ length: 10 }, () => ({ groupId: first?.id ?? null, phone: '0419-5551234' })),
  ])
  const [silent, machine] = [built[3] as BuiltHousehold, built[7] as BuiltHousehold]
  const mark = { source: 'liaison', consentHow: 'oral', markedAt: world.now() } as const
  await world.db.write(async (tx) => {
    await tx.insert(CareMarkTable, {
      householdId: machine.id,
      kinds: ['life_support'],
      lifeSupport: true,
      ...mark,
      consentBy: '本人',
      consentAt: world.now(),
    })
    await tx.insert(CareMarkTable, {
      householdId: silent.id,
      kinds: ['disabled'],
      lifeSupport: false,
      ...mark,
      consentBy: null,
      consentAt: null,
    })
  })
  const token = await liaisonToken(world, village, liaison)
  const outageId = await publishOutage(world, admin, village.feeder)
  await goOut()
  const page = async (after?: string) =>
    (await world.callAs(token, 'GET /today', { query: { outageId, after } })).lists[0]
  const one = await page()
  const two = await page(one?.households.at(-1)?.householdId)
  expect([one?.households.length, one?.more, two?.households.length, two?.more]).toEqual([20, 5, 5, 0])
  const all = [...(one?.households ?? []), ...(two?.households ?? [])]
  expect(all[0]).toMatchObject({ householdId: machine.id, care: ['life_support'] })
  expect(all.slice(1).map(({ group }) => group)).toEqual([...Array(10).fill('1组'), ...Array(14).fill('2组')])
  expect(all.find(({ householdId }) => householdId === silent.id)?.care).toEqual([])
  expect(all.every(({ phone }) => phone === '0419-****34')).toBe(true)

  // Whoever was told since, the next page begins after the last one read and passes nobody over.
  for (const { householdId } of [one?.households[3], one?.households.at(-1)].flatMap((each) => each ?? []))
    await world.callAs(token, 'POST /outages/:id/contacts', {
      params: { id: outageId },
      body: { householdId, by: 'call', result: 'told' },
    })
  const after = await page(one?.households.at(-1)?.householdId)
  expect(after?.households.map(({ householdId }) => householdId)).toEqual(
    two?.households.map(({ householdId }) => householdId),
  )
})

test('a village without liaison is on the duty manager’s list', async () => {
  const station = await aStation(world)
  const village = await aVillage(world, station)
  await quiet(village, 1)
  const manager = await aStaff(world, station)
  const weekday = ((world.now().getUTCDay() + 6) % 7) + 1
  await onDuty(world, manager, weekday)
  await publishOutage(world, await adminToken(world, station), village.feeder)
  const { token } = await signIn(world, manager.phone)
  expect((await world.callAs(token, 'GET /today')).lists.map((list) => list.village.id)).toEqual([village.id])
})

test('a committee member says 收到 and sees no name and no number of a villager', async () => {
  const { village, liaison, admin } = await aPlace()
  const [member, uncle] = [await aMember(world, village, { name: '赵主任' }), await aMember(world, village)]
  const [household] = await households(world, village, [{ name: '欧阳春花' }])
  const token = await committeeToken(world, village, member)
  const outageId = await publishOutage(world, admin, village.feeder)
  await goOut()
  const list = async () => (await world.callAs(token, 'GET /committee/today')).lists[0]
  expect(await list()).toMatchObject({ received: false, affected: 1, told: 1 })
  const receive = () => world.callAs(token, 'POST /outages/:id/committee-receipts', { params: { id: outageId } })
  expect([await receive(), await receive()]).toEqual([{ villages: 1 }, { villages: 1 }])
  const seen = await list()
  expect(seen).toMatchObject({ received: true })
  expect(JSON.stringify(seen)).not.toContain('欧阳')
  expect(JSON.stringify(seen)).not.toContain(household?.phone)

  const liaisonsOwn = await liaisonToken(world, village, liaison)
  const [today] = (await world.callAs(liaisonsOwn, 'GET /today')).lists
  expect(today?.committee.map(({ memberId, received }) => [memberId, received])).toEqual([
    [uncle.id, false],
    [member.id, true],
  ])
  await world.callAs(liaisonsOwn, 'POST /outages/:id/committee-contacts', {
    params: { id: outageId },
    body: { memberId: uncle.id, by: 'call', result: 'told' },
  })
  expect((await shares(admin, outageId)).villages[0]?.committee).toEqual({ members: 2, received: 2 })
  // A committee of another village has nothing to say here.
  const elsewhere = await committeeToken(world, await aVillage(world, await aStation(world)))
  await expect(
    world.callAs(elsewhere, 'POST /outages/:id/committee-receipts', { params: { id: outageId } }),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('every sum agrees: villages with the outage, states with households, lists with counts, all with the rule', async () => {
  const { station, village, liaison, admin: publisher } = await aPlace()
  const second = await aVillage(world, station, { feeder: village.feeder })
  const built = [
    ...(await households(world, village, 12)),
    ...(await quiet(village, 6)),
    ...(await households(world, second, 5)),
    ...(await quiet(second, 4)),
  ]
  for (const one of built.slice(0, 3)) world.sandbox.control.setNumber({ phone: one.phone as string, fate: 'failed' })
  const villager = await aVillager(world, built[0] as BuiltHousehold)
  const token = await liaisonToken(world, village, liaison)
  const outageId = await publishOutage(world, publisher, village.feeder)
  await goOut()
  await world.callAs(villager.token, 'POST /outages/:id/acknowledgements', { params: { id: outageId }, body: {} })
  await tell(token, outageId, built[4] as BuiltHousehold)
  await tell(token, outageId, built[12] as BuiltHousehold)
  world.passTime(9 * 86_400_000)
  const admin = await adminToken(world, station)
  await tell(admin, outageId, built[13] as BuiltHousehold)

  const counted = await shares(admin, outageId)
  const sum = (pick: (one: (typeof counted.villages)[number]) => number) =>
    counted.villages.reduce((all, one) => all + pick(one), 0)
  expect(counted.affected).toBe(27)
  expect(counted.affected).toBe(counted.told.person + counted.told.smsReport + counted.late + counted.stillToTell)
  expect([
    sum((one) => one.affected),
    sum((one) => one.told.person),
    sum((one) => one.late),
    sum((one) => one.stillToTell),
  ]).toEqual([counted.affected, counted.told.person, counted.late, counted.stillToTell])
  const rows = await world.db.read.findBy(OutageHouseholdTable, { outageId })
  const proofs = await world.db.read.findBy(ToldTable, { outageId })
  const byRule = awarenessOfDomain(
    rows.map(({ householdId, firstOffAt }) => ({
      offAt: firstOffAt,
      proofs: proofs
        .filter((one) => one.householdId === householdId)
        .map(({ means, at, name }) => ({ means, at, by: name })),
    })),
  )
  expect(counted).toMatchObject(byRule)
  expect(byRule).toMatchObject({ told: { person: 3, smsReport: 13 }, late: 1, stillToTell: 10 })

  const list = await world.callAs(admin, 'GET /outages/:id/still-to-tell', {
    params: { id: outageId },
    query: { limit: 4 },
  })
  const rest = await world.callAs(admin, 'GET /outages/:id/still-to-tell', {
    params: { id: outageId },
    query: { limit: 200, after: list.items.at(-1)?.householdId ?? '' },
  })
  expect(list.total).toBe(counted.stillToTell)
  expect(list.items.length + rest.items.length).toBe(list.total)
  const own = await world.callAs(admin, 'GET /outages/:id/still-to-tell', {
    params: { id: outageId },
    query: { villageId: second.id },
  })
  expect(own.total).toBe(counted.villages.find(({ villageId }) => villageId === second.id)?.stillToTell)
  for (const reach of counted.reach)
    expect(reach.planned).toBe(reach.accepted + reach.failed + reach.open + reach.withdrawn)
})
