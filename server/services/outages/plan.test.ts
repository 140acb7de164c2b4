import { OUTAGE_TEMPLATE_FIELDS } from '../../../shared/domain/outage-words'
import { checkTemplateData } from '../../../shared/domain/subscribe-values'
import { DAY, HOUR } from '../../../shared/domain/time'
import { aGrid, type Grid, LIAISON_PHONE } from '../../testing/grid'
import { openWorld, type World } from '../../testing/world'
import { deliveryPlan, type PlannedDelivery } from './plan.reads'

let world: World
beforeAll(async () => {
  world = await openWorld({ env: { SMS_FEN_PER_PIECE: '4' } })
})
afterAll(() => world?.close())

const MOBILE = '18644181985'
const OTHER_MOBILE = '17643752994'

/** A draft over places of the grid, with its preview and the plan it would become. */
async function planned(grid: Grid, place = '10kV营房线', kind: 'feeder' | 'village' = 'feeder', at = world) {
  const admin = await grid.adminToken()
  const offAt = at.now().getTime() + 8 * DAY
  const body = {
    kind: 'planned' as const,
    reason: '线路检修',
    intervals: [{ offAt: new Date(offAt).toISOString(), onAt: new Date(offAt + 4 * HOUR).toISOString() }],
    scope: [{ kind, place }],
  }
  const { outage } = await at.callAs(admin, 'POST /outages', { body })
  const params = { id: outage.id }
  const preview = await at.callAs(admin, 'POST /outages/:id/preview', { params })
  const publish = () => at.callAs(admin, 'POST /outages/:id/publish', { params, body: { previewToken: preview.token } })
  return { id: outage.id, preview, publish, plan: await deliveryPlan(at.db.read, at.deps, outage.id) }
}
const home = { village: 0, group: 0, area: 0 } as const
const short = ({ channel, recipientKind, recipientId }: PlannedDelivery) => [channel, recipientKind, recipientId]

test('a household is told by WeChat where a bound person has a credit, else by SMS to the best number, else by a person', async () => {
  const grid = await aGrid(world)
  const [byWeChat, onRecord, byContact, byPerson, landline, nobody] = (
    await grid.households([
      { ...home, phone: MOBILE },
      { ...home, phone: MOBILE },
      { ...home },
      { ...home },
      { ...home, phone: '0419-5551234' },
      { ...home },
    ])
  ).map(({ id }) => id) as [string, string, string, string, string, string]
  const mother = await grid.person([byWeChat], { credits: 1 })
  const son = await grid.person([byWeChat], { credits: 3 })
  await grid.person([byWeChat, onRecord])
  const contactId = await grid.contact(byContact, OTHER_MOBILE)
  const verified = await grid.person([byPerson], { phone: OTHER_MOBILE })

  const { plan, preview } = await planned(grid)
  const of = (householdId: string) => plan.filter((one) => one.householdId === householdId).map(short)
  expect(of(byWeChat)).toEqual([
    ['wechat', 'person', mother],
    ['wechat', 'person', son],
  ])
  expect(of(onRecord)).toEqual([['sms', 'household', onRecord]])
  expect(of(byContact)).toEqual([['sms', 'contact', contactId]])
  expect(of(byPerson)).toEqual([['sms', 'person', verified]])
  expect(of(landline)).toEqual([['person', 'household', landline]])
  expect(of(nobody)).toEqual([['person', 'household', nobody]])
  expect(new Set(plan.map(({ key }) => key)).size).toBe(plan.length)

  expect(preview).toMatchObject({
    affected: 6,
    households: { wechat: 1, sms: 3, person: 2 },
    messages: { wechat: 2, sms: 3 },
    // Two people of one household by WeChat: at most one SMS instead of both.
    sms: { pieces: 3, costFen: 12, costFenAtMost: 16 },
    committee: { wechat: 0, sms: 0, person: 0 },
    withoutCommittee: ['前营村'],
  })
  expect(preview.why).toEqual([
    { channel: 'wechat', why: '绑定的人有微信提醒额度', households: 1 },
    { channel: 'sms', why: '发到档案登记的手机号', households: 1 },
    { channel: 'sms', why: '档案没有手机号，发给联系人', households: 1 },
    { channel: 'sms', why: '档案没有手机号，发给绑定的人', households: 1 },
    { channel: 'person', why: '登记的是座机，要打电话告知', households: 1 },
    { channel: 'person', why: '没有可发短信的号码，要人工告知', households: 1 },
  ])
})

