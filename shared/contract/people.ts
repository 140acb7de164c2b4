import Type from 'typebox'
import { CARE_MARKS, FREE_QUOTAS, HOUSEHOLD_CATEGORIES } from '../domain/household'
import { Count, Done, Id, Instant, oneOf, orNull, Page, Words } from './fields'
import { VillageParam } from './registry'

const tag = '用户与员工'
const HouseholdParam = Type.Object({ id: Id })
const Phone = Words(30, '手机号，或带区号的座机')
const MaskedPhone = orNull(Type.String({ description: '隐去中间几位的号码，如 138****1234' }))

/** One line of a list: number and 户号 masked, the name as staff need it to find the house. */
const HouseholdLine = Type.Object({
  id: Id,
  accountNo: Type.String({ description: '户号，只显示末四位' }),
  name: Type.String(),
  village: Type.String(),
  group: orNull(Type.String()),
  phone: MaskedPhone,
  contacts: Count,
  important: Type.Boolean({ description: '重要用户：停电提前24小时直接告知' }),
})

const Contact = Type.Object({
  id: Id,
  name: Type.String(),
  relation: Type.String({ description: '与户主的关系' }),
  phone: Type.String(),
})

const Household = Type.Object({
  id: Id,
  version: Type.Integer({ description: '每改一次加一' }),
  accountNo: Type.String({ description: '户号' }),
  name: Type.String(),
  address: Type.String(),
  meterNo: Type.String(),
  village: Type.Object({ id: Id, name: Type.String() }),
  group: orNull(Type.Object({ id: Id, name: Type.String() })),
  area: Type.Object({ id: Id, code: Type.String(), name: Type.String(), feeder: Type.String() }),
  category: oneOf(HOUSEHOLD_CATEGORIES),
  customerKind: Type.String(),
  freeQuota: orNull(oneOf(FREE_QUOTAS)),
  important: Type.Boolean(),
  phone: MaskedPhone,
  contacts: Type.Array(Contact, { description: '号码已隐去' }),
  care: orNull(
    Type.Object(
      {
        kinds: Type.Array(oneOf(CARE_MARKS)),
        consentBy: Type.String(),
        consentHow: oneOf(['oral', 'written'] as const),
        consentAt: Instant,
      },
      { description: '关怀信息，本人同意后才显示(《个人信息保护法》第二十九条)' },
    ),
  ),
  careToAsk: Type.Boolean({ description: '档案带有关怀信息但还没有取得同意：请当面征求意见' }),
})

const StaffFields = {
  name: Words(30, '姓名'),
  team: Type.String({ maxLength: 20, description: '班组，如 抄表班' }),
  duties: Type.String({ maxLength: 200, description: '职责，显示在联系卡上' }),
  phone: orNull(Phone),
  account: orNull(Type.String({ pattern: '^[\\w.-]{2,40}$', description: '后台账号，字母、数字、_ . -' })),
  admin: Type.Boolean({ description: '是否供电所管理员' }),
}

