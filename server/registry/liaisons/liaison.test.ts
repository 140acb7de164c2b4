import { chinaDay } from '../../../shared/domain/time'
import {
  adminToken,
  aHousehold,
  aLiaison,
  aMember,
  aPhone,
  aStaff,
  aStation,
  aVillage,
  households,
  liaisonToken,
  onDuty,
  signIn,
} from '../../testing/builders'
import { openWorld, type World } from '../../testing/world'
import { taskOwnerOf } from './liaison.reads'
import { PairingTable } from './liaison.tables'

const DAY = 24 * 3_600_000
let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const today = (plus = 0) => chinaDay(new Date(world.now().getTime() + plus * DAY))
const ownerOf = (villageId: string) => taskOwnerOf(world.db.read, villageId, today())
const outcomes = (settled: PromiseSettledResult<unknown>[]) =>
  settled.map((one) => (one.status === 'fulfilled' ? 'ok' : one.reason.code)).sort()

describe('one person, one village', () => {
  test('of 20 people appointed to one village at once exactly one becomes its liaison', async () => {
    const station = await aStation(world)
    const admin = await adminToken(world, station)
    const village = await aVillage(world, station)
    const staff = await Promise.all(Array.from({ length: 20 }, () => aStaff(world, station)))
    const settled = await Promise.allSettled(
      staff.map(({ id }) =>
        world.callAs(admin, 'POST /villages/:villageId/liaison', {
          params: { villageId: village.id },
          body: { staffId: id },
        }),
      ),
    )
    expect(outcomes(settled)).toEqual([...Array(19).fill('VILLAGE_HAS_LIAISON'), 'ok'])
    expect(await world.db.read.countBy(PairingTable, { villageId: village.id })).toBe(1)
  })

  test('one person appointed to 20 villages at once gets exactly one', async () => {
    const station = await aStation(world)
    const admin = await adminToken(world, station)
    const staff = await aStaff(world, station)
    const villages = []
    for (let at = 0; at < 20; at++) villages.push(await aVillage(world, station))
    const settled = await Promise.allSettled(
      villages.map(({ id }) =>
        world.callAs(admin, 'POST /villages/:villageId/liaison', {
          params: { villageId: id },
          body: { staffId: staff.id },
        }),
      ),
    )
    expect(outcomes(settled)).toEqual([...Array(19).fill('LIAISON_HAS_VILLAGE'), 'ok'])
    expect(await world.db.read.countBy(PairingTable, { staffId: staff.id })).toBe(1)
  })

  test('a second village needs a reason and an end date', async () => {
    const station = await aStation(world)
    const admin = await adminToken(world, station)
    const staff = await aLiaison(world, await aVillage(world, station))
    const second = await aVillage(world, station)
    const appoint = (exception?: { reason: string; until: string }) =>
      world.callAs(admin, 'POST /villages/:villageId/liaison', {
        params: { villageId: second.id },
        body: { staffId: staff.id, ...(exception ? { exception } : {}) },
      })
    await expect(appoint()).rejects.toMatchObject({ status: 409, code: 'LIAISON_HAS_VILLAGE' })
    await expect(appoint({ reason: ' ', until: today(30) })).rejects.toMatchObject({ code: 'EXCEPTION_NEEDS_REASON' })
    await expect(appoint({ reason: '人手不足', until: today() })).rejects.toMatchObject({ code: 'EXCEPTION_NEEDS_END' })
    await expect(appoint({ reason: '人手不足', until: '2026-13-45' })).rejects.toMatchObject({
      code: 'EXCEPTION_NEEDS_END',
    })
    await appoint({ reason: '人手不足', until: today(30) })
    expect(await ownerOf(second.id)).toEqual({ kind: 'liaison', staffId: staff.id })
  })

  test('an exception past its last day stays in force and is reported until the village is handed over', async () => {
    const station = await aStation(world)
    const admin = await adminToken(world, station)
    const staff = await aLiaison(world, await aVillage(world, station))
    const village = await aVillage(world, station)
    const until = today(2)
    const body = { staffId: staff.id, exception: { reason: '人手不足', until } }
    await world.callAs(admin, 'POST /villages/:villageId/liaison', { params: { villageId: village.id }, body })
    const past = async () =>
      (await world.callAs(await adminToken(world, station), 'GET /station/blind-spots')).exceptionsPast
    world.passTime(2 * DAY)
    expect(await past()).toEqual([])
    world.passTime(DAY)
    expect(await past()).toEqual([
      {
        village: { id: village.id, name: village.name },
        staff: { id: staff.id, name: staff.name },
        until,
        reason: '人手不足',
      },
    ])
    expect(await ownerOf(village.id)).toEqual({ kind: 'liaison', staffId: staff.id })
    const next = await aStaff(world, station)
    await world.callAs(await adminToken(world, station), 'PUT /villages/:villageId/liaison', {
      params: { villageId: village.id },
      body: { staffId: next.id },
    })
    expect(await past()).toEqual([])
  })
})

