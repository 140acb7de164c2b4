import Type from 'typebox'
import { CALL_RESULTS, CHANNELS, TOLD_STATES } from '../domain/channel'
import { CARE_MARKS } from '../domain/household'
import { OUTAGE_KINDS } from '../domain/outage'
import { BasisPoints, Count, Done, Id, Instant, oneOf, orNull, Page, Words } from './fields'
import { VillageOutage } from './outages'

const tag = '停电知晓'
const OutageId = Type.Object({ id: Id })
const Named = Type.Object({ id: Id, name: Type.String() })
const BY = ['call', 'visit'] as const
const MaskedPhone = orNull(Type.String({ description: '隐去中间几位的号码' }))

const Shares = {
  affected: Type.Integer({ minimum: 0, description: '受影响户数，含没有号码的户' }),
  told: Type.Object({
    person: Type.Integer({ minimum: 0, description: '本人点了“我知道了”，或有人电话、上门告知' }),
    smsReport: Type.Integer({ minimum: 0, description: '只有短信送达回执' }),
  }),
  late: Type.Integer({ minimum: 0, description: '停电之后才告知，不计入知晓' }),
  stillToTell: Type.Integer({ minimum: 0, description: '还没告知' }),
  rate: BasisPoints,
}

const LateEntries = Type.Integer({
  minimum: 0,
  description: '其中补记：停电前已电话或上门告知，停电后才登记的户数(含在 told.person 里)',
})
const NotedAt = Type.String({ format: 'date-time', description: '登记到系统的时间；晚于停电时间的是补记' })

const Last = orNull(
  Type.Object({ result: oneOf(CALL_RESULTS), words: Type.String(), by: oneOf(BY), name: Type.String(), at: Instant }),
)

const StillToTell = Type.Object({
  householdId: Id,
  name: Type.String(),
  accountNo: Type.String({ description: '户号，只显示末四位' }),
  village: Type.String(),
  group: orNull(Type.String({ description: '村民小组' })),
  address: Type.String(),
  phone: MaskedPhone,
  contacts: Type.Integer({ minimum: 0, description: '其他联系人数' }),
  important: Type.Boolean(),
  care: Type.Array(oneOf(CARE_MARKS), { description: '本人同意显示的关怀信息' }),
  offAt: Type.String({ format: 'date-time', description: '这一户的停电时间' }),
  sent: Type.Array(oneOf(CHANNELS), { description: '已经发出、还没有确认的方式；空：只能靠人告知' }),
  last: Last,
})

const Home = Type.Object({
  households: Type.Array(
    Type.Object({
      id: Id,
      name: Type.String({ description: '户名，只显示姓' }),
      accountNo: Type.String({ description: '户号，只显示末四位' }),
      relation: Type.String(),
      village: Named,
      state: oneOf(['normal', 'soon', 'off'] as const),
      sentence: Type.String({ description: '一句话说清这一户现在的状态' }),
      outages: Type.Array(
        Type.Object({
          id: Id,
          kind: oneOf(OUTAGE_KINDS),
          kindWords: Type.String(),
          reason: Type.String(),
          times: Type.String(),
          areaWords: Type.String(),
          intervals: Type.Array(Type.Object({ offAt: Instant, onAt: orNull(Instant) })),
          offAt: Instant,
          acknowledged: Type.Boolean({ description: '这一户已有人点过“我知道了”' }),
        }),
      ),
    }),
  ),
})

const Member = Type.Object({
  memberId: Id,
  name: Type.String(),
  post: Type.String(),
  phone: MaskedPhone,
  received: Type.Boolean({ description: '本人点了“收到”，或已由对接人员告知' }),
  last: Last,
})

const contactExample = { householdId: 'HOUSEHOLD_ID', by: 'call', result: 'told' }

