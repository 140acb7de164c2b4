import Type from 'typebox'

/** One of a fixed list of words. */
export const oneOf = <const T extends readonly string[]>(values: T, description?: string) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...(description ? { description } : {}) })
/** Null or the given thing. */
export const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
/** The id of a row: 1–26 letters and digits. */
export const Id = Type.String({ minLength: 1, maxLength: 26, pattern: '^[0-9A-Za-z_-]+$', description: '编号' })
/** A moment in ISO 8601 with zone; answers are UTC with milliseconds. */
export const Instant = Type.String({
  format: 'date-time',
  description: '时间,ISO 8601，须带时区，如 2026-12-01T08:00:00+08:00',
})
/** A Chinese calendar day. */
export const Day = Type.String({ format: 'china-day', description: '日期，如 2026-12-01' })
/** Text a person typed: not empty, at most `max` characters. */
export const Words = (max: number, description?: string) =>
  Type.String({ minLength: 1, maxLength: max, ...(description ? { description } : {}) })
/** A count of things, 0 or more. */
export const Count = Type.Integer({ minimum: 0 })
/** Share in basis points, 0–10000, or null where nobody is affected. */
export const BasisPoints = orNull(
  Type.Integer({ minimum: 0, maximum: 10_000, description: '万分比，9 500 即 95.00 %' }),
)
/** Paging by the last seen key. */
export const Page = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50, description: '每页条数' })),
  after: Type.Optional(Type.String({ maxLength: 40, description: '上一页最后一条的编号；第一页不填' })),
}
/** Paging by a number counted up by the database. */
export const PageBySeq = {
  limit: Page.limit,
  after: Type.Optional(Type.String({ pattern: '^\\d{1,15}$', description: '上一页最后一条的编号(数字);第一页不填' })),
}
/** An answer that only says it was done. */
export const Done = Type.Object({ done: Type.Literal(true) })
/** The one shape of every refusal. */
export const Trouble = Type.Object({
  code: Type.String({ description: '稳定的错误代码' }),
  message: Type.String({ description: '原因和下一步怎么做' }),
  details: Type.Optional(Type.Unknown()),
  requestId: Type.String({ description: '请求编号，联系技术人员时请提供' }),
})
