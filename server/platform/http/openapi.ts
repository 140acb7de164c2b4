import swagger from '@fastify/swagger'
import type { FastifyInstance, FastifySchema, RouteOptions } from 'fastify'
import { contract, type RouteKey, type RouteSchema } from '../../../shared/contract/contract'
import { Trouble } from '../../../shared/contract/fields'
import { REFUSALS } from '../../../shared/domain/refusal'
import { ROLE_WORDS, ROLES } from '../../../shared/domain/role'
import { addDays, type ChinaDay, chinaDay, daysBetween } from '../../../shared/domain/time'
import type { Deps } from '../../deps'
import { consoleText, TAGS } from './console-text'
import type { Right } from './rights'

type Json = Record<string, unknown>
type Operation = Json & {
  tags?: string[]
  responses: Json
  parameters?: Json[]
  requestBody?: { content: Record<string, Json> }
}

/** `POST /outages/:id/publish` → `postOutagesIdPublish`: as unique as the key itself. */
export const operationId = (key: string): string =>
  key
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word, at) => (at === 0 ? word.toLowerCase() : (word[0] as string).toUpperCase() + word.slice(1)))
    .join('')

/**
 * The description of every route at `/openapi.json`, made from the contract. It holds no secrets: anybody may read it. Its
 * examples are dated anew every Chinese day.
 */
export async function documentRoutes(app: FastifyInstance, { clock }: Pick<Deps, 'clock'>): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: '村所对接 · 管理台', version: '1.0.0', description: consoleText() },
      servers: [{ url: '/', description: '本服务' }],
      tags: TAGS.map(([name, description]) => ({ name, description })),
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            description: '登录凭证(POST /sessions/staff 的 token),或接口密钥(cs_ 开头)',
          },
        },
      },
    },
    transform: ({ schema, url, route }) => ({ url, schema: describe(schema, route) as FastifySchema }),
    transformObject: (document) => finish((document as unknown as { openapiObject: Json }).openapiObject) as never,
  })
  let dated: { day: ChinaDay; document: unknown } | null = null
  app.get('/openapi.json', { schema: { hide: true } }, async () => {
    const day = chinaDay(clock())
    if (dated?.day !== day) dated = { day, document: withDates(app.swagger() as unknown as Json, day) }
    return dated.document
  })
}

/** The day on which the examples of the contract would be right as they stand: an outage is announced eight days ahead. */
const WRITTEN_ON: ChinaDay = '2026-11-30'

/** A copy of the document whose examples have their days moved on, so that they can be sent as they are. */
function withDates(document: Json, today: ChinaDay): Json {
  const ahead = daysBetween(WRITTEN_ON, today)
  const copy = structuredClone(document)
  for (const path of Object.values(copy.paths as Record<string, Record<string, Operation>>))
    for (const { requestBody } of Object.values(path))
      for (const media of Object.values(requestBody?.content ?? {}))
        if (media.example !== undefined) media.example = movedOn(media.example, ahead)
  return copy
}

function movedOn(value: unknown, days: number): unknown {
  if (Array.isArray(value)) return value.map((part) => movedOn(part, days))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, movedOn(part, days)]))
  if (typeof value !== 'string') return value
  return value.replace(/^\d{4}-\d{2}-\d{2}(?=$|T)/, (day) => addDays(day, days))
}

/** What the document says of one route beyond what the server checks: files, who may, what comes back. */
function describe(given: FastifySchema, route: RouteOptions): Json {
  const mounted = route.config?.mounted
  if (!mounted) return { ...given, operationId: operationId(`${route.method} ${route.url}`), security: [] }
  const schema: RouteSchema = contract[mounted.key]
  const done = { 'x-response-description': '成功' }
  return {
    ...given,
    operationId: operationId(mounted.key),
    description: [schema.description, `**谁可以用**:${whoMay(mounted.right)}`].filter(Boolean).join('\n\n'),
    security: mounted.right.kind === 'anyone' ? [] : [{ bearer: [] }],
    ...(schema.upload ? { consumes: ['multipart/form-data'], body: withFile(schema.body) } : {}),
    response: {
      200: schema.download
        ? { description: '文件', content: { [schema.download]: { schema: { type: 'string', format: 'binary' } } } }
        : { ...(schema.reply as Json), ...done },
    },
  }
}

function withFile(form: unknown): Json {
  const { properties, required } = (form ?? {}) as { properties?: Json; required?: string[] }
  return {
    type: 'object',
    properties: { file: { type: 'string', format: 'binary', description: '要上传的文件' }, ...properties },
    required: ['file', ...(required ?? [])],
  }
}

/** The roles of a right in Chinese. */
export function whoMay(right: Right<never>): string {
  if (right.kind === 'anyone') return '所有人，不用登录'
  if (right.kind === 'signed_in') return '登录后的所有人，只限自己的内容'
  return ROLES.filter((role) => right.roles[role])
    .map((role) => ROLE_WORDS[role])
    .join('、')
}

/** Refusals, examples and the repeat key, which are the same for many routes. */
function finish(document: Json): Json {
  const components = document.components as Json
  components.schemas = { ...(components.schemas as Json), Trouble }
  const json = { 'application/json': { schema: { $ref: '#/components/schemas/Trouble' } } }
  components.responses = {
    Refused: { description: '没有办成。message 说明原因和下一步;code 见说明末尾的「错误代码」', content: json },
    Busy: { description: REFUSALS.SYSTEM_BUSY.text, content: json },
  }
  components.parameters = {
    RepeatKey: {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: '可不填。同一编号重复提交只办一次，返回第一次的结果(8–64 位字母、数字、_ 或 -)',
      schema: { type: 'string', pattern: '^[\\w-]{8,64}$' },
    },
  }
  const keys = new Map((Object.keys(contract) as RouteKey[]).map((key) => [operationId(key), key]))
  for (const path of Object.values(document.paths as Record<string, Record<string, Operation>>))
    for (const [method, operation] of Object.entries(path)) {
      operation.responses['4XX'] = { $ref: '#/components/responses/Refused' }
      operation.responses['5XX'] = { $ref: '#/components/responses/Busy' }
      const key = keys.get(String(operation.operationId))
      if (!key) continue
      if (method !== 'get')
        operation.parameters = [...(operation.parameters ?? []), { $ref: '#/components/parameters/RepeatKey' }]
      const { example }: RouteSchema = contract[key]
      for (const media of Object.values(operation.requestBody?.content ?? {}))
        if (example !== undefined) media.example = example
    }
  sayWhatIntegersAre(document)
  return document
}

/** Scalar words an integer without description in English. */
function sayWhatIntegersAre(part: unknown): void {
  if (typeof part !== 'object' || part === null) return
  const schema = part as Json
  if (schema.type === 'integer' && schema.description === undefined) schema.description = '整数'
  for (const value of Object.values(schema)) sayWhatIntegersAre(value)
}