test('a hand-over keeps the history and names who did it; the old liaison loses the village at once', async () => {
  const station = await aStation(world)
  const admin = await adminToken(world, station)
  const village = await aVillage(world, station)
  const [old, fresh] = [await aLiaison(world, village), await aStaff(world, station)]
  const before = await liaisonToken(world, village, old)
  const params = { villageId: village.id }
  expect(await world.callAs(before, 'GET /villages/:villageId/committee', { params })).toEqual([])
  await world.callAs(admin, 'PUT /villages/:villageId/liaison', { params, body: { staffId: fresh.id } })
  await expect(world.callAs(before, 'GET /villages/:villageId/committee', { params })).rejects.toMatchObject({
    status: 403,
  })
  const history = await world.callAs(admin, 'GET /villages/:villageId/liaison/history', { params })
  expect(history.map(({ staff, until }) => [staff.id, until === null])).toEqual([
    [fresh.id, true],
    [old.id, false],
  ])
  expect(history[0]?.appointedBy).toBe((await world.callAs(admin, 'GET /me')).name)
  expect((await world.call('GET /villages/:villageId/liaison', { params })).liaison).toMatchObject({
    name: fresh.name,
    phone: fresh.phone,
  })
})

test('renewing an exception keeps the deputy; a hand-over to somebody else does not', async () => {
  const station = await aStation(world)
  const admin = await adminToken(world, station)
  const staff = await aLiaison(world, await aVillage(world, station))
  const village = await aVillage(world, station)
  const deputy = await aStaff(world, station)
  const params = { villageId: village.id }
  const exception = (days: number) => ({ staffId: staff.id, exception: { reason: '人手不足', until: today(days) } })
  await world.callAs(admin, 'POST /villages/:villageId/liaison', { params, body: exception(2) })
  const leave = { staffId: deputy.id, from: today(), until: today(5) }
  await world.callAs(admin, 'PUT /villages/:villageId/deputy', { params, body: leave })
  await world.callAs(admin, 'PUT /villages/:villageId/liaison', { params, body: exception(9) })
  expect(await ownerOf(village.id)).toEqual({ kind: 'deputy', staffId: deputy.id })
  const next = await aStaff(world, station)
  await world.callAs(admin, 'PUT /villages/:villageId/liaison', { params, body: { staffId: next.id } })
  expect(await ownerOf(village.id)).toEqual({ kind: 'liaison', staffId: next.id })
})

test('a hand-over to somebody who has a village changes nothing', async () => {
  const station = await aStation(world)
  const admin = await adminToken(world, station)
  const village = await aVillage(world, station)
  const old = await aLiaison(world, village)
  const busy = await aLiaison(world, await aVillage(world, station))
  await expect(
    world.callAs(admin, 'PUT /villages/:villageId/liaison', {
      params: { villageId: village.id },
      body: { staffId: busy.id },
    }),
  ).rejects.toMatchObject({ code: 'LIAISON_HAS_VILLAGE' })
  expect(await ownerOf(village.id)).toEqual({ kind: 'liaison', staffId: old.id })
})

test('nobody of another station, and nobody who left, can be appointed', async () => {
  const station = await aStation(world)
  const admin = await adminToken(world, station)
  const village = await aVillage(world, station)
  const stranger = await aStaff(world, await aStation(world))
  const gone = await aStaff(world, station)
  await world.callAs(admin, 'PUT /staff/:id', { params: { id: gone.id }, body: { active: false } })
  for (const { id } of [stranger, gone])
    await expect(
      world.callAs(admin, 'POST /villages/:villageId/liaison', {
        params: { villageId: village.id },
        body: { staffId: id },
      }),
    ).rejects.toMatchObject({ code: 'STAFF_UNKNOWN' })
})

