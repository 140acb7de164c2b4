import Type from 'typebox'
import { ROLES } from '../domain/role'
import { Count, Done, Id, Instant, oneOf, orNull, Page, Words } from './fields'
import { VillageParam } from './registry'

const tag = '我的'
const Named = Type.Object({ id: Id, name: Type.String() })
const Relation = Words(20, '与户主的关系，如 本人、儿子')
/** Why somebody is bound: the phone on record, or the liaison's word. */
const GROUNDS = ['phone_on_record', 'liaison'] as const
/** The answers of the subscribe dialog; all that begin with `accept` allow one message. */
const ANSWERS = [
  'accept',
  'acceptWithAudio',
  'acceptWithAlert',
  'acceptWithForcePush',
  'reject',
  'ban',
  'filter',
] as const

export const meContract = {
  'GET /me': {
    summary: '我是谁：身份、手机号、绑定的用户和村',
    tag,
    reply: Type.Object({
      name: Type.String(),
      roles: Type.Array(oneOf(ROLES)),
      phone: orNull(Type.String({ description: '已验证的手机号，隐去中间几位' })),
      station: orNull(Named),
      liaisonOf: Type.Array(Named, { description: '我今天对接(或代班)的村' }),
      committeeOf: Type.Array(Named, { description: '我任职的村委会所在的村' }),
      households: Type.Array(
        Type.Object({
          bindingId: Id,
          householdId: Id,
          accountNo: Type.String({ description: '户号，只显示末四位' }),
          name: Type.String({ description: '户名，只显示姓' }),
          village: Named,
          relation: Type.String(),
          ground: oneOf(GROUNDS, 'phone_on_record 登记电话、liaison 对接人员确认'),
        }),
      ),
    }),
  },
  'POST /me/phone': {
    summary: '用微信验证手机号',
    description: '手机号与登记电话或联系人电话一致的用户会自动绑定；员工和村委会成员据此得到身份。',
    tag,
    body: Type.Object({ code: Words(128, '手机号按钮返回的 code') }),
    reply: Type.Object({
      phone: Type.String({ description: '隐去中间几位' }),
      households: Type.Integer({ minimum: 0, description: '现在绑定的户数' }),
    }),
  },
  'POST /me/bindings': {
    summary: '申请绑定一户(不用验证码)',
    description: '对接人员会当面或电话核对。不论户号是否存在，回答都一样。',
    tag,
    body: Type.Object({
      accountNo: Words(20, '户号，10 至 13 位'),
      name: Words(60, '户名，须与电费单一致'),
      relation: Relation,
      myName: Type.Optional(Words(30, '您的姓名，方便对接人员核对')),
    }),
    reply: Done,
  },
  'DELETE /bindings/:id': {
    summary: '解除绑定',
    description: '本人，或本村对接人员。',
    tag,
    params: Type.Object({ id: Id }),
    reply: Done,
  },
  'GET /villages/:villageId/bindings': {
    summary: '本村的绑定申请和已绑定的人',
    tag,
    params: VillageParam,
    query: Type.Object({
      ...Page,
      state: Type.Optional(oneOf(['asked', 'bound'] as const, 'asked 待核对(不填即是)、bound 已绑定')),
      householdId: Type.Optional(Id),
    }),
    reply: Type.Array(
      Type.Object({
        id: Id,
        state: oneOf(['asked', 'bound'] as const),
        household: Type.Object({
          id: Id,
          name: Type.String(),
          accountNo: Type.String({ description: '户号，只显示末四位' }),
        }),
        person: Type.Object({
          name: Type.String({ description: '申请人自称的姓名' }),
          phone: orNull(Type.String({ description: '微信验证过的手机号，隐去中间几位' })),
        }),
        relation: Type.String(),
        ground: orNull(oneOf(GROUNDS)),
        askedAt: Instant,
      }),
    ),
  },
  'POST /bindings/:id/decision': {
    summary: '核对绑定申请',
    description: '由对接人员办理；没有对接人员的村由值班经理或管理员办理。',
    tag,
    params: Type.Object({ id: Id }),
    body: Type.Object({ bound: Type.Boolean({ description: 'true 同意绑定,false 不同意' }) }),
    reply: Done,
    example: { bound: true },
  },
  'POST /households/:id/bindings': {
    summary: '直接绑定一个人',
    description: '对方须已在小程序里验证过这个手机号。对接人员、值班经理、管理员可办理。',
    tag,
    params: Type.Object({ id: Id }),
    body: Type.Object({ phone: Words(30, '对方验证过的手机号'), relation: Relation }),
    reply: Type.Object({ id: Id }),
    example: { phone: '13900000001', relation: '儿子' },
  },
  'GET /me/subscriptions': {
    summary: '我还允许几条微信提醒',
    tag,
    reply: Type.Array(Type.Object({ templateId: Type.String(), credits: Count })),
  },
  'POST /me/subscriptions': {
    summary: '记下订阅弹窗的回答',
    description: '每点一次“允许”可收一条。同一次点击重复提交只算一次(请求头 Idempotency-Key)。',
    tag,
    body: Type.Object({
      templateId: Words(64, '订阅消息模板'),
      answer: oneOf(ANSWERS, '弹窗返回的回答'),
    }),
    reply: Type.Object({ credits: Type.Integer({ minimum: 0, description: '现在还能收几条' }) }),
  },
} as const
