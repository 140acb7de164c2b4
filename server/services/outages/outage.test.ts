import { DAY, HOUR, MINUTE } from '../../../shared/domain/time'
import { AuditTable } from '../../platform/http/http.tables'
import { OutboxTable } from '../../platform/outbox/outbox.tables'
import { aGrid, type Grid } from '../../testing/grid'
import { openWorld, type World } from '../../testing/world'
import { OutageHouseholdTable, OutagePreviewTable, OutageTable, OutageVillageTable } from './outage.tables'

let world: World
let grid: Grid
let admin: string
let homes: Awaited<ReturnType<Grid['households']>>

beforeAll(async () => {
  world = await openWorld()
  grid = await aGrid(world)
  admin = await grid.adminToken()
  homes = await grid.households([
    { village: 0, group: 0, area: 0, phone: '18644181985' },
    { village: 0, group: 1, area: 0, phone: '17643752994' },
    { village: 0, group: 0, area: 1, phone: '13992059234' },
    { village: 0, group: 1, area: 1 },
    { village: 1, group: 0, area: 2, phone: '17624880063' },
  ])
})
afterAll(() => world?.close())

type Draft = Parameters<typeof draft>[0]
const draft = (
  change: {
    kind?: 'planned' | 'temporary' | 'fault'
    reason?: string | null
    ahead?: number
    hours?: number
    onAt?: string | null
    nextWordAt?: string
    scope?: { kind: 'feeder' | 'transformer_area' | 'village' | 'group'; place: string }[]
    intervals?: { offAt: string; onAt?: string | null }[]
  } = {},
) => {
  const { ahead = 8 * DAY, hours = 4 } = change
  const offAt = new Date(world.now().getTime() + ahead)
  const onAt = change.onAt === undefined ? new Date(offAt.getTime() + hours * HOUR).toISOString() : change.onAt
  return {
    kind: change.kind ?? ('planned' as const),
    reason: change.reason === undefined ? '线路检修' : change.reason,
    intervals: change.intervals ?? [{ offAt: offAt.toISOString(), onAt }],
    scope: change.scope ?? [{ kind: 'feeder' as const, place: '10kV营房线' }],
    ...(change.nextWordAt ? { nextWordAt: change.nextWordAt } : {}),
  }
}
const saved = async (change: Draft = {}, as = admin) =>
  (await world.callAs(as, 'POST /outages', { body: draft(change) })).outage.id
const preview = (id: string, as = admin) => world.callAs(as, 'POST /outages/:id/preview', { params: { id } })
const publish = (id: string, previewToken: string, as = admin, options: { idempotencyKey?: string } = {}) =>
  world.callAs(as, 'POST /outages/:id/publish', { params: { id }, body: { previewToken } }, options)
const published = async (change: Draft = {}): Promise<string> => {
  const id = await saved(change)
  await publish(id, (await preview(id)).token)
  return id
}
const frozen = (outageId: string) =>
  world.db.read.find(OutageHouseholdTable, { where: { outageId }, order: { householdId: 'ASC' } })
const told = (outageId: string) =>
  world.db.read
    .find(OutboxTable)
    .then((rows) => rows.filter(({ payload }) => (payload as { outageId?: string }).outageId === outageId))
const idsOf = (indexes: readonly number[]) => indexes.map((index) => homes[index]?.id as string).sort()

test('a draft is checked, previewed and published, its audience frozen, and the rooms above are told once', async () => {
  const made = await world.callAs(admin, 'POST /outages', { body: draft() })
  const { id } = made.outage
  expect(made.check).toEqual({ publishable: true, findings: [], households: 3, villages: 2 })
  expect(made.outage).toMatchObject({
    state: 'draft',
    version: 1,
    author: '所长',
    scope: [{ kind: 'feeder', name: '10kV营房线' }],
  })
  const seen = await preview(id)
  expect(seen.affected).toBe(3)
  expect(await told(id)).toEqual([])

  const answer = await publish(id, seen.token)
  expect(answer).toMatchObject({ id, households: 3, villages: 2, publishedAt: world.now().toISOString() })
  expect((await frozen(id)).map(({ householdId }) => householdId)).toEqual(idsOf([0, 1, 4]))
  expect((await frozen(id))[0]?.firstOffAt.toISOString()).toBe(made.outage.intervals[0]?.offAt)
  expect((await told(id)).map(({ type }) => type)).toEqual(['outage.published'])
  const kept = await world.db.read.findOneByOrFail(OutageTable, { id })
  expect(kept).toMatchObject({
    state: 'published',
    rulesEdition: '2026-11',
    endsAt: new Date(made.outage.intervals[0]?.onAt as string),
  })
})

