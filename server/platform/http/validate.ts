import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import type { FastifyInstance, FastifySchemaCompiler } from 'fastify'
import { isChinaDay, isWireInstant } from '../../../shared/domain/time'

/**
 * Bodies are taken as they are: Fastify's default turns `null` into `""` and `"5"` into 5. Paths and queries are text, so there
 * numbers are read out of it. Unknown fields are refused, not dropped.
 */
export function strictValidation(app: FastifyInstance): void {
  const strict = new Ajv({
    allErrors: true,
    removeAdditional: false,
    useDefaults: true,
    coerceTypes: false,
    strict: false,
  })
  const coercing = new Ajv({
    allErrors: true,
    removeAdditional: false,
    useDefaults: true,
    coerceTypes: 'array',
    strict: false,
  })
  withFormats(strict)
  withFormats(coercing)
  const compile: FastifySchemaCompiler<unknown> = ({ schema, httpPart }) =>
    (httpPart === 'body' ? strict : coercing).compile(closed(schema) as object) as never
  app.setValidatorCompiler(compile)
}

/** The formats of the contract. Ajv's own `date-time` takes times JavaScript reads as no time at all, e.g. a zone `+08`. */
export function withFormats(ajv: Ajv): Ajv {
  addFormats(ajv)
  return ajv.addFormat('date-time', isWireInstant).addFormat('china-day', isChinaDay)
}

/** The same schema, with every object closed to fields it does not name. */
export function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)])) as Record<
    string,
    unknown
  >
  if (copy.type === 'object' && copy.properties && copy.additionalProperties === undefined)
    copy.additionalProperties = false
  return copy
}
