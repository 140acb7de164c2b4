import { chinaDay, DAY, HOUR, MINUTE } from '../../../shared/domain/time'
import { CommitteeMemberTable, DutyTable, PairingTable } from '../../registry/liaisons/liaison.tables'
import { HouseholdTable } from '../../registry/people/household.tables'
import { StaffTable } from '../../registry/people/staff.tables'
import {
  adminToken,
  aLiaison,
  aMember,
  aStaff,
  aStation,
  aVillage,
  type BuiltHousehold,
  type BuiltVillage,
  households,
  liaisonToken,
  signIn,
} from '../../testing/builders'
import { publishOutage } from '../../testing/outage-stage'
import { openWorld, type World } from '../../testing/world'
import { ToldTable } from './awareness.tables'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

async function aPlace() {
  const station = await aStation(world)
  const village = await aVillage(world, station)
  const liaison = await aLiaison(world, village)
  return { station, village, liaison, admin: await adminToken(world, station) }
}
/** Households with land lines only: nobody is told unless a person does it. */
const quiet = (village: BuiltVillage, count: number) =>
  households(world, village, Array(count).fill({ phone: '0419-5551234' }))
const shares = (admin: string, id: string) => world.callAs(admin, 'GET /outages/:id/awareness', { params: { id } })
const iso = (ms = 0) => new Date(world.now().getTime() + ms).toISOString()
const tell = (token: string, outageId: string, household: { id: string } | undefined, at?: string) =>
  world.callAs(token, 'POST /outages/:id/contacts', {
    params: { id: outageId },
    body: { householdId: household?.id as string, by: 'call', result: 'told', ...(at ? { at } : {}) },
  })
const told = (token: string, id: string, household: { id: string } | undefined) =>
  world.callAs(token, 'GET /outages/:id/households/:householdId/told', {
    params: { id, householdId: household?.id as string },
  })

test('a deputy uploads the day after what was noted on the last leave day, and nothing noted since', async () => {
  const { station, village, admin } = await aPlace()
  const [first, second] = await quiet(village, 2)
  const member = await aMember(world, village)
  const deputy = await aStaff(world, station)
  const today = chinaDay(world.now())
  await world.db.write((tx) =>
    tx.update(
      PairingTable,
      { liveVillage: village.id },
      { deputyStaffId: deputy.id, deputyFrom: today, deputyUntil: today },
    ),
  )
  const { token } = await signIn(world, deputy.phone)
  const outageId = await publishOutage(world, admin, village.feeder)
  const at = iso(HOUR)
  world.passTime(DAY)
  await tell(token, outageId, first, at)
  await world.callAs(token, 'POST /outages/:id/committee-contacts', {
    params: { id: outageId },
    body: { memberId: member.id, by: 'call', result: 'told', at },
  })
  await expect(tell(token, outageId, second)).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  await expect(tell(token, outageId, second, iso(-MINUTE))).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  expect((await shares(await adminToken(world, station), outageId)).told.person).toBe(1)
})

test('a liaison who handed the village over uploads what was noted before, for this village only', async () => {
  const { station, village, liaison, admin } = await aPlace()
  const elsewhere = await aVillage(world, station, { feeder: village.feeder })
  const [own] = await quiet(village, 1)
  const [other] = await quiet(elsewhere, 1)
  const outageId = await publishOutage(world, admin, village.feeder)
  const at = iso(HOUR)
  world.passTime(2 * HOUR)
  const ended = { until: world.now(), liveVillage: null, liveStaff: null }
  await world.db.write((tx) => tx.update(PairingTable, { liveVillage: village.id }, ended))
  world.passTime(DAY)
  const { token } = await signIn(world, liaison.phone)
  await expect(tell(token, outageId, other, at)).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  await tell(token, outageId, own, at)
  expect((await shares(await adminToken(world, station), outageId)).told.person).toBe(1)
})