export const peopleContract = {
  'GET /villages/:villageId/households': {
    summary: '一个村的用户',
    description: '号码和户号已隐去。翻页：把上一页最后一条的 id 填入 after。',
    tag,
    params: VillageParam,
    query: Type.Object({
      ...Page,
      groupId: Type.Optional(Id),
      withoutNumber: Type.Optional(Type.Boolean({ description: 'true:只看没有任何号码的用户(空白点)' })),
    }),
    reply: Type.Array(HouseholdLine),
  },
  'POST /households/search': {
    summary: '按户名、户号或电话找用户',
    description: '户名填几个字即可；户号和电话须完整。三项填一项，查找会留下记录。',
    tag,
    body: Type.Object({
      name: Type.Optional(Words(60, '户名里的几个字')),
      accountNo: Type.Optional(Words(20, '完整户号')),
      phone: Type.Optional(Phone),
      villageId: Type.Optional(Id),
    }),
    reply: Type.Array(HouseholdLine, { maxItems: 50 }),
    example: { name: '王' },
  },
  'GET /households/:id': {
    summary: '一户的资料',
    description: '每次查看都会留下记录。',
    tag,
    params: HouseholdParam,
    reply: Household,
  },
  'GET /households/:id/phone': {
    summary: '一户的完整号码',
    description: '登记的号码和其他联系人的号码。每次查看都会留下记录。',
    tag,
    params: HouseholdParam,
    reply: Type.Object({ phone: orNull(Type.String()), contacts: Type.Array(Contact) }),
  },
  'PUT /households/:id': {
    summary: '修改一户的小组或重要用户标记',
    description: '只填要改的项。其他资料由客户档案导入。',
    tag,
    params: HouseholdParam,
    body: Type.Object({ groupId: Type.Optional(orNull(Id)), important: Type.Optional(Type.Boolean()) }),
    reply: Done,
    example: { important: true },
  },
  'PUT /households/:id/phone': {
    summary: '登记或更正一户的号码',
    description: '填 null 表示没有号码。',
    tag,
    params: HouseholdParam,
    body: Type.Object({ phone: orNull(Phone) }),
    reply: Done,
    example: { phone: '13900000001' },
  },
  'POST /households/:id/contacts': {
    summary: '给一户添加联系人',
    description: '如在外地的子女、帮忙的邻居。同一户同一号码再添加一次，就改姓名和关系。',
    tag,
    params: HouseholdParam,
    body: Type.Object({ name: Words(30, '姓名'), relation: Words(20, '与户主的关系，如 女儿'), phone: Phone }),
    reply: Type.Object({ id: Id }),
    example: { name: '王小妹', relation: '女儿', phone: '13900000001' },
  },
  'DELETE /households/:id/contacts/:contactId': {
    summary: '删除一户的联系人',
    tag,
    params: Type.Object({ id: Id, contactId: Id }),
    reply: Done,
  },
  'PUT /households/:id/care': {
    summary: '登记关怀信息和本人同意',
    description: '关怀信息属于敏感个人信息，须取得单独同意。撤回同意用删除。',
    tag,
    params: HouseholdParam,
    body: Type.Object({
      kinds: Type.Optional(
        Type.Array(oneOf(CARE_MARKS), {
          minItems: 1,
          maxItems: 3,
          uniqueItems: true,
          description: '不填则沿用档案带来的标记;life_support 家用呼吸机、disabled 残疾、elderly_alone 高龄独居',
        }),
      ),
      consentBy: Words(40, '谁同意的：本人姓名，或监护人姓名'),
      consentHow: oneOf(['oral', 'written'] as const, 'oral 口头、written 书面'),
    }),
    reply: Done,
    example: { consentBy: '本人', consentHow: 'oral' },
  },
  'DELETE /households/:id/care': {
    summary: '撤回同意，删除关怀信息',
    description: '立即生效。',
    tag,
    params: HouseholdParam,
    reply: Done,
  },

  'GET /staff': {
    summary: '员工名单',
    tag,
    query: Type.Object({
      team: Type.Optional(Type.String({ maxLength: 20 })),
      active: Type.Optional(Type.Boolean({ description: '不填：在职和停用都列出' })),
    }),
    reply: Type.Array(
      Type.Object({
        id: Id,
        number: Type.String({ description: '工号' }),
        name: Type.String(),
        team: Type.String(),
        duties: Type.String(),
        phone: MaskedPhone,
        account: orNull(Type.String()),
        hasPassword: Type.Boolean(),
        admin: Type.Boolean(),
        active: Type.Boolean(),
      }),
    ),
  },
  'GET /teams': { summary: '班组', tag, reply: Type.Array(Type.Object({ name: Type.String(), staff: Count })) },
  'POST /staff': {
    summary: '新增员工',
    tag,
    body: Type.Object({
      number: Type.String({ pattern: '^[A-Za-z0-9-]{1,20}$', description: '工号' }),
      name: StaffFields.name,
      team: Type.Optional(StaffFields.team),
      duties: Type.Optional(StaffFields.duties),
      phone: Type.Optional(StaffFields.phone),
      account: Type.Optional(StaffFields.account),
      admin: Type.Optional(StaffFields.admin),
    }),
    reply: Type.Object({ id: Id }),
    example: { number: 'G099', name: '新员工', team: '抄表班' },
  },
  'PUT /staff/:id': {
    summary: '修改员工资料、停用或恢复',
    description: '只填要改的项。停用后立即不能登录，其对接的村列入空白点，等待任命。',
    tag,
    params: Type.Object({ id: Id }),
    body: Type.Object({
      ...Type.Partial(Type.Object(StaffFields)).properties,
      active: Type.Optional(Type.Boolean({ description: 'false 停用' })),
    }),
    reply: Done,
    example: { team: '营业班' },
  },
  'PUT /staff/:id/password': {
    summary: '设置员工的后台密码',
    description: '已登录的设备会退出。',
    tag,
    params: Type.Object({ id: Id }),
    body: Type.Object({ password: Type.String({ minLength: 10, maxLength: 128, description: '至少 10 个字' }) }),
    reply: Done,
    example: { password: '请换成至少十个字的密码' },
  },
} as const