test('who answers for a village: liaison, on leave days the deputy, else the duty manager, else the station', async () => {
  const station = await aStation(world)
  const village = await aVillage(world, station)
  const params = { villageId: village.id }
  expect(await ownerOf(village.id)).toEqual({ kind: 'station' })
  const manager = await aStaff(world, station)
  for (const weekday of [1, 2, 3, 4, 5, 6, 7]) await onDuty(world, manager, weekday)
  expect(await ownerOf(village.id)).toEqual({ kind: 'duty_manager', staffId: manager.id })
  const liaison = await aLiaison(world, village)
  const deputy = await aStaff(world, station)
  const admin = await adminToken(world, station)
  const name = (staffId: string, from: string, until: string) =>
    world.callAs(admin, 'PUT /villages/:villageId/deputy', { params, body: { staffId, from, until } })
  await expect(name(liaison.id, today(), today(3))).rejects.toMatchObject({ code: 'DEPUTY_IS_LIAISON' })
  await expect(name(deputy.id, today(3), today(1))).rejects.toMatchObject({ code: 'DEPUTY_DAYS_WRONG' })
  await name(deputy.id, today(), today(3))
  expect(await ownerOf(village.id)).toEqual({ kind: 'deputy', staffId: deputy.id })
  const card = await world.call('GET /villages/:villageId/liaison', { params })
  expect(card).toMatchObject({
    liaison: { name: liaison.name },
    deputy: { name: deputy.name, until: today(3) },
    dutyManager: { name: manager.name },
  })
  expect(await taskOwnerOf(world.db.read, village.id, today(4))).toEqual({ kind: 'liaison', staffId: liaison.id })
  await world.callAs(admin, 'DELETE /villages/:villageId/deputy', { params })
  expect(await ownerOf(village.id)).toEqual({ kind: 'liaison', staffId: liaison.id })
})

test('the deputy may act for the village on the leave days only', async () => {
  const station = await aStation(world)
  const village = await aVillage(world, station)
  await aLiaison(world, village)
  const deputy = await aStaff(world, station)
  const admin = await adminToken(world, station)
  const { token } = await signIn(world, deputy.phone)
  const look = () => world.callAs(token, 'GET /villages/:villageId/committee', { params: { villageId: village.id } })
  await expect(look()).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  await world.callAs(admin, 'PUT /villages/:villageId/deputy', {
    params: { villageId: village.id },
    body: { staffId: deputy.id, from: today(), until: today(1) },
  })
  expect(await look()).toEqual([])
  world.passTime(2 * DAY)
  await expect(look()).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
})

test('a liaison who leaves the station leaves the village to the duty manager and on the blind-spot list', async () => {
  const station = await aStation(world)
  const admin = await adminToken(world, station)
  const village = await aVillage(world, station)
  const liaison = await aLiaison(world, village)
  await world.callAs(admin, 'PUT /staff/:id', { params: { id: liaison.id }, body: { active: false } })
  // Before any background work has run nobody is sent to somebody who is gone.
  expect(await ownerOf(village.id)).toEqual({ kind: 'station' })
  await world.settle()
  expect((await world.callAs(admin, 'GET /station/blind-spots')).villagesWithoutLiaison).toEqual([
    { id: village.id, name: village.name },
  ])
  const [last] = await world.callAs(admin, 'GET /villages/:villageId/liaison/history', {
    params: { villageId: village.id },
  })
  expect(last).toMatchObject({ staff: { id: liaison.id }, endedBy: '系统(员工已停用)' })
})

test('a committee member sees the committee until removed, and comes back with the same number', async () => {
  const station = await aStation(world)
  const village = await aVillage(world, station)
  const liaison = await liaisonToken(world, village)
  const params = { villageId: village.id }
  const phone = aPhone()
  const member = { name: '李书记', post: '书记', phone }
  const { id } = await world.callAs(liaison, 'POST /villages/:villageId/committee', { params, body: member })
  await expect(
    world.callAs(liaison, 'POST /villages/:villageId/committee', { params, body: member }),
  ).rejects.toMatchObject({ code: 'COMMITTEE_PHONE_TAKEN' })
  const { token } = await signIn(world, phone)
  expect(await world.callAs(token, 'GET /villages/:villageId/committee', { params })).toEqual([
    { id, name: '李书记', post: '书记', phone: `139****${phone.slice(-4)}` },
  ])
  await expect(
    world.callAs(token, 'GET /villages/:villageId/committee/:memberId/phone', { params: { ...params, memberId: id } }),
  ).rejects.toMatchObject({ status: 403 })
  await world.callAs(liaison, 'DELETE /villages/:villageId/committee/:memberId', {
    params: { ...params, memberId: id },
  })
  await expect(world.callAs(token, 'GET /villages/:villageId/committee', { params })).rejects.toMatchObject({
    status: 403,
  })
  expect(
    await world.callAs(liaison, 'POST /villages/:villageId/committee', { params, body: { ...member, post: '主任' } }),
  ).toEqual({ id })
  expect(await world.callAs(token, 'GET /villages/:villageId/committee', { params })).toMatchObject([{ post: '主任' }])
})