test('one credit is one message: what it does not pay for goes by SMS', async () => {
  const grid = await aGrid(world)
  const [own, parents, far] = await grid.households([
    { ...home, phone: MOBILE },
    { ...home, phone: MOBILE },
    { village: 1, group: 0, area: 2, phone: MOBILE },
  ])
  await grid.person([own?.id, parents?.id, far?.id] as string[], { credits: 1 })
  const { plan } = await planned(grid)
  expect(plan.map(({ householdId, channel }) => [householdId, channel])).toEqual([
    [own?.id, 'wechat'],
    [parents?.id, 'sms'],
    [far?.id, 'sms'],
  ])
})

test('nobody gets the same words twice: with credits enough, one message for each village', async () => {
  const grid = await aGrid(world)
  const [own, parents, far] = await grid.households([
    { ...home, phone: MOBILE },
    { ...home, phone: MOBILE },
    { village: 1, group: 0, area: 2, phone: MOBILE },
  ])
  await grid.person([own?.id, parents?.id, far?.id] as string[], { credits: 9 })
  const { plan } = await planned(grid)
  expect(plan.map(({ householdId, channel }) => [householdId, channel])).toEqual([
    [own?.id, 'wechat'],
    [parents?.id, 'sms'],
    [far?.id, 'wechat'],
  ])
})

test('the committee of every village touched comes first, by WeChat, SMS or a call', async () => {
  const grid = await aGrid(world)
  await grid.households([
    { ...home, phone: MOBILE },
    { village: 1, group: 0, area: 2 },
  ])
  const withWeChat = await grid.committeeMember(0, '13900000001')
  const bySms = await grid.committeeMember(0, '13900000002')
  const byCall = await grid.committeeMember(1, '0419-5550001')
  const secretary = await grid.person([], { credits: 1, phone: '13900000001' })
  const { plan, preview } = await planned(grid)
  expect(plan.map(({ phase }) => phase)).toEqual([1, 1, 1, 2, 2])
  const committee = plan.filter(({ phase }) => phase === 1)
  expect(new Set(committee.map(short))).toEqual(
    new Set([
      ['wechat', 'person', secretary],
      ['sms', 'committee_member', bySms],
      ['person', 'committee_member', byCall],
    ]),
  )
  expect(committee.map(({ key }) => key).sort()).toEqual(
    [withWeChat, bySms, byCall].map((id) => `committee:${id}`).sort(),
  )
  expect(committee.every(({ householdId }) => householdId === null)).toBe(true)
  expect(committee.find(({ channel }) => channel === 'sms')?.text).toContain('村委会您好：前营村')
  expect(preview).toMatchObject({ committee: { wechat: 1, sms: 1, person: 1 }, withoutCommittee: [] })
})

test('each village hears its own name, its own part and its own liaison, and one without liaison is named in the preview', async () => {
  const grid = await aGrid(world)
  await grid.households([
    { ...home, phone: MOBILE, important: true },
    { village: 0, group: 0, area: 1, phone: MOBILE },
    { village: 1, group: 0, area: 2, phone: OTHER_MOBILE },
  ])
  const { plan, preview } = await planned(grid)
  const [here, there] = grid.villages.map(({ id }) => plan.find(({ villageId }) => villageId === id)) as [
    PlannedDelivery,
    PlannedDelivery,
  ]
  expect(here.text).toBe(
    `【刘二堡供电所】前营村(前营东台区)3月10日(周二)上午9:00至下午1:00计划停电，原因：线路检修。咨询段秀英${LIAISON_PHONE}`,
  )
  expect(there.text).toBe('【刘二堡供电所】后营村3月10日(周二)上午9:00至下午1:00计划停电，原因：线路检修。咨询95598')
  expect(Object.keys(here.params ?? {})).toEqual(['village', 'times', 'kind', 'reason', 'contact'])
  expect(preview.withoutLiaison).toEqual(['后营村'])
  expect(preview.important).toBe(1)
  const village = preview.villages.find(({ village: name }) => name === '前营村')
  expect(village).toMatchObject({
    areaWords: '前营东台区',
    affected: 1,
    liaison: { name: '段秀英', phone: LIAISON_PHONE },
    households: { wechat: 0, sms: 1, person: 0 },
    smsPieces: 1,
    costFen: 4,
  })
  expect(village?.texts.householdSms).toEqual({ text: here.text, pieces: 1 })
  expect(village?.texts.task.say).toContain('您好，我是刘二堡供电所段秀英。前营村(前营东台区)')
  expect(village?.texts.group).toContain('【停电通知】各位村民：前营村(前营东台区)')
})

