import { validate } from '@scalar/openapi-validator'
import Ajv, { type ValidateFunction } from 'ajv'
import { contract, type RouteKey, type RouteSchema } from '../../../shared/contract/contract'
import { openWorld, type World } from '../../testing/world'
import { anchor, consoleText, TAGS } from './console-text'
import { operationId } from './openapi'
import { closed, withFormats } from './validate'

type Media = { schema: object; example?: unknown }
type Operation = {
  operationId: string
  summary?: string
  description?: string
  tags?: string[]
  security: object[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, { description?: string; content?: Record<string, Media> }>
}
type Document = { paths: Record<string, Record<string, Operation>>; tags: { name: string; description: string }[] }

let world: World
let document: Document
let operations: (Operation & { method: string; path: string })[]
beforeAll(async () => {
  world = await openWorld()
  document = (await world.inject({ url: '/openapi.json' })).json()
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method, path })),
  )
})
afterAll(() => world.close())

const of = (key: RouteKey) => operations.find((each) => each.operationId === operationId(key)) as Operation
const CHINESE = /[一-鿿]/

test('the document is valid OpenAPI 3.1', () => {
  const { valid, errors } = validate(document as never, { checkPathParameters: true })
  expect(errors ?? []).toEqual([])
  expect(valid).toBe(true)
  expect(validate({ ...document, paths: { '/x': { get: { responses: 5 } } } } as never).valid).toBe(false)
})

test('every route of the contract is described, each under a name of its own', () => {
  const names = operations.map((each) => each.operationId)
  expect(new Set(names).size).toBe(names.length)
  expect(names).toEqual(expect.arrayContaining((Object.keys(contract) as RouteKey[]).map(operationId)))
})

test('every operation has Chinese words, a group of the console, its callers and the shape of a refusal', () => {
  const groups = document.tags.map(({ name }) => name)
  expect(groups).toEqual(TAGS.map(([name]) => name))
  for (const { operationId: name, summary, tags, security, responses } of operations) {
    expect({ name, summary }).toEqual({ name, summary: expect.stringMatching(CHINESE) })
    expect(groups).toContain(tags?.[0])
    expect(Array.isArray(security)).toBe(true)
    expect(responses['4XX']).toEqual({ $ref: '#/components/responses/Refused' })
  }
  expect(of('GET /villages').security).toEqual([])
  expect(of('POST /outages').security).toEqual([{ bearer: [] }])
  expect(of('POST /outages').description).toContain('**谁可以用**:值班经理、供电所管理员')
})

test('a file goes up as a form and comes down as what it is', () => {
  const form = of('POST /imports').requestBody?.content['multipart/form-data']?.schema as { properties: object }
  expect(form.properties).toMatchObject({ file: { type: 'string', format: 'binary' } })
  const answer = of('GET /imports/:id/faults.csv').responses['200']?.content as object
  expect(Object.keys(answer)).toEqual(['text/csv; charset=utf-8'])
})

const strict = withFormats(new Ajv({ allErrors: true, strict: false }))

describe('examples', () => {
  const withExample = (Object.entries(contract) as [RouteKey, RouteSchema][]).filter(
    ([, { example }]) => example !== undefined,
  )

  test.each(withExample)('%s: the example is one the server takes', (key, schema) => {
    const check: ValidateFunction = strict.compile(closed(schema.body) as object)
    check(schema.example)
    expect(check.errors ?? []).toEqual([])
    const shown = of(key).requestBody?.content['application/json']?.example
    const days = /\d{4}-\d{2}-\d{2}/g
    expect(JSON.stringify(shown).replace(days, 'day')).toEqual(JSON.stringify(schema.example).replace(days, 'day'))
    check(shown)
    expect(check.errors ?? []).toEqual([])
  })

  test('an outage is announced eight days ahead of the day it is looked at', async () => {
    const shown = async (at: string) => {
      world.setTime(at)
      const { paths } = (await world.inject({ url: '/openapi.json' })).json() as Document
      return paths['/outages']?.post?.requestBody?.content['application/json']?.example
    }
    const on = (day: string) => ({ offAt: `${day}T08:00:00+08:00`, onAt: `${day}T17:00:00+08:00` })
    // 23:59 and 00:00 in China.
    expect(await shown('2026-03-02T15:59:00.000Z')).toMatchObject({ intervals: [on('2026-03-10')] })
    expect(await shown('2026-03-02T16:00:00.000Z')).toMatchObject({ intervals: [on('2026-03-11')] })
    expect(await shown('2027-12-31T02:00:00.000Z')).toMatchObject({ intervals: [on('2028-01-08')] })
    expect(await shown('2026-03-02T15:59:00.000Z')).toMatchObject({ intervals: [on('2026-03-10')] })
  })
})

test('whatever an admin fills in by hand has an example to copy', () => {
  const byHand = (Object.entries(contract) as [RouteKey, RouteSchema][]).filter(
    ([key, { body, upload, tag }]) => body && !upload && tag !== '我的' && key !== 'POST /sessions/wechat',
  )
  expect(byHand.length).toBeGreaterThan(25)
  expect(byHand.filter(([, { example }]) => example === undefined).map(([key]) => key)).toEqual([])
})

test('the start page leads to operations that are there, in the order of the work', () => {
  const places = new Set(operations.map(({ tags, method, path }) => `#tag/${tags?.[0]}/${method.toUpperCase()}${path}`))
  const links = [...consoleText().matchAll(/\]\((#[^)]+)\)/g)].map(([, link]) => decodeURIComponent(link as string))
  expect(links.length).toBeGreaterThan(15)
  for (const link of links) expect(places).toContain(link)
  const order = [
    'POST /imports',
    'GET /station/villages',
    'POST /outages',
    'POST /outages/:id/check',
    'POST /outages/:id/preview',
    'POST /outages/:id/publish',
    'GET /outages/:id/awareness',
  ] as const
  const at = order.map((key) => links.indexOf(decodeURIComponent(anchor(key))))
  expect(at).toEqual([...at].sort((a, b) => a - b))
  expect(at).not.toContain(-1)
})
