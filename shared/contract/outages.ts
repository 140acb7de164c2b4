import Type from 'typebox'
import { CHANNELS } from '../domain/channel'
import { OUTAGE_KINDS, OUTAGE_SCOPE_KINDS } from '../domain/outage'
import { Count, Done, Id, Instant, oneOf, orNull, Page, Words } from './fields'

const tag = '停电'
const OutageId = Type.Object({ id: Id })
const VillageId = Type.Object({ villageId: Id })

const Kind = oneOf(OUTAGE_KINDS, 'planned 计划停电 · temporary 临时停电 · fault 故障停电')
const ScopeKind = oneOf(OUTAGE_SCOPE_KINDS, 'feeder 线路 · transformer_area 台区 · village 村 · group 村民小组')
const Interval = Type.Object({ offAt: Instant, onAt: orNull(Instant) })

/** What an admin writes. Anything may still be missing in a draft; the findings say what. */
const DraftBody = Type.Object({
  kind: Kind,
  reason: Type.Optional(
    orNull(Type.String({ maxLength: 200, description: '停电原因；只有故障停电可以写“未明”或不填' })),
  ),
  intervals: Type.Array(Type.Object({ offAt: Instant, onAt: Type.Optional(orNull(Instant)) }), {
    maxItems: 20,
    description: '一段或几段停电，按时间先后；只有故障停电可以不填送电时间',
  }),
  nextWordAt: Type.Optional(orNull(Instant)),
  scope: Type.Array(
    Type.Object({ kind: ScopeKind, place: Words(60, '登记的名称或编号；小组连村名一起写，如 前营村1组') }),
    { maxItems: 200, description: '停电范围，受影响的户由它算出' },
  ),
})

/** One thing that stands against publishing. */
const Finding = Type.Object({
  code: Type.String(),
  message: Type.String(),
  field: Type.String({ description: '草稿里的位置，如 intervals.0.offAt' }),
  rule: Type.Optional(
    Type.Object({
      key: Type.String(),
      source: Type.String({ description: '法规、条款' }),
      mark: Type.String({ description: 'C 见过原文 · S 转述 · M 惯例' }),
      text: Type.String(),
    }),
  ),
})

const OutageView = Type.Object({
  id: Id,
  kind: Kind,
  state: oneOf(['draft', 'published', 'discarded'] as const),
  version: Count,
  reason: orNull(Type.String({ description: '空：未明' })),
  nextWordAt: orNull(Instant),
  intervals: Type.Array(Interval),
  scope: Type.Array(Type.Object({ kind: ScopeKind, id: Id, name: Type.String() })),
  author: Type.String(),
  createdAt: Instant,
  updatedAt: Instant,
  publishedAt: orNull(Instant),
})

const CheckReply = Type.Object({
  publishable: Type.Boolean(),
  findings: Type.Array(Finding, { description: '须改正的地方，按修改的先后；空：可以预览和发布' }),
  households: Type.Integer({ minimum: 0, description: '受影响户数' }),
  villages: Type.Integer({ minimum: 0, description: '受影响村数' }),
})
const DraftReply = Type.Object({ outage: OutageView, check: CheckReply })

const ByChannel = Type.Object({ wechat: Count, sms: Count, person: Count })
const Liaison = Type.Object({ name: Type.String(), phone: Type.String() })
const SmsWords = Type.Object({ text: Type.String(), pieces: Count })

const PreviewVillage = Type.Object({
  villageId: Id,
  village: Type.String(),
  areaWords: Type.String({ description: '村里受影响的部分；空：全村' }),
  affected: Type.Integer({ minimum: 0, description: '受影响户数' }),
  liaison: orNull(Liaison),
  committee: ByChannel,
  households: ByChannel,
  smsPieces: Count,
  costFen: Count,
  texts: Type.Object({
    householdSms: SmsWords,
    committeeSms: SmsWords,
    wechat: Type.Record(Type.String(), Type.String(), { description: '订阅消息的各项内容' }),
    task: Type.Object({ title: Type.String(), say: Type.String() }),
    group: Type.String({ description: '可转发到村微信群的文字' }),
  }),
})

const PreviewReply = Type.Object({
  token: Type.String({ description: '发布时填在 previewToken' }),
  expiresAt: Instant,
  draftVersion: Count,
  affected: Type.Integer({ minimum: 0, description: '受影响户数' }),
  households: Type.Object({ ...ByChannel.properties }, { description: '各户先走哪条路' }),
  committee: Type.Object({ ...ByChannel.properties }, { description: '村委会成员(先告知)' }),
  messages: Type.Object({ wechat: Count, sms: Count }, { description: '要发出的条数；一户几人各一条微信' }),
  sms: Type.Object({
    pieces: Count,
    costFen: Type.Integer({ minimum: 0, description: '短信费用，分' }),
    costFenAtMost: Type.Integer({ minimum: 0, description: '最高费用，分：微信全部没发成、都改发短信时' }),
  }),
  important: Type.Integer({ minimum: 0, description: '其中重要用户' }),
  why: Type.Array(Type.Object({ channel: oneOf(CHANNELS), why: Type.String(), households: Count })),
  villages: Type.Array(PreviewVillage),
  withoutLiaison: Type.Array(Type.String(), { description: '没有对接人员的村' }),
  withoutCommittee: Type.Array(Type.String(), { description: '没有登记村委会成员的村' }),
  examples: Type.Array(
    Type.Object({
      village: Type.String(),
      name: Type.String({ description: '户名，已遮盖' }),
      accountNo: Type.String({ description: '户号，已遮盖' }),
      channel: oneOf(CHANNELS),
      to: Type.String({ description: '发给谁，号码已遮盖' }),
      why: Type.String(),
      text: Type.String(),
    }),
    { maxItems: 3, description: '真实的几户' },
  ),
})

