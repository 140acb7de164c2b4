import Type from 'typebox'
import { Count, Day, Done, Id, Instant, orNull, Words } from './fields'
import { VillageParam } from './registry'

const tag = '对接人员与村委会'
const Named = Type.Object({ id: Id, name: Type.String() })

/** Somebody on the contact card, which also hangs on the village committee's board. */
const CardPersonFields = {
  name: Type.String(),
  phone: orNull(Type.String({ description: '工作电话，公示在村委会工作板上' })),
  team: Type.String(),
  duties: Type.String(),
}

const Exception = Type.Object(
  {
    reason: Words(200, '原因'),
    until: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: '截止日期(含当天),须晚于今天' }),
  },
  { description: '一人对接多村的例外，必须有原因和截止日期' },
)
const Appointment = Type.Object({ staffId: Id, exception: Type.Optional(Exception) })

const MemberParam = Type.Object({ villageId: Id, memberId: Id })
const MemberFields = {
  name: Words(30, '姓名'),
  post: Words(20, '职务，如 书记、主任、网格员'),
  phone: Words(30, '手机号'),
}
const OnDuty = orNull(Type.Object({ staffId: Id, name: Type.String() }))

export const liaisonContract = {
  'GET /villages/:villageId/liaison': {
    summary: '一个村的联系卡(公开)',
    description: '对接人员、今天的代班人员和值班经理。内容与村委会工作板上的公示相同。',
    tag,
    params: VillageParam,
    reply: Type.Object({
      villageId: Id,
      villageName: Type.String(),
      liaison: orNull(Type.Object(CardPersonFields)),
      deputy: orNull(Type.Object({ ...CardPersonFields, until: Day }, { description: '今天代班的人' })),
      dutyManager: orNull(Type.Object(CardPersonFields)),
    }),
  },
  'POST /villages/:villageId/liaison': {
    summary: '任命对接人员(一人一村)',
    description: '一个村只能有一位对接人员，一位员工只能对接一个村；例外须填写原因和截止日期。',
    tag,
    params: VillageParam,
    body: Appointment,
    reply: Type.Object({ id: Id }),
    example: { staffId: 'STAFF_ID' },
  },
  'PUT /villages/:villageId/liaison': {
    summary: '交接：换一位对接人员，或延长例外',
    description: '原任命结束，新任命同时生效，村里的事不会没人管。填同一位员工可更新例外的原因和期限。',
    tag,
    params: VillageParam,
    body: Appointment,
    reply: Type.Object({ id: Id }),
    example: { staffId: 'STAFF_ID' },
  },
  'DELETE /villages/:villageId/liaison': {
    summary: '结束任命',
    description: '这个村列入空白点，事项转给值班经理，直到任命新的对接人员。',
    tag,
    params: VillageParam,
    reply: Done,
  },
  'GET /villages/:villageId/liaison/history': {
    summary: '历任对接人员',
    tag,
    params: VillageParam,
    reply: Type.Array(
      Type.Object({
        id: Id,
        staff: Named,
        since: Instant,
        until: orNull(Instant),
        appointedBy: Type.String(),
        endedBy: orNull(Type.String()),
        exception: orNull(
          Type.Object({ reason: Type.String(), until: Day, past: Type.Boolean({ description: '期限已过，仍在任' }) }),
        ),
        deputy: orNull(Type.Object({ staff: Named, from: Day, until: Day })),
      }),
    ),
  },
  'PUT /villages/:villageId/deputy': {
    summary: '安排代班(对接人员请假期间)',
    tag,
    params: VillageParam,
    body: Type.Object({ staffId: Id, from: Day, until: Day }),
    reply: Done,
    example: { staffId: 'STAFF_ID', from: '2026-12-01', until: '2026-12-07' },
  },
  'DELETE /villages/:villageId/deputy': { summary: '取消代班', tag, params: VillageParam, reply: Done },

  'GET /villages/:villageId/committee': {
    summary: '村委会成员',
    tag,
    params: VillageParam,
    reply: Type.Array(
      Type.Object({
        id: Id,
        name: Type.String(),
        post: Type.String(),
        phone: Type.String({ description: '号码已隐去' }),
      }),
    ),
  },
  'GET /villages/:villageId/committee/:memberId/phone': {
    summary: '村委会成员的完整号码',
    description: '每次查看都会留下记录。',
    tag,
    params: MemberParam,
    reply: Type.Object({ phone: Type.String() }),
  },
  'POST /villages/:villageId/committee': {
    summary: '登记村委会成员',
    description: '停电时最先通知。曾经登记过的号码再登记一次即恢复。',
    tag,
    params: VillageParam,
    body: Type.Object(MemberFields),
    reply: Type.Object({ id: Id }),
    example: { name: '李明', post: '主任', phone: '13900000001' },
  },
  'PUT /villages/:villageId/committee/:memberId': {
    summary: '修改村委会成员',
    description: '只填要改的项。',
    tag,
    params: MemberParam,
    body: Type.Partial(Type.Object(MemberFields)),
    reply: Done,
    example: { post: '书记' },
  },
  'DELETE /villages/:villageId/committee/:memberId': {
    summary: '移除村委会成员',
    description: '立即不能再看村委会的内容，也不再收到通知。',
    tag,
    params: MemberParam,
    reply: Done,
  },

  'GET /duty': {
    summary: '经理值班表',
    tag,
    reply: Type.Object({
      today: OnDuty,
      weekdays: Type.Array(
        Type.Object({
          weekday: Type.Integer({ minimum: 1, maximum: 7, description: '1 周一 … 7 周日' }),
          staff: OnDuty,
        }),
      ),
      days: Type.Array(Type.Object({ day: Day, staff: OnDuty }), { description: '今天起单独安排的日子，优先于值班表' }),
    }),
  },
  'PUT /duty/weekdays/:weekday': {
    summary: '安排每周某天的值班经理',
    tag,
    params: Type.Object({ weekday: Type.Integer({ minimum: 1, maximum: 7 }) }),
    body: Type.Object({ staffId: orNull(Id) }),
    reply: Done,
    example: { staffId: 'STAFF_ID' },
  },
  'PUT /duty/days/:day': {
    summary: '单独安排某一天的值班经理',
    tag,
    params: Type.Object({ day: Day }),
    body: Type.Object({ staffId: orNull(Id) }),
    reply: Done,
    example: { staffId: 'STAFF_ID' },
  },

  'GET /station/villages': {
    summary: '各村一览：用户数、对接人员、试点',
    description: '管理员和值班经理看全所，对接人员看自己的村。',
    tag,
    reply: Type.Array(
      Type.Object({
        id: Id,
        name: Type.String(),
        committeeName: Type.String(),
        code: Type.String({ description: '小程序码里的村码' }),
        pilot: Type.Boolean(),
        households: Count,
        withoutNumber: Type.Integer({ minimum: 0, description: '没有任何号码的用户数' }),
        committeeMembers: Count,
        liaison: orNull(Type.Object({ staffId: Id, name: Type.String(), exception: Type.Boolean() })),
        deputyToday: orNull(Type.String()),
      }),
    ),
  },
  'GET /station/blind-spots': {
    summary: '空白点：没有对接人员的村、没有号码的用户',
    tag,
    reply: Type.Object({
      villagesWithoutLiaison: Type.Array(Named),
      villagesWithoutCommittee: Type.Array(Named, { description: '没有登记村委会成员，停电时无法先告知' }),
      exceptionsPast: Type.Array(Type.Object({ village: Named, staff: Named, until: Day, reason: Type.String() }), {
        description: '一人多村的例外已到期，仍未交接',
      }),
      householdsWithoutNumber: Type.Object({
        total: Count,
        byVillage: Type.Array(Type.Object({ village: Named, count: Count })),
      }),
      careToAsk: Type.Array(Type.Object({ village: Named, count: Count }), {
        description: '档案带关怀信息、还没有征求本人同意的户数',
      }),
    }),
  },
} as const
