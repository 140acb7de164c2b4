import Type from 'typebox'
import { Count, Instant, orNull, PageBySeq } from './fields'

export const auditContract = {
  'GET /audit': {
    summary: '操作与查看记录',
    description: '谁在什么时候做了什么、看了谁的资料。只增不改，按时间倒序。',
    tag: '运行状况',
    query: Type.Object({
      ...PageBySeq,
      subject: Type.Optional(Type.String({ maxLength: 64, description: '对象编号' })),
      action: Type.Optional(Type.String({ maxLength: 120, description: '操作，如 POST /outages' })),
    }),
    reply: Type.Array(
      Type.Object({
        seq: Count,
        at: Instant,
        actor: Type.String(),
        role: Type.String(),
        action: Type.String(),
        subjectKind: Type.String(),
        subjectId: Type.String(),
        detail: Type.Unknown(),
        requestId: Type.String(),
        stationId: orNull(Type.String()),
      }),
    ),
  },
} as const