test('two days of notice for planned work are refused with the article, and nothing but draft and audit line is left', async () => {
  const before = await world.db.read.count(AuditTable)
  const made = await world.callAs(admin, 'POST /outages', { body: draft({ ahead: 2 * DAY }) })
  const { id } = made.outage
  expect(made.check.publishable).toBe(false)
  expect(made.check.findings).toMatchObject([
    {
      code: 'OUTAGE_NOTICE_TOO_LATE',
      field: 'intervals.0.offAt',
      rule: { source: expect.stringContaining('《电力供应与使用条例》'), mark: 'C' },
    },
  ])
  const refusal = {
    status: 422,
    code: 'OUTAGE_NOTICE_TOO_LATE',
    message: expect.stringContaining('计划停电须提前7天公告'),
    details: expect.objectContaining({
      rule: expect.objectContaining({ source: expect.stringContaining('第二十八条第一项') }),
    }),
  }
  await expect(preview(id)).rejects.toMatchObject(refusal)
  await expect(publish(id, 'x'.repeat(43))).rejects.toMatchObject(refusal)

  expect(await frozen(id)).toEqual([])
  expect(await world.db.read.countBy(OutageVillageTable, { outageId: id })).toBe(0)
  expect(await world.db.read.countBy(OutagePreviewTable, { outageId: id })).toBe(0)
  expect(await told(id)).toEqual([])
  expect(await world.callAs(admin, 'GET /outages/:id', { params: { id } })).toMatchObject({
    state: 'draft',
    version: 1,
  })
  expect(
    await world.call('GET /villages/:villageId/outages', { params: { villageId: grid.villages[0].id } }),
  ).not.toContainEqual(expect.objectContaining({ id }))
  const lines = (await world.db.read.find(AuditTable, { order: { seq: 'ASC' } })).slice(before)
  expect(lines.map(({ action, subjectKind }) => [action, subjectKind])).toEqual([
    ['POST /outages', 'outages'],
    ['POST /outages/:id/preview', 'refused'],
    ['POST /outages/:id/publish', 'refused'],
  ])
})

test('an outage that was early enough when previewed and is not when published is refused', async () => {
  const id = await saved({ ahead: 7 * DAY + 5 * MINUTE })
  const { token } = await preview(id)
  world.passTime(6 * MINUTE)
  await expect(publish(id, token)).rejects.toMatchObject({ code: 'OUTAGE_NOTICE_TOO_LATE' })
  expect(await told(id)).toEqual([])
})

test('a preview expires after ten minutes', async () => {
  const id = await saved()
  const { token } = await preview(id)
  world.passTime(10 * MINUTE)
  await expect(publish(id, token)).rejects.toMatchObject({ status: 409, code: 'OUTAGE_PREVIEW_EXPIRED' })
  expect(await told(id)).toEqual([])
})

test('an edit after the preview makes it stale, even one that changes nothing', async () => {
  const id = await saved()
  const { token } = await preview(id)
  await world.callAs(admin, 'PUT /outages/:id', { params: { id }, body: draft() })
  await expect(publish(id, token)).rejects.toMatchObject({ status: 409, code: 'OUTAGE_PREVIEW_STALE' })
  expect(await frozen(id)).toEqual([])
})

test('a household that came after the preview makes it stale; a villager who allowed a message does not', async () => {
  const id = await saved({ scope: [{ kind: 'village', place: '后营村' }] })
  const first = await preview(id)
  await grid.person([homes[4]?.id as string], { credits: 1 })
  await publish(id, first.token)

  const other = await saved({
    scope: [
      { kind: 'group', place: '后营村2组' },
      { kind: 'village', place: '后营村' },
    ],
  })
  const { token } = await preview(other)
  const [newcomer] = await grid.households([{ village: 1, group: 1, area: 2 }])
  await expect(publish(other, token)).rejects.toMatchObject({ code: 'OUTAGE_PREVIEW_STALE' })
  const { token: again } = await preview(other)
  await publish(other, again)
  expect((await frozen(other)).map(({ householdId }) => householdId)).toEqual([homes[4]?.id, newcomer?.id].sort())
})

