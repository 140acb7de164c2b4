import Type from 'typebox'
import { CHANNELS } from '../domain/channel'
import { DELIVERY_STATES } from '../domain/delivery'
import { Count, Done, Id, Instant, oneOf, orNull, Page } from './fields'

const tag = '停电告知'
const OutageId = Type.Object({ id: Id })
const State = oneOf(
  DELIVERY_STATES,
  'waiting 等待 · sending 正在发 · sent 平台已收 · delivered 已送达 · failed 没送到，已转下一种方式 · unknown 结果不明 · manual 等人工发短信 · handed 已交人工 · withdrawn 不再发',
)

export const deliveryContract = {
  'GET /outages/:id/deliveries': {
    summary: '发送进度：每种方式各到哪一步',
    description: '一户可能有几条：微信没发成会改发短信，短信没送到会转给人工。',
    tag,
    params: OutageId,
    query: Type.Object({ ...Page, state: Type.Optional(State), channel: Type.Optional(oneOf(CHANNELS)) }),
    reply: Type.Object({
      total: Count,
      open: Type.Integer({ minimum: 0, description: '还在发送或查询中的条数；0 即全部有了结果' }),
      counts: Type.Array(Type.Object({ channel: oneOf(CHANNELS), state: State, words: Type.String(), count: Count })),
      items: Type.Array(
        Type.Object({
          id: Id,
          village: Type.String(),
          to: Type.String({ description: '发给谁，已遮盖' }),
          channel: oneOf(CHANNELS),
          state: State,
          words: Type.String(),
          attempts: Count,
          code: orNull(Type.String({ description: '平台返回的代码' })),
          sentAt: orNull(Instant),
          deliveredAt: orNull(Instant),
        }),
      ),
    }),
  },
  'GET /outages/:id/sms-list.xlsx': {
    summary: '人工发短信的名单：号码和内容',
    description:
      '没有短信合同时用：按名单人工发完后，用“名单已发”登记名单编号。号码已经没有的户登记时转给人工。每次下载都有记录。',
    tag,
    params: OutageId,
    download: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    reply: Type.Unknown(),
  },
  'POST /outages/:id/sms-list/sent': {
    summary: '名单已发：登记人工短信已经发出',
    tag,
    params: OutageId,
    body: Type.Object({
      list: Type.String({
        pattern: '^[0-9A-F]{8}$',
        description: '名单编号，在名单的第一行；名单已有变化时拒绝，请重新下载，只补发新增的',
      }),
      count: Type.Integer({ minimum: 0, description: '名单里的条数' }),
    }),
    reply: Done,
    example: { list: 'A1B2C3D4', count: 1 },
  },
} as const
