import { createHash } from 'node:crypto'
import Fastify from 'fastify'
import { stations } from '../../audit-stations'
import { FeederTable } from '../../registry/villages/village.tables'
import {
  adminToken,
  aHousehold,
  aStation,
  aVillage,
  type BuiltStation,
  committeeToken,
  villagerToken,
} from '../../testing/builders'
import { openWorld, type World } from '../../testing/world'
import { AuditTable, ClientRequestTable } from './http.tables'
import { mount } from './mount'
import { anyone } from './rights'

let world: World
let station: BuiltStation
let admin: string
let villager: string
beforeAll(async () => {
  world = await openWorld()
  station = await aStation(world)
  admin = await adminToken(world, station)
  villager = await villagerToken(world, await aHousehold(world, await aVillage(world, station)))
})
afterAll(() => world.close())

const post = (url: string, payload: unknown, headers: Record<string, string> = {}) =>
  world.inject({
    method: 'POST',
    url,
    headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json', ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  })
const feeders = (name: string) => world.db.read.countBy(FeederTable, { name })

describe('mounting', () => {
  const client = async () => ({ platform: 'sandbox' as const, signInPage: null, hotline: '95598', outageTemplates: [] })

  test('a route without a right does not mount', () => {
    const door = mount(Fastify(), world.deps, stations)
    expect(() => door.read('GET /client', undefined as never, client)).toThrow('GET /client declares no right')
  })

  test('a route is mounted once', () => {
    const door = mount(Fastify(), world.deps, stations)
    door.read('GET /client', anyone, client)
    expect(() => door.read('GET /client', anyone, client)).toThrow('mounted twice')
  })
})

describe('bodies are taken as they are', () => {
  const reason = async (payload: unknown) => {
    const answer = await post('/feeders', payload)
    expect(answer.statusCode).toBe(400)
    const { code, details, requestId } = answer.json()
    expect(code).toBe('BAD_INPUT')
    expect(requestId).toHaveLength(26)
    return details?.[0]
  }

  test('null is not an empty text', async () => {
    expect(await reason({ name: null })).toEqual({ field: 'name', reason: '类型不对，应为文字' })
    expect(await reason('null')).toMatchObject({ reason: '类型不对，应为对象' })
  })
  test('a number is not a text and a text is not a number', async () => {
    expect(await reason({ name: 5 })).toEqual({ field: 'name', reason: '类型不对，应为文字' })
    const sent = await post('/outages/none/sms-list/sent', { list: 'A1B2C3D4', count: '5' })
    expect(sent.json().details).toEqual([{ field: 'count', reason: '类型不对，应为整数' }])
  })
  test('an unknown field is refused, not dropped', async () => {
    expect(await reason({ name: '10kV甲线', nmae: '10kV甲线' })).toEqual({
      field: 'nmae',
      reason: '没有这一项，请检查名称',
    })
    expect(await feeders('10kV甲线')).toBe(0)
  })
  test('a missing field, a text too long and broken JSON are refused', async () => {
    expect(await reason({})).toEqual({ field: 'name', reason: '必填，没有填' })
    expect(await reason({ name: '长'.repeat(41) })).toEqual({ field: 'name', reason: '最多 40 个字' })
    expect(await reason('{"name":')).toBeUndefined()
  })
  test('paths and queries are text: numbers are read out of them', async () => {
    const ask = (query: string) =>
      world.inject({ url: `/audit?${query}`, headers: { authorization: `Bearer ${admin}` } })
    for (const name of ['10kV子线', '10kV丑线']) await post('/feeders', { name })
    expect((await ask('limit=1')).json()).toHaveLength(1)
    expect((await ask('limit=many')).json().details).toEqual([{ field: 'limit', reason: '类型不对，应为整数' }])
    expect((await ask('limit=1000')).json().details).toEqual([{ field: 'limit', reason: '不能大于 200' }])
  })
  test.each(['/audit', '/outbox/parked'])('%s pages by a number: free text is refused, not asked for', async (url) => {
    const ask = (after: string) =>
      world.inject({ url: `${url}?after=${after}`, headers: { authorization: `Bearer ${admin}` } })
    expect((await ask('999999999999999')).statusCode).toBe(200)
    for (const word of ['NaN', '1e5', '-1', '9999999999999999']) {
      const answer = await ask(word)
      expect(answer.statusCode).toBe(400)
      expect(answer.json().details).toEqual([{ field: 'after', reason: '格式不对，有不允许的字符' }])
    }
  })
  test.each([
    '2026-11-22T08:00:00+08',
    '2026-11-22T23:59:60Z',
    '9999-12-31T08:00:00Z',
    '1999-12-31T08:00:00Z',
    '2026-02-30T08:00:00+08:00',
    '2026-11-22 08:00:00Z',
  ])('the time %s is refused as one', async (offAt) => {
    const interval = { offAt, onAt: '2026-12-08T17:00:00+08:00' }
    const answer = await post('/outages', { kind: 'planned', reason: '检修', intervals: [interval], scope: [] })
    expect(answer.statusCode).toBe(400)
    expect(answer.json().details).toContainEqual({
      field: 'intervals.0.offAt',
      reason: '时间不对，应如 2026-12-01T08:00:00+08:00',
    })
  })
  test('an answer with days is written without a word about their format', async () => {
    const warned = jest.spyOn(console, 'warn')
    const answer = await world.inject({ url: '/duty', headers: { authorization: `Bearer ${admin}` } })
    expect(answer.statusCode).toBe(200)
    expect(warned).not.toHaveBeenCalled()
    warned.mockRestore()
  })
  test('a day that is not in the calendar is refused', async () => {
    const answer = await world.inject({
      method: 'PUT',
      url: '/duty/days/2026-02-30',
      headers: { authorization: `Bearer ${admin}` },
      payload: { staffId: 'x' },
    })
    expect(answer.json().details).toEqual([{ field: 'day', reason: '日期不对，应如 2026-12-01，且须是真实的日期' }])
  })
})

describe('a write with a request id', () => {
  const send = (key: string, name: string) => post('/feeders', { name }, { 'idempotency-key': key })

  test('is done once and answered alike', async () => {
    const first = await send('repeat-0001', '10kV乙线')
    const second = await send('repeat-0001', '10kV乙线')
    expect([first.statusCode, second.statusCode]).toEqual([200, 200])
    expect(second.json()).toEqual(first.json())
    expect(await feeders('10kV乙线')).toBe(1)
  })
  test('is done once when ten arrive at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => send('repeat-0002', '10kV丙线')))
    expect(answers.map((answer) => answer.statusCode)).toEqual(Array(10).fill(200))
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1)
    expect(await feeders('10kV丙线')).toBe(1)
  })
  test('is refused when something else comes under the same id', async () => {
    await send('repeat-0003', '10kV丁线')
    const other = await send('repeat-0003', '10kV戊线')
    expect(other.statusCode).toBe(409)
    expect(other.json().code).toBe('REQUEST_ID_REUSED')
    expect(await feeders('10kV戊线')).toBe(0)
  })
  test('may be tried again after a refusal', async () => {
    const taken = await send('repeat-0004', '10kV乙线')
    expect(taken.json().code).toBe('PLACE_TAKEN')
    expect((await send('repeat-0004', '10kV己线')).statusCode).toBe(200)
  })
  test('belongs to one caller: another one with the same id does their own work', async () => {
    const other = await adminToken(world, await aStation(world))
    await send('repeat-0005', '10kV庚线')
    const answer = await post(
      '/feeders',
      { name: '10kV庚线' },
      { 'idempotency-key': 'repeat-0005', authorization: `Bearer ${other}` },
    )
    expect(answer.statusCode).toBe(200)
    expect(await feeders('10kV庚线')).toBe(2)
  })
  test('leaves nothing a phone number could be guessed from: what is kept of the body needs the vault’s key', async () => {
    await send('repeat-0006', '10kV未线')
    const kept = await world.db.read.findOneByOrFail(ClientRequestTable, { requestKey: 'repeat-0006' })
    const said = JSON.stringify(['POST /feeders', {}, {}, { name: '10kV未线' }])
    expect(kept.inputHash).toBe(world.deps.vault.hash(said))
    expect(kept.inputHash).not.toBe(createHash('sha256').update(said).digest('hex'))
  })
  test('needs an id of a fair form', async () => {
    expect((await send('short', '10kV辛线')).json().details).toEqual([
      { field: 'Idempotency-Key', reason: '须为 8–64 位字母、数字、_ 或 -' },
    ])
  })
})