test('only who previewed this very outage may publish with the token', async () => {
  const id = await saved()
  const { token } = await preview(id)
  const second = await grid.adminToken('副所长')
  const refused = { status: 422, code: 'OUTAGE_PREVIEW_NOT_YOURS' }
  await expect(publish(id, token, second)).rejects.toMatchObject(refused)
  await expect(publish(await saved(), token)).rejects.toMatchObject(refused)
  await expect(publish(id, 'made-up-token-of-nobody')).rejects.toMatchObject(refused)
  await publish(id, token)
})

test('overlapping feeder, area, village and group count each household once', async () => {
  const id = await published({
    scope: [
      { kind: 'feeder', place: '10kV营房线' },
      { kind: 'transformer_area', place: '前营东台区' },
      { kind: 'transformer_area', place: grid.areas[2].code },
      { kind: 'group', place: '前营村2组' },
      { kind: 'group', place: '前营村/2组' },
    ],
  })
  const rows = await frozen(id)
  expect(rows.map(({ householdId }) => householdId)).toEqual(expect.arrayContaining(idsOf([0, 1, 3, 4])))
  expect(rows.map(({ householdId }) => householdId)).not.toContain(homes[2]?.id)
  expect(new Set(rows.map(({ householdId }) => householdId)).size).toBe(rows.length)
  expect(rows.find(({ householdId }) => householdId === homes[3]?.id)).toMatchObject({
    villageId: grid.villages[0].id,
    groupId: grid.villages[0].groups[1]?.id,
  })
  const villages = await world.db.read.findBy(OutageVillageTable, { outageId: id })
  expect(villages.reduce((sum, { households }) => sum + households, 0)).toBe(rows.length)
  expect(villages.find(({ villageId }) => villageId === grid.villages[0].id)?.areaWords).toBe('前营东台区、2组')
  expect(villages.find(({ villageId }) => villageId === grid.villages[1].id)?.areaWords).toBe('')
})

test('a place is found by id or name inside the own station only', async () => {
  const other = await aGrid(world)
  const { outage } = await world.callAs(admin, 'POST /outages', {
    body: draft({ scope: [{ kind: 'feeder', place: grid.feeders[1].id }] }),
  })
  expect(outage.scope).toEqual([{ kind: 'feeder', id: grid.feeders[1].id, name: '10kV河东线' }])
  const count = await world.db.read.count(OutageTable)
  const scope = [
    { kind: 'feeder' as const, place: other.feeders[0].id },
    { kind: 'village' as const, place: '没有村' },
    { kind: 'village' as const, place: '前营村' },
  ]
  await expect(world.callAs(admin, 'POST /outages', { body: draft({ scope }) })).rejects.toMatchObject({
    code: 'OUTAGE_PLACE_UNKNOWN',
    details: [
      { field: 'scope.0.place', reason: expect.stringContaining('本所没有线路') },
      { field: 'scope.1.place', reason: '本所没有村“没有村”' },
    ],
  })
  expect(await world.db.read.count(OutageTable)).toBe(count)
})

test('another station cannot see, check, change, preview, publish or discard an outage', async () => {
  const id = await saved()
  const { token } = await preview(id)
  const stranger = await (await aGrid(world)).adminToken()
  const refused = { status: 403, code: 'NOT_ALLOWED' }
  const params = { id }
  await expect(world.callAs(stranger, 'GET /outages/:id', { params })).rejects.toMatchObject(refused)
  await expect(world.callAs(stranger, 'POST /outages/:id/check', { params })).rejects.toMatchObject(refused)
  await expect(world.callAs(stranger, 'PUT /outages/:id', { params, body: draft() })).rejects.toMatchObject(refused)
  await expect(preview(id, stranger)).rejects.toMatchObject(refused)
  await expect(publish(id, token, stranger)).rejects.toMatchObject(refused)
  await expect(world.callAs(stranger, 'DELETE /outages/:id', { params })).rejects.toMatchObject(refused)
  expect(await world.callAs(stranger, 'GET /outages', { query: {} })).toEqual([])
})