export const awarenessContract = {
  'GET /me/home': {
    summary: '我家的停电：绑定的各户现在和将来的停电',
    tag,
    reply: Home,
  },
  'POST /outages/:id/acknowledgements': {
    summary: '我知道了',
    description: '不填 householdId 时，一次确认自己绑定的、受这次停电影响的所有户。',
    tag,
    params: OutageId,
    body: Type.Object({ householdId: Type.Optional(Id) }),
    reply: Type.Object({ households: Type.Integer({ minimum: 1, description: '确认的户数' }) }),
    example: {},
  },
  'POST /outages/:id/contacts': {
    summary: '登记一次电话或上门告知的结果',
    description: '没有网络时可以先记在手机上,at 填当时的时间，72小时内上传。停电以后才上传的在知晓率里另列为补记。',
    tag,
    params: OutageId,
    body: Type.Object({
      householdId: Id,
      by: oneOf(BY, 'call 电话 · visit 上门'),
      result: oneOf(CALL_RESULTS, 'told 已告知 · noAnswer 未接 · badNumber 空号停机 · askCommittee 请村委转告'),
      at: Type.Optional(Instant),
      note: Type.Optional(Words(200, '备注')),
    }),
    reply: Done,
    example: contactExample,
  },
  'POST /outages/:id/committee-contacts': {
    summary: '登记一次告知村委会成员的结果',
    tag,
    params: OutageId,
    body: Type.Object({
      memberId: Id,
      by: oneOf(BY, 'call 电话 · visit 上门'),
      result: oneOf(CALL_RESULTS),
      at: Type.Optional(Instant),
      note: Type.Optional(Words(200, '备注')),
    }),
    reply: Done,
    example: { memberId: 'MEMBER_ID', by: 'call', result: 'told' },
  },
  'GET /today': {
    summary: '今天要告知的户(对接人员)',
    description: '每次停电每村一组，关怀户在最前，其余按小组；每页 20 户。村里没有对接人员时归值班经理。',
    tag,
    query: Type.Object({
      outageId: Type.Optional(Id),
      villageId: Type.Optional(Id),
      after: Type.Optional({ ...Id, description: '上一页最后一户的编号' } as typeof Id),
    }),
    reply: Type.Object({
      lists: Type.Array(
        Type.Object({
          outage: VillageOutage,
          village: Named,
          ...Shares,
          committee: Type.Array(Member, { description: '还没有收到的村委会成员在前' }),
          households: Type.Array(StillToTell, { maxItems: 20 }),
          more: Type.Integer({ minimum: 0, description: '后面还有几户' }),
        }),
      ),
    }),
  },
  'GET /committee/today': {
    summary: '本村的停电(村委会)',
    description: '只有停电内容和户数，没有任何个人信息。',
    tag,
    reply: Type.Object({
      lists: Type.Array(
        Type.Object({
          outage: VillageOutage,
          village: Named,
          groupText: Type.String({ description: '可转发到村微信群的文字' }),
          received: Type.Boolean({ description: '我已点“收到”' }),
          affected: Count,
          told: Count,
        }),
      ),
    }),
  },
  'POST /outages/:id/committee-receipts': {
    summary: '收到(村委会)',
    tag,
    params: OutageId,
    reply: Type.Object({ villages: Type.Integer({ minimum: 1, description: '登记的村数' }) }),
  },
  'GET /outages/:id/awareness': {
    summary: '知晓率：受影响、已告知、还没告知，按村',
    description: '已发出、平台已接收只算“触达”，不算知晓。',
    tag,
    params: OutageId,
    reply: Type.Object({
      ...Shares,
      lateEntries: LateEntries,
      rateWords: Type.String(),
      villages: Type.Array(
        Type.Object({
          villageId: Id,
          village: Type.String(),
          ...Shares,
          lateEntries: LateEntries,
          committee: Type.Object({ members: Count, received: Count }),
        }),
      ),
      reach: Type.Array(
        Type.Object({
          channel: oneOf(CHANNELS),
          planned: Type.Integer({ minimum: 0, description: '要走这种方式的条数；人工为交给人的任务数' }),
          accepted: Type.Integer({ minimum: 0, description: '平台已接收(含已送达)' }),
          delivered: Type.Integer({ minimum: 0, description: '有送达回执' }),
          failed: Count,
          open: Type.Integer({ minimum: 0, description: '还没有结果' }),
          withdrawn: Count,
        }),
      ),
    }),
  },
  'GET /outages/:id/still-to-tell': {
    summary: '还没告知的户',
    description: '号码和户号已隐去。翻页：把上一页最后一条的 householdId 填入 after。',
    tag,
    params: OutageId,
    query: Type.Object({ ...Page, villageId: Type.Optional(Id) }),
    reply: Type.Object({ total: Count, items: Type.Array(StillToTell) }),
  },
  'GET /outages/:id/households/:householdId/told': {
    summary: '一户是怎么告知的',
    tag,
    params: Type.Object({ id: Id, householdId: Id }),
    reply: Type.Object({
      state: oneOf(TOLD_STATES),
      words: Type.String(),
      proofs: Type.Array(
        Type.Object({
          words: Type.String(),
          at: Instant,
          notedAt: NotedAt,
          by: orNull(Type.String()),
          late: Type.Boolean(),
        }),
      ),
      tries: Type.Array(
        Type.Object({
          words: Type.String(),
          by: oneOf(BY),
          name: Type.String(),
          at: Instant,
          notedAt: NotedAt,
          note: orNull(Type.String()),
        }),
      ),
    }),
  },
} as const