describe('the audit', () => {
  const lines = (requestId: string) => world.db.read.findBy(AuditTable, { requestId })
  const auditOf = async (work: () => Promise<unknown>) => {
    const [last] = await world.db.read.find(AuditTable, { order: { seq: 'DESC' }, take: 1 })
    await work()
    return (await world.db.read.find(AuditTable, { order: { seq: 'ASC' } })).filter(({ seq }) => seq > (last?.seq ?? 0))
  }

  test('has a line for every write', async () => {
    const written = await auditOf(() => post('/feeders', { name: '10kV壬线' }))
    expect(written).toMatchObject([
      { action: 'POST /feeders', role: 'station_admin', stationId: station.id, address: '127.0.0.1' },
    ])
  })
  test('has a line for a refused write, and no other trace of it', async () => {
    const answer = await post('/feeders', { name: '10kV乙线' })
    expect(answer.json().code).toBe('PLACE_TAKEN')
    expect(await lines(answer.json().requestId)).toMatchObject([
      { action: 'POST /feeders', subjectKind: 'refused', detail: { code: 'PLACE_TAKEN' } },
    ])
  })
  test('has a line for somebody who looks at what is not theirs', async () => {
    const answer = await world.inject({ url: '/staff', headers: { authorization: `Bearer ${villager}` } })
    expect(answer.json().code).toBe('NOT_ALLOWED')
    expect(await lines(answer.json().requestId)).toMatchObject([
      { action: 'GET /staff', role: 'villager', subjectKind: 'refused', detail: { code: 'NOT_ALLOWED' } },
    ])
  })
  test('of a villager is read by the admins of the station of their household, and by no others', async () => {
    const household = await aHousehold(world, await aVillage(world, station))
    const token = await villagerToken(world, household)
    await world.callAs(token, 'DELETE /session')
    const other = await adminToken(world, await aStation(world))
    const query = { action: 'DELETE /session' }
    expect(await world.callAs(admin, 'GET /audit', { query })).toMatchObject([
      { action: 'DELETE /session', role: 'villager', stationId: station.id },
    ])
    expect(await world.callAs(other, 'GET /audit', { query })).toEqual([])
  })
  test('of somebody of a committee is read by the admins of its village’s station', async () => {
    const token = await committeeToken(world, await aVillage(world, station))
    const refused = await world.inject({ url: '/staff', headers: { authorization: `Bearer ${token}` } })
    const query = { action: 'GET /staff', limit: 1 }
    expect(await world.callAs(admin, 'GET /audit', { query })).toMatchObject([
      { role: 'committee', requestId: refused.json().requestId, stationId: station.id },
    ])
  })
  test('of somebody of another station is read at both: where they belong and where they tried', async () => {
    const village = await aVillage(world, station)
    const elsewhere = await aStation(world)
    const other = await adminToken(world, elsewhere)
    const answer = await world.inject({
      url: `/villages/${village.id}/committee/any/phone`,
      headers: { authorization: `Bearer ${other}` },
    })
    expect(answer.json().code).toBe('NOT_ALLOWED')
    const query = { subject: village.id }
    for (const token of [admin, other])
      expect(await world.callAs(token, 'GET /audit', { query })).toMatchObject([
        { subjectKind: 'refused', stationId: elsewhere.id, requestId: answer.json().requestId },
      ])
    const third = await adminToken(world, await aStation(world))
    expect(await world.callAs(third, 'GET /audit', { query })).toEqual([])
  })
  test('has none for reading and for strangers', async () => {
    const written = await auditOf(async () => {
      await world.inject({ url: '/feeders', headers: { authorization: `Bearer ${admin}` } })
      await world.inject({ url: '/staff' })
      await world.inject({ method: 'POST', url: '/feeders', payload: { name: '10kV癸线' } })
    })
    expect(written).toEqual([])
  })
})

describe('an old token', () => {
  const old = { authorization: `Bearer ${'x'.repeat(43)}` }

  test('is refused where a sign-in is needed', async () => {
    const answer = await world.inject({ url: '/feeders', headers: old })
    expect(answer.statusCode).toBe(401)
    expect(answer.json().code).toBe('SESSION_ENDED')
  })
  test('is no hindrance where none is needed', async () => {
    expect((await world.inject({ url: '/villages', headers: old })).statusCode).toBe(200)
  })
  test('an empty one is none', async () => {
    expect((await world.inject({ url: '/feeders', headers: { authorization: 'Bearer' } })).json().code).toBe(
      'NOT_SIGNED_IN',
    )
  })
})