test('the duty manager of the day may publish, other staff and villagers may not even draft', async () => {
  const duty = await grid.dutyToken()
  const id = await saved({}, duty)
  await publish(id, (await preview(id, duty)).token, duty)
  await expect(saved({}, await grid.plainToken())).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  await expect(world.call('POST /outages', { body: draft() })).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' })
})

test('published twice, also at the same moment, it is published once', async () => {
  const id = await saved()
  const { token } = await preview(id)
  const results = await Promise.allSettled([1, 2, 3, 4].map(() => publish(id, token)))
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'OUTAGE_NOT_DRAFT' })
  await expect(publish(id, token)).rejects.toMatchObject({ status: 409, code: 'OUTAGE_NOT_DRAFT' })
  expect(await told(id)).toHaveLength(1)
  expect(await frozen(id)).toHaveLength((await preview(await saved())).affected)
})

test('the same request sent again gets the first answer', async () => {
  const id = await saved()
  const { token } = await preview(id)
  const key = { idempotencyKey: `publish-${id}` }
  const first = await publish(id, token, admin, key)
  expect(await publish(id, token, admin, key)).toEqual(first)
  expect(await told(id)).toHaveLength(1)
})

test('a published outage cannot be edited or discarded, a discarded one not published', async () => {
  const id = await published()
  const params = { id }
  await expect(world.callAs(admin, 'PUT /outages/:id', { params, body: draft() })).rejects.toMatchObject({
    code: 'OUTAGE_NOT_DRAFT',
  })
  await expect(world.callAs(admin, 'DELETE /outages/:id', { params })).rejects.toMatchObject({
    code: 'OUTAGE_NOT_DRAFT',
  })
  const other = await saved()
  const { token } = await preview(other)
  await world.callAs(admin, 'DELETE /outages/:id', { params: { id: other } })
  await expect(publish(other, token)).rejects.toMatchObject({ status: 409, code: 'OUTAGE_DISCARDED' })
  const discarded = await world.callAs(admin, 'GET /outages', { query: { state: 'discarded' } })
  expect(discarded.map((one) => one.id)).toContain(other)
})

test('two edits at the same moment leave one of the two, whole', async () => {
  const id = await saved()
  const edits = [
    draft({ reason: '换线', scope: [{ kind: 'village', place: '前营村' }] }),
    draft({ reason: '换杆', scope: [{ kind: 'village', place: '后营村' }] }),
  ]
  await Promise.allSettled(edits.map((body) => world.callAs(admin, 'PUT /outages/:id', { params: { id }, body })))
  const left = await world.callAs(admin, 'GET /outages/:id', { params: { id } })
  expect([
    ['换线', '前营村'],
    ['换杆', '后营村'],
  ]).toContainEqual([left.reason, left.scope.map(({ name }) => name).join()])
})

test('a moment that does not exist is refused before anything is stored', async () => {
  const count = await world.db.read.count(OutageTable)
  const intervals = [{ offAt: '2026-06-30T23:59:60Z', onAt: null }]
  await expect(world.callAs(admin, 'POST /outages', { body: draft({ intervals }) })).rejects.toMatchObject({
    code: 'BAD_INPUT',
    details: [{ field: 'intervals.0.offAt' }],
  })
  expect(await world.db.read.count(OutageTable)).toBe(count)
})

test('checking again changes nothing and says the same as the draft did', async () => {
  const { outage, check } = await world.callAs(admin, 'POST /outages', { body: draft({ ahead: DAY }) })
  const params = { id: outage.id }
  expect(await world.callAs(admin, 'POST /outages/:id/check', { params })).toEqual(check)
  expect(await world.callAs(admin, 'GET /outages/:id', { params })).toEqual(outage)
})

test('a list is read page by page, new ones first', async () => {
  const ids = [await saved(), await saved(), await saved()]
  const first = await world.callAs(admin, 'GET /outages', { query: { limit: 2 } })
  expect(first.map(({ id }) => id)).toEqual([ids[2], ids[1]])
  const next = await world.callAs(admin, 'GET /outages', { query: { limit: 1, after: ids[1] } })
  expect(next.map(({ id }) => id)).toEqual([ids[0]])
})