test('the values of the subscribe message pass what WeChat would refuse', async () => {
  const grid = await aGrid(world)
  const [household] = await grid.households([home])
  await grid.person([household?.id as string], { credits: 1 })
  const { plan } = await planned(grid)
  const data = Object.fromEntries(Object.entries(plan[0]?.data ?? {}).map(([key, value]) => [key, { value }]))
  expect(checkTemplateData(data, Object.keys(OUTAGE_TEMPLATE_FIELDS))).toEqual([])
  expect(plan[0]?.data).toMatchObject({ time2: '2026年03月10日 09:00', phone_number5: LIAISON_PHONE })
})

test('the preview shows three real households of different channels, with nothing that names them', async () => {
  const grid = await aGrid(world)
  const [first] = await grid.households([{ ...home, phone: OTHER_MOBILE }, { ...home, phone: MOBILE }, home, home])
  await grid.person([first?.id as string], { credits: 1 })
  const { preview } = await planned(grid)
  expect(preview.examples.map(({ channel, to }) => [channel, to])).toEqual([
    ['wechat', '绑定这一户的微信'],
    ['sms', '186****1985'],
    ['person', '由对接人员告知'],
  ])
  for (const { name, accountNo } of preview.examples) {
    expect(name).toBe('杨**')
    expect(accountNo).toMatch(/^\*{6}\d{4}$/)
  }
  expect(JSON.stringify(preview)).not.toContain(MOBILE)
})

test('what is published is planned as it was previewed, for those who lived there then', async () => {
  const grid = await aGrid(world)
  const [household] = await grid.households([{ ...home, phone: MOBILE }])
  const { id, plan, publish } = await planned(grid)
  await publish()
  await grid.households([{ ...home, phone: OTHER_MOBILE }])
  expect(await deliveryPlan(world.db.read, world.deps, id)).toEqual(plan)
  expect(plan.map(({ householdId }) => householdId)).toEqual([household?.id])
})

test('the words go out as they were published, whoever stands in for the liaison by then', async () => {
  const grid = await aGrid(world)
  await grid.households([{ ...home, phone: MOBILE }])
  const { id, plan, publish } = await planned(grid)
  await publish()
  await grid.deputy('顾大海', '13900000009')
  expect((await deliveryPlan(world.db.read, world.deps, id)).map(({ text }) => text)).toEqual(
    plan.map(({ text }) => text),
  )
})

test('with a provider the preview shows and counts the sign that provider puts in front', async () => {
  const vendor = await openWorld({ env: { SMS_PROVIDER: 'aliyun', SMS_SIGN: '国网辽宁省电力有限公司辽阳供电公司' } })
  try {
    const grid = await aGrid(vendor)
    await grid.households([{ ...home, phone: MOBILE }])
    const { preview, plan } = await planned(grid, '10kV营房线', 'feeder', vendor)
    const sms = preview.villages[0]?.texts.householdSms
    expect(sms?.text).toMatch(/^【国网辽宁省电力有限公司辽阳供电公司】前营村/)
    expect(plan[0]).toMatchObject({ text: sms?.text, pieces: sms?.pieces })
    expect(preview.sms.pieces).toBe(sms?.pieces)
  } finally {
    await vendor.close()
  }
})

test('on the liaison’s leave days the deputy is named', async () => {
  const grid = await aGrid(world)
  await grid.households([{ ...home, phone: MOBILE }])
  await grid.deputy('顾大海', '13900000009')
  const { preview, plan } = await planned(grid)
  expect(preview.villages[0]?.liaison).toEqual({ name: '顾大海', phone: '13900000009' })
  expect(plan[0]?.text).toContain('咨询顾大海13900000009')
})

test('a plan takes a number of questions that does not grow with the households', async () => {
  const questions = async (count: number): Promise<number> => {
    const grid = await aGrid(world)
    await grid.households(
      Array.from({ length: count }, (_, index) => ({ ...home, phone: index % 5 === 0 ? null : MOBILE })),
    )
    const { id } = await planned(grid)
    const { connection } = world.db.read
    const { logger } = connection
    let asked = 0
    Object.assign(connection, { logger: { logQuery: () => asked++ } })
    const plan = await deliveryPlan(world.db.read, world.deps, id)
    Object.assign(connection, { logger })
    expect(plan).toHaveLength(count)
    return asked
  }
  const few = await questions(10)
  expect(few).toBeGreaterThan(5)
  expect(await questions(900)).toBe(few)
})
