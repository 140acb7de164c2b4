import Type from 'typebox'
import { type RuleKey, type RuleMark, type RuleUnit, rulesFor } from '../domain/rules'
import { Count, Done, Id, oneOf, Page, Words } from './fields'

const tag = '供电所与村庄'
const RULE_KEYS = Object.keys(rulesFor('')) as RuleKey[]
const RULE_UNITS = ['day', 'hour', 'minute', 'minute_of_day'] as const satisfies readonly RuleUnit[]
const RULE_MARKS = ['C', 'S', 'M'] as const satisfies readonly RuleMark[]

/** Names one village in a path. */
export const VillageParam = Type.Object({ villageId: Id })

const OwnRules = Type.Partial(
  Type.Object(
    Object.fromEntries(RULE_KEYS.map((key) => [key, Type.Integer({ minimum: 0 })])) as Record<RuleKey, Type.TInteger>,
  ),
  { description: '本所自定的更严数值，单位同规则表；不填的按规则表' },
)

const Station = Type.Object({
  id: Id,
  code: Type.String({ description: '供电所编号' }),
  name: Type.String(),
  phone: Type.String({ description: '对外电话，写在每条通知里' }),
  province: Type.String({ description: '省或市，决定用哪一份规则表' }),
  ownRules: OwnRules,
  rules: Type.Array(
    Type.Object({
      key: oneOf(RULE_KEYS),
      value: Type.Integer({ description: '现在执行的数值' }),
      tableValue: Type.Integer({ description: '规则表里的数值' }),
      unit: oneOf(RULE_UNITS, 'day 天、hour 小时、minute 分钟、minute_of_day 一天中的第几分钟'),
      note: Type.String({ description: '规则的意思' }),
      source: Type.String({ description: '出处' }),
      mark: oneOf(RULE_MARKS, 'C 见过原文、S 转引、M 未核实；只有 C 能作为法规依据'),
      standing: Type.String({ description: '法规依据，或企业惯例/未核实' }),
    }),
  ),
})

const Named = Type.Object({ id: Id, name: Type.String() })
const Search = Type.Optional(Type.String({ minLength: 1, maxLength: 40, description: '名称或编号里的几个字' }))

const Area = Type.Object({
  id: Id,
  code: Type.String({ description: '台区编号' }),
  name: Type.String(),
  feeder: Named,
  village: Named,
})

export const registryContract = {
  'GET /station': {
    summary: '本所资料和执行的规则',
    tag,
    reply: Station,
  },
  'PUT /station': {
    summary: '修改本所资料，或把规则改得更严',
    description: '只填要改的项。规则只能比规则表更严；有一项更宽就全部不改。',
    tag,
    body: Type.Object({
      name: Type.Optional(Words(40, '所名')),
      phone: Type.Optional(Words(20, '对外电话')),
      province: Type.Optional(Words(20, '省或市')),
      rules: Type.Optional(OwnRules),
    }),
    reply: Station,
    example: { phone: '0419-5550000' },
  },

  'GET /villages': {
    summary: '村名列表(公开)',
    description: '小程序选村用，不用登录。',
    tag,
    query: Type.Object({ q: Search }),
    reply: Type.Array(Named),
  },
  'GET /village-codes/:code': {
    summary: '小程序码里的村码是哪个村(公开)',
    tag,
    params: Type.Object({ code: Type.String({ minLength: 8, maxLength: 8, description: '8 位村码' }) }),
    reply: Type.Object({ villageId: Id, name: Type.String() }),
  },
  'GET /villages/:villageId/mini-program-code': {
    summary: '下载一个村的小程序码(PNG)',
    description: '扫码打开这个村的首页。码指向村，不指向人，换对接人员后仍然有效。',
    tag,
    params: VillageParam,
    reply: Type.Unknown(),
    download: 'image/png',
  },
  'POST /villages': {
    summary: '新建一个村',
    tag,
    body: Type.Object({
      name: Words(40, '村名'),
      committeeName: Type.Optional(Words(60, '村委会名称，不填为“村名+村民委员会”')),
      pilot: Type.Optional(Type.Boolean({ default: false, description: '是否试点村' })),
    }),
    reply: Type.Object({ id: Id, code: Type.String({ description: '印在小程序码里的村码，不会再变' }) }),
    example: { name: '新立村' },
  },
  'PUT /villages/:villageId': {
    summary: '修改一个村',
    description: '只填要改的项。村码不变。',
    tag,
    params: VillageParam,
    body: Type.Object({
      name: Type.Optional(Words(40, '村名')),
      committeeName: Type.Optional(Words(60, '村委会名称')),
      pilot: Type.Optional(Type.Boolean({ description: '是否试点村' })),
    }),
    reply: Done,
    example: { pilot: true },
  },
  'GET /villages/:villageId/groups': {
    summary: '一个村的村民小组',
    tag,
    params: VillageParam,
    reply: Type.Array(Named),
  },
  'POST /villages/:villageId/groups': {
    summary: '新建一个村民小组',
    tag,
    params: VillageParam,
    body: Type.Object({ name: Words(20, '小组名，如 3组') }),
    reply: Type.Object({ id: Id }),
    example: { name: '9组' },
  },
  'GET /feeders': {
    summary: '线路列表',
    tag,
    query: Type.Object({ q: Search }),
    reply: Type.Array(
      Type.Object({
        id: Id,
        name: Type.String(),
        areas: Count,
        villages: Type.Array(Named, { description: '线路经过的村' }),
      }),
    ),
  },
  'POST /feeders': {
    summary: '新建一条线路',
    tag,
    body: Type.Object({ name: Words(40, '线路名') }),
    reply: Type.Object({ id: Id }),
    example: { name: '10kV新立线' },
  },
  'GET /areas': {
    summary: '台区列表',
    tag,
    query: Type.Object({ ...Page, q: Search, feederId: Type.Optional(Id), villageId: Type.Optional(Id) }),
    reply: Type.Array(Area),
  },
  'POST /areas': {
    summary: '新建一个台区',
    tag,
    body: Type.Object({
      code: Type.String({ pattern: '^[A-Za-z0-9-]{1,20}$', description: '台区编号' }),
      name: Words(40, '台区名'),
      feederId: Id,
      villageId: Id,
    }),
    reply: Type.Object({ id: Id }),
    example: { code: 'T0001', name: '新立台区', feederId: 'FEEDER_ID', villageId: 'VILLAGE_ID' },
  },
} as const