test('several intervals are kept in order; the earliest counts as the off time of every household', async () => {
  const at = (hours: number) => new Date(world.now().getTime() + 8 * DAY + hours * HOUR).toISOString()
  const intervals = [
    { offAt: at(0), onAt: at(2) },
    { offAt: at(24), onAt: at(26) },
  ]
  const id = await published({ intervals })
  expect((await world.callAs(admin, 'GET /outages/:id', { params: { id } })).intervals).toEqual(intervals)
  expect(new Set((await frozen(id)).map(({ firstOffAt }) => firstOffAt.toISOString()))).toEqual(new Set([at(0)]))
  const unsorted = await world.callAs(admin, 'POST /outages', { body: draft({ intervals: [...intervals].reverse() }) })
  expect(unsorted.check.findings.map(({ code }) => code)).toEqual(['OUTAGE_INTERVALS_UNSORTED'])
})

test('a fault needs neither lead time nor reason nor end, but the time of the next word', async () => {
  const unknown = { kind: 'fault', reason: '未明', ahead: -5 * MINUTE, onAt: null } as const
  const without = await world.callAs(admin, 'POST /outages', { body: draft(unknown) })
  expect(without.outage.reason).toBeNull()
  expect(without.check.findings.map(({ code, field }) => [code, field])).toEqual([
    ['OUTAGE_NEXT_WORD_MISSING', 'nextWordAt'],
  ])
  const nextWordAt = new Date(world.now().getTime() + HOUR).toISOString()
  const id = await published({ ...unknown, nextWordAt })
  expect(await world.db.read.findOneByOrFail(OutageTable, { id })).toMatchObject({ endsAt: null, reason: null })
  const planned = await world.callAs(admin, 'POST /outages', { body: draft({ reason: '未明', onAt: null }) })
  expect(planned.check.findings.map(({ code }) => code)).toEqual(['OUTAGE_ON_MISSING', 'OUTAGE_REASON_MISSING'])
})

test('everything missing is said at once, with no household behind the area as the last', async () => {
  const empty = await world.callAs(admin, 'POST /outages', { body: { kind: 'temporary', intervals: [], scope: [] } })
  expect(empty.check.findings.map(({ code }) => code)).toEqual([
    'OUTAGE_OFF_MISSING',
    'OUTAGE_REASON_MISSING',
    'OUTAGE_AREA_MISSING',
  ])
  const bare = await aGrid(world)
  const { check } = await world.callAs(await bare.adminToken(), 'POST /outages', { body: draft() })
  expect(check).toMatchObject({
    publishable: false,
    households: 0,
    villages: 0,
    findings: [{ code: 'OUTAGE_NO_HOUSEHOLDS' }],
  })
})

test('temporary work follows the law of the place, and a station’s own stricter rule comes first', async () => {
  const late = { kind: 'temporary', ahead: 20 * HOUR } as const
  const local = await aGrid(world, { province: '济南市' })
  await local.households([{ village: 0, group: 0, area: 0 }])
  const byCity = await world.callAs(await local.adminToken(), 'POST /outages', { body: draft(late) })
  expect(byCity.check.findings[0]).toMatchObject({
    code: 'OUTAGE_NOTICE_TOO_LATE',
    rule: { source: expect.stringContaining('济南市电力管理条例'), mark: 'C' },
  })

  const strict = await aGrid(world, { rules: { 'outage.planned.minLead': 10 } })
  await strict.households([{ village: 0, group: 0, area: 0 }])
  const byStation = await world.callAs(await strict.adminToken(), 'POST /outages', { body: draft({ ahead: 8 * DAY }) })
  expect(byStation.check.findings[0]).toMatchObject({
    code: 'OUTAGE_NOTICE_TOO_LATE',
    message: expect.stringContaining('提前10天'),
    rule: { source: expect.stringContaining('本所规定') },
  })
})

test('of a preview’s token only the fingerprint is kept, so that another SESSION_SECRET ends it', async () => {
  const id = await saved()
  const { token } = await preview(id)
  const rows = await world.db.read.findBy(OutagePreviewTable, { outageId: id })
  expect(rows.map(({ tokenHash }) => tokenHash)).toEqual([world.deps.fingerprint(token)])
})