test('yesterday’s duty manager uploads what was noted at night, one of another station does not', async () => {
  const { station, village, admin } = await aPlace()
  const [household] = await quiet(village, 1)
  const [manager, stranger] = [await aStaff(world, station), await aStaff(world, await aStation(world))]
  const day = chinaDay(world.now())
  for (const { id: staffId, stationId } of [manager, stranger])
    await world.db.write((tx) =>
      tx.insert(DutyTable, { id: world.deps.newId(), stationId, weekday: null, day, staffId }),
    )
  const outageId = await publishOutage(world, admin, village.feeder)
  const at = iso(HOUR)
  world.passTime(DAY)
  const { token: foreign } = await signIn(world, stranger.phone)
  await expect(tell(foreign, outageId, household, at)).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  const { token } = await signIn(world, manager.phone)
  await tell(token, outageId, household, at)
  expect((await shares(await adminToken(world, station), outageId)).told.person).toBe(1)
})

test('a household that moved is seen to by the liaison of either village', async () => {
  const { station, village, liaison, admin } = await aPlace()
  const elsewhere = await aVillage(world, station)
  const [first, second] = await quiet(village, 2)
  const then = await liaisonToken(world, village, liaison)
  const now = await liaisonToken(world, elsewhere)
  const outageId = await publishOutage(world, admin, village.feeder)
  await world.db.write((tx) => tx.update(HouseholdTable, { villageId: village.id }, { villageId: elsewhere.id }))
  await tell(then, outageId, first)
  await tell(now, outageId, second)
  expect(await told(then, outageId, first)).toMatchObject({ state: 'person' })
  expect(await told(now, outageId, second)).toMatchObject({ state: 'person' })
})

test('a note made offline is taken for 72 hours', async () => {
  const { village, liaison, admin } = await aPlace()
  const [household] = await quiet(village, 1)
  const token = await liaisonToken(world, village, liaison)
  const outageId = await publishOutage(world, admin, village.feeder)
  const at = iso(MINUTE)
  world.passTime(72 * HOUR + 2 * MINUTE)
  await expect(tell(token, outageId, household, at)).rejects.toMatchObject({ code: 'CONTACT_TIME_INVALID' })
  await tell(token, outageId, household, iso(-72 * HOUR))
})

test('a call before the off time written down after it counts, and is shown apart as 补记', async () => {
  const { station, village, liaison, admin } = await aPlace()
  const [before, afterwards, both] = await quiet(village, 3)
  const token = await liaisonToken(world, village, liaison)
  const outageId = await publishOutage(world, admin, village.feeder)
  world.passTime(8 * DAY - HOUR)
  const at = iso()
  await tell(token, outageId, before)
  await tell(token, outageId, both)
  world.passTime(DAY)
  await tell(token, outageId, afterwards, at)
  await tell(token, outageId, both, at)
  const counted = await shares(await adminToken(world, station), outageId)
  expect(counted).toMatchObject({ told: { person: 3 }, lateEntries: 1, late: 0, villages: [{ lateEntries: 1 }] })
  const how = await told(token, outageId, afterwards)
  expect(how.proofs).toEqual([expect.objectContaining({ at, notedAt: iso(), late: false })])
  expect(how.tries).toEqual([expect.objectContaining({ at, notedAt: iso() })])
})

test.each(['2026-11-22T08:00:00+08', '2026-11-22T23:59:60Z', '9999-12-31T23:59:59-08:00'])(
  'a time that is none (%s) is refused, not a fault of ours',
  async (at) => {
    const { village, liaison, admin } = await aPlace()
    const [household] = await quiet(village, 1)
    const token = await liaisonToken(world, village, liaison)
    const outageId = await publishOutage(world, admin, village.feeder)
    await expect(tell(token, outageId, household, at)).rejects.toMatchObject({
      code: expect.stringMatching(/^(BAD_INPUT|CONTACT_TIME_INVALID)$/),
    })
  },
)

test('a phone five minutes slow notes the moment of publishing', async () => {
  const { village, liaison, admin } = await aPlace()
  const [household] = await quiet(village, 1)
  const token = await liaisonToken(world, village, liaison)
  const outageId = await publishOutage(world, admin, village.feeder)
  const published = iso()
  world.passTime(MINUTE)
  await tell(token, outageId, household, iso(-5 * MINUTE))
  expect((await told(token, outageId, household)).proofs[0]?.at).toBe(published)
})

