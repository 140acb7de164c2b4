import Type from 'typebox'
import { Count, Done, Instant, orNull, PageBySeq } from './fields'

const tag = '运行状况'
export const outboxContract = {
  'GET /outbox/parked': {
    summary: '搁置的事件：多次处理失败，等人处理',
    tag,
    query: Type.Object(PageBySeq),
    reply: Type.Object({
      waiting: Count,
      parked: Type.Array(
        Type.Object({
          seq: Count,
          type: Type.String(),
          payload: Type.Unknown(),
          attempts: Count,
          lastError: orNull(Type.String()),
          parkedAt: Instant,
        }),
      ),
    }),
  },
  'POST /outbox/:seq/retry': {
    summary: '重新处理一条搁置的事件',
    tag,
    params: Type.Object({ seq: Type.Integer({ minimum: 1 }) }),
    reply: Done,
  },
} as const