const PublishReply = Type.Object({ id: Id, publishedAt: Instant, households: Count, villages: Count })

/** A published outage as anybody of the village may read it. */
export const VillageOutage = Type.Object({
  id: Id,
  villageId: Id,
  village: Type.String(),
  areaWords: Type.String(),
  kind: Kind,
  kindWords: Type.String(),
  state: oneOf(['soon', 'off', 'over'] as const, 'soon 还没停 · off 正在停 · over 已结束'),
  sentence: Type.String(),
  times: Type.String({ description: '全部时段' }),
  reason: Type.String(),
  intervals: Type.Array(Interval),
  nextWordAt: orNull(Instant),
  publishedAt: Instant,
})

const CardPerson = Type.Object({
  name: Type.String(),
  phone: orNull(Type.String()),
  team: Type.String(),
  duties: Type.String(),
})
/** The card that hangs on the committee's board: open to everybody. */
const ContactCard = Type.Object({
  liaison: orNull(CardPerson),
  deputy: orNull(Type.Object({ ...CardPerson.properties, until: Type.String({ description: '代班到哪天' }) })),
  dutyManager: orNull(CardPerson),
})

const example = {
  kind: 'planned',
  reason: '线路检修',
  intervals: [{ offAt: '2026-12-08T08:00:00+08:00', onAt: '2026-12-08T17:00:00+08:00' }],
  scope: [{ kind: 'feeder', place: '10kV营房线' }],
}

export const outageContract = {
  'POST /outages': {
    summary: '新建停电通知(草稿)',
    description:
      '只存草稿，不通知任何人。答复里的 check 说明还缺什么、违反哪条规定。改两处即可用：停电时间、送电时间。',
    tag,
    body: DraftBody,
    reply: DraftReply,
    example,
  },
  'PUT /outages/:id': {
    summary: '修改停电通知草稿',
    description: '整份替换。改过之后，以前的预览不能再用来发布。',
    tag,
    params: OutageId,
    body: DraftBody,
    reply: DraftReply,
    example,
  },
  'DELETE /outages/:id': { summary: '作废停电通知草稿', tag, params: OutageId, reply: Done },
  'GET /outages': {
    summary: '本所的停电通知，新的在前',
    tag,
    query: Type.Object({ ...Page, state: Type.Optional(oneOf(['draft', 'published', 'discarded'] as const)) }),
    reply: Type.Array(OutageView),
  },
  'GET /outages/:id': { summary: '看一份停电通知', tag, params: OutageId, reply: OutageView },
  'POST /outages/:id/check': {
    summary: '按规定检查草稿',
    description: '逐条列出要改的地方，带法规依据；不改动任何内容。',
    tag,
    params: OutageId,
    reply: CheckReply,
  },
  'POST /outages/:id/preview': {
    summary: '发布前预览：通知谁、走哪条路、原话、费用',
    description: '得到的 token 10分钟内有效，只能由预览的人用来发布同一版草稿。',
    tag,
    params: OutageId,
    reply: PreviewReply,
  },
  'POST /outages/:id/publish': {
    summary: '发布停电通知',
    description: '发布时再按规定检查一遍；预览之后内容、对象或文字有变化的不能发布。',
    tag,
    params: OutageId,
    body: Type.Object({ previewToken: Words(100, '预览得到的 token') }),
    reply: PublishReply,
    example: { previewToken: '预览得到的token' },
  },
  'GET /villages/:villageId/outages': {
    summary: '这个村现在和将来的停电',
    tag,
    params: VillageId,
    reply: Type.Array(VillageOutage),
  },
  'GET /villages/:villageId/home': {
    summary: '村首页：一句话状态、对接人员、停电',
    tag,
    params: VillageId,
    reply: Type.Object({
      village: Type.Object({ id: Id, name: Type.String() }),
      state: oneOf(['normal', 'soon', 'off'] as const),
      sentence: Type.String(),
      card: ContactCard,
      station: Type.Object({ name: Type.String(), phone: Type.String() }),
      hotline: Type.String(),
      outages: Type.Array(VillageOutage),
    }),
  },
  'GET /outages/:id/notice': {
    summary: '一份停电通知对一个村说的话',
    tag,
    params: OutageId,
    query: Type.Object({ villageId: Id }),
    reply: Type.Object({
      outage: VillageOutage,
      text: Type.String({ description: '全文，可复制转发' }),
      liaison: orNull(Liaison),
      hotline: Type.String(),
    }),
  },
} as const