test('who is on duty may look up whom to call in a village of the own station, and is noted', async () => {
  const station = await aStation(world)
  const village = await aVillage(world, station)
  const household = await aHousehold(world, village)
  const member = await aMember(world, village)
  const staff = await aStaff(world, station)
  await onDuty(world, staff, ((world.now().getUTCDay() + 6) % 7) + 1)
  const { token } = await signIn(world, staff.phone)
  const params = { id: household.id }
  expect(await world.callAs(token, 'GET /households/:id', { params })).toMatchObject({ name: household.name })
  expect((await world.callAs(token, 'GET /households/:id/phone', { params })).phone).toBe(household.phone)
  const seat = { villageId: village.id, memberId: member.id }
  const route = 'GET /villages/:villageId/committee/:memberId/phone'
  expect(await world.callAs(token, route, { params: seat })).toEqual({ phone: member.phone })
  const admin = await adminToken(world, station)
  const looks = async (subject: string) => (await world.callAs(admin, 'GET /audit', { query: { subject } })).length
  expect([await looks(household.id), await looks(member.id)]).toEqual([2, 1])
  const far = await aHousehold(world, await aVillage(world, await aStation(world)))
  await expect(world.callAs(token, 'GET /households/:id/phone', { params: { id: far.id } })).rejects.toMatchObject({
    code: 'NOT_ALLOWED',
  })
})

test('a look at a committee member’s number is noted', async () => {
  const station = await aStation(world)
  const village = await aVillage(world, station)
  const member = await aMember(world, village)
  const liaison = await liaisonToken(world, village)
  const seen = await world.callAs(liaison, 'GET /villages/:villageId/committee/:memberId/phone', {
    params: { villageId: village.id, memberId: member.id },
  })
  expect(seen).toEqual({ phone: member.phone })
  const lines = await world.callAs(await adminToken(world, station), 'GET /audit', { query: { subject: member.id } })
  expect(lines).toMatchObject([{ action: 'GET /villages/:villageId/committee/:memberId/phone', role: 'liaison' }])
})

test('a day set apart goes before the weekday, and both can be cleared', async () => {
  const station = await aStation(world)
  const admin = await adminToken(world, station)
  const [rota, special] = [await aStaff(world, station), await aStaff(world, station)]
  const weekday = ((new Date(`${today()}T00:00:00Z`).getUTCDay() + 6) % 7) + 1
  const onDutyToday = async () => (await world.callAs(admin, 'GET /duty')).today?.staffId ?? null
  await world.callAs(admin, 'PUT /duty/weekdays/:weekday', {
    params: { weekday: String(weekday) as never },
    body: { staffId: rota.id },
  })
  expect(await onDutyToday()).toBe(rota.id)
  await world.callAs(admin, 'PUT /duty/days/:day', { params: { day: today() }, body: { staffId: special.id } })
  expect(await onDutyToday()).toBe(special.id)
  await world.callAs(admin, 'PUT /duty/days/:day', { params: { day: today() }, body: { staffId: null } })
  expect(await onDutyToday()).toBe(rota.id)
  await world.callAs(admin, 'PUT /duty/weekdays/:weekday', {
    params: { weekday: String(weekday) as never },
    body: { staffId: null },
  })
  expect(await onDutyToday()).toBeNull()
})

test('the overview counts a village’s households and those without a number; a liaison sees the own village only', async () => {
  const station = await aStation(world)
  const village = await aVillage(world, station, { name: '甲村' })
  await aVillage(world, station, { name: '乙村' })
  await households(world, village, [{}, {}, { phone: null }])
  await aMember(world, village)
  const token = await liaisonToken(world, village)
  const admin = await adminToken(world, station)
  expect(await world.callAs(admin, 'GET /station/villages')).toMatchObject([
    { name: '乙村', households: 0, withoutNumber: 0, committeeMembers: 0, liaison: null },
    { name: '甲村', households: 3, withoutNumber: 1, committeeMembers: 1, liaison: { exception: false } },
  ])
  expect((await world.callAs(token, 'GET /station/villages')).map(({ name }) => name)).toEqual(['甲村'])
  expect(await world.callAs(admin, 'GET /station/blind-spots')).toMatchObject({
    villagesWithoutLiaison: [{ name: '乙村' }],
    villagesWithoutCommittee: [{ name: '乙村' }],
    householdsWithoutNumber: { total: 1, byVillage: [{ village: { name: '甲村' }, count: 1 }] },
  })
})