test('the call of somebody without a name is refused, and spaces around one are not kept', async () => {
  const { village, liaison, admin } = await aPlace()
  const [household] = await quiet(village, 1)
  const token = await liaisonToken(world, village, liaison)
  const outageId = await publishOutage(world, admin, village.feeder)
  const rename = (name: string) => world.db.write((tx) => tx.update(StaffTable, { id: liaison.id }, { name }))
  await rename(' \u3000 ')
  await expect(tell(token, outageId, household)).rejects.toMatchObject({ code: 'CONTACT_WITHOUT_NAME' })
  expect(await shares(admin, outageId)).toMatchObject({ told: { person: 0 }, stillToTell: 1 })
  await rename(' 李建国 ')
  await tell(token, outageId, household)
  expect((await told(token, outageId, household)).proofs[0]?.by).toBe('李建国')
})

test('the day’s list opens the numbers of its page only, and counts its own village', async () => {
  const { station, village, liaison, admin } = await aPlace()
  const neighbour = await aVillage(world, station, { feeder: village.feeder })
  await quiet(village, 60)
  await quiet(neighbour, 5)
  const token = await liaisonToken(world, village, liaison)
  await publishOutage(world, admin, village.feeder)
  const [first] = (await world.callAs(token, 'GET /today')).lists
  const { vault } = world.deps
  const { open } = vault
  let opened = 0
  vault.open = (...sealed) => {
    opened++
    return open(...sealed)
  }
  const [list] = (await world.callAs(token, 'GET /today', { query: { after: first?.households.at(-1)?.householdId } }))
    .lists
  vault.open = open
  expect(list).toMatchObject({ affected: 60, stillToTell: 60, more: 20 })
  expect([list?.households.length, opened]).toEqual([20, 20])
})

test('a number that cannot be opened counts as none and hides nobody', async () => {
  const { village, liaison, admin } = await aPlace()
  const [damaged, sound] = await quiet(village, 2)
  const member = await aMember(world, village)
  await world.db.write(async (tx) => {
    await tx.update(HouseholdTable, { id: damaged?.id as string }, { phoneSealed: 'v1:gone:AAAA' })
    await tx.update(CommitteeMemberTable, { id: member.id }, { phoneSealed: 'v1:gone:AAAA' })
  })
  const token = await liaisonToken(world, village, liaison)
  await publishOutage(world, admin, village.feeder)
  const [list] = (await world.callAs(token, 'GET /today')).lists
  const phones = new Map(list?.households.map(({ householdId, phone }) => [householdId, phone]))
  expect([phones.get((damaged as BuiltHousehold).id), phones.get((sound as BuiltHousehold).id)]).toEqual([
    null,
    '0419-****34',
  ])
  expect(list?.committee).toEqual([expect.objectContaining({ memberId: member.id, phone: null })])
})

test('every look at a list of people is on record with village and count', async () => {
  const { village, liaison, admin } = await aPlace()
  const [household] = await quiet(village, 3)
  const token = await liaisonToken(world, village, liaison)
  const outageId = await publishOutage(world, admin, village.feeder)
  await world.callAs(token, 'GET /today')
  await world.callAs(admin, 'GET /outages/:id/still-to-tell', { params: { id: outageId }, query: { limit: 2 } })
  await told(token, outageId, household)
  const lines = async (subject: string, action: string) =>
    (await world.callAs(admin, 'GET /audit', { query: { subject, action } })).map(({ detail }) => detail)
  expect(await lines(outageId, 'GET /today')).toEqual([{ villageId: village.id, households: 3 }])
  expect(await lines(outageId, 'GET /outages/:id/still-to-tell')).toEqual([{ villageId: null, households: 2 }])
  const looks = await lines(household?.id as string, 'GET /outages/:id/households/:householdId/told')
  expect(looks).toEqual([{ outageId, villageId: village.id, households: 1 }])
  expect(await world.db.read.countBy(ToldTable, { outageId })).toBe(0)
})
