import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import type { FastifyInstance, FastifySchemaCompiler } from 'fastify'

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
  addFormats(strict)
  addFormats(coercing)
  const compile: FastifySchemaCompiler<unknown> = ({ schema, httpPart }) =>
    (httpPart === 'body' ? strict : coercing).compile(closed(schema) as object) as never
  app.setValidatorCompiler(compile)
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
