import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { REFUSALS, type RefusalCode } from '../../../shared/domain/refusal'
import { isDuplicate } from '../db/database'
import { Refusal } from './refuse'

/** Fastify's own faults in our words. */
const FASTIFY_CODES: Record<string, RefusalCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'UPLOAD_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'BAD_INPUT',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BAD_INPUT',
  FST_ERR_CTP_INVALID_JSON_BODY: 'BAD_INPUT',
  FST_ERR_RATE_LIMIT: 'TOO_MANY_REQUESTS',
}

/** One shape for every no: `{code, message, details?, requestId}`; what is not a refusal is logged and named by its request id only. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const requestId = request.id
    if (error instanceof Refusal)
      return reply.code(error.statusCode).send({
        code: error.code,
        message: error.message,
        ...(error.details === undefined ? {} : { details: error.details }),
        requestId,
      })
    if (error.validation)
      return send(
        'BAD_INPUT',
        error.validation.map((fault) => chineseFault(fault as Fault, error.validationContext ?? '')),
      )
    const known =
      FASTIFY_CODES[error.code] ??
      (error.statusCode === 429
        ? 'TOO_MANY_REQUESTS'
        : error.statusCode && error.statusCode < 500
          ? 'BAD_INPUT'
          : undefined)
    if (known) return send(known)
    // Two came with the same at once and both found it free: the database let one in.
    if (isDuplicate(error)) return send('CONFLICT')
    request.log.error({ err: error }, 'request failed')
    return send('SYSTEM_BUSY')

    function send(code: RefusalCode, details?: unknown) {
      const { status, text } = REFUSALS[code]
      return reply.code(status).send({
        code,
        message: code === 'SYSTEM_BUSY' ? `${text}(${requestId})` : text,
        ...(details === undefined ? {} : { details }),
        requestId,
      })
    }
  })
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ code: 'NO_SUCH_PATH', message: REFUSALS.NO_SUCH_PATH.text, requestId: request.id }),
  )
}

/** An address that cannot be read (`%E0%A4%A`) never reaches a route; it is answered in the same shape. */
export function answerUnreadable(_error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const { status, text } = REFUSALS.BAD_INPUT
  void reply.code(status).send({
    code: 'BAD_INPUT',
    message: text,
    details: [{ field: 'url', reason: '网址写法不对' }],
    requestId: request.id,
  })
}

type Fault = { keyword: string; instancePath: string; params: Record<string, unknown>; message?: string }

/** Ajv's fault as a field and a Chinese reason. */
export function chineseFault(fault: Fault, part: string): { field: string; reason: string } {
  const path = fault.instancePath.split('/').filter(Boolean).join('.')
  const named = String(fault.params.missingProperty ?? fault.params.additionalProperty ?? '')
  const field = [path, named].filter(Boolean).join('.') || part
  return { field, reason: reasonOf(fault) }
}

function reasonOf({ keyword, params, message }: Fault): string {
  switch (keyword) {
    case 'required':
      return '必填，没有填'
    case 'additionalProperties':
      return '没有这一项，请检查名称'
    case 'type':
      return `类型不对，应为${TYPES[String(params.type)] ?? params.type}`
    case 'enum':
      return `只能是 ${(params.allowedValues as unknown[]).join('、')}`
    case 'minLength':
      return `至少 ${params.limit} 个字`
    case 'maxLength':
      return `最多 ${params.limit} 个字`
    case 'minItems':
      return `至少 ${params.limit} 项`
    case 'maxItems':
      return `最多 ${params.limit} 项`
    case 'minimum':
    case 'exclusiveMinimum':
      return `不能小于 ${params.limit}`
    case 'maximum':
    case 'exclusiveMaximum':
      return `不能大于 ${params.limit}`
    case 'format':
      return FORMATS[String(params.format)] ?? '格式不对'
    case 'pattern':
      return '格式不对，有不允许的字符'
    case 'anyOf':
    case 'oneOf':
      return '不符合任何一种允许的写法'
    default:
      return message ?? '不符合要求'
  }
}

const FORMATS: Record<string, string> = {
  'date-time': '时间不对，应如 2026-12-01T08:00:00+08:00',
  'china-day': '日期不对，应如 2026-12-01，且须是真实的日期',
}
const TYPES: Record<string, string> = {
  string: '文字',
  integer: '整数',
  number: '数字',
  boolean: '是否(true/false)',
  array: '列表',
  object: '对象',
  null: '空',
}
