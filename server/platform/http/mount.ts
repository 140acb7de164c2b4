import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  contract,
  type FileReply,
  type ReadKey,
  type RouteInput,
  type RouteKey,
  type RouteReply,
  type RouteSchema,
  type WriteKey,
} from '../../../shared/contract/contract'
import type { Deps, Tools } from '../../deps'
import { isDuplicate, type Reader, type Tx } from '../db/database'
import { type AuditLine, type AuditStations, REFUSED, withStations, writeAudit } from './audit'
import { ClientRequestTable } from './http.tables'
import { Refusal, refuseIf } from './refuse'
import { type Actor, ANONYMOUS, type Right, refusalOf } from './rights'
import { discardUpload, readUpload } from './upload'

/** What a handler knows about the request besides its input. */
export type Call = {
  tools: Tools
  actor: Actor
  requestId: string
  /** Notes a look at, or an act on, somebody's data; stored with the answer or not at all. */
  audit: (line: Omit<AuditLine, 'action'> & { action?: string }) => void
}

type Options = {
  /** The answer holds a secret: it is not kept for repeats of the same request. */
  secretReply?: true
  /** The most requests a minute for one caller, where the general limit is too wide. */
  perMinute?: number
}

/** The three ways a route may be mounted: read a committed state, write in one transaction, or reach the outside world. */
export type Mount = {
  read<K extends ReadKey>(
    key: K,
    right: Right<RouteInput<K>>,
    handler: (db: Reader, input: RouteInput<K>, call: Call) => Promise<RouteReply<K>>,
    options?: Options,
  ): void
  write<K extends WriteKey>(
    key: K,
    right: Right<RouteInput<K>>,
    handler: (tx: Tx, input: RouteInput<K>, call: Call) => Promise<RouteReply<K>>,
    options?: Options,
  ): void
  reach<K extends RouteKey>(
    key: K,
    right: Right<RouteInput<K>>,
    handler: (deps: Deps, input: RouteInput<K>, call: Call) => Promise<RouteReply<K>>,
    options?: Options,
  ): void
}

/** Finds the caller by the fingerprint of a bearer token or API key; `null` when it is unknown or has ended. */
export type FindActor = (db: Reader, credential: string, now: Date) => Promise<Actor | null>

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor
    /** The request came with a token nobody holds any more. */
    sessionEnded: boolean
  }
  interface FastifyContextConfig {
    /** The contract's route behind an address. */
    mounted?: MountedRoute
    /** The route checks its callers itself: an Authorization header is not ours to read. */
    ownCaller?: boolean
  }
}

type Mode = 'read' | 'write' | 'reach'
type Who = Parameters<typeof writeAudit>[2]
type AnyHandler = (door: never, input: never, call: Call) => Promise<unknown>
/** What was mounted: the source of the rights table and of the route walk in the tests. */
export type MountedRoute = { key: RouteKey; mode: Mode; right: Right<never> }

/** The only place where an HTTP request of the contract meets the database. */
export function mount(app: FastifyInstance, deps: Deps, stations: AuditStations): Mount & { mounted: MountedRoute[] } {
  const mounted: MountedRoute[] = []
  const add = (mode: Mode, key: RouteKey, right: Right<never>, handler: AnyHandler, options: Options = {}) => {
    if (!right) throw new Error(`${key} declares no right`)
    if (mounted.some((route) => route.key === key)) throw new Error(`${key} is mounted twice`)
    const route: MountedRoute = { key, mode, right }
    mounted.push(route)
    const [method, url] = key.split(' ') as [string, string]
    const schema: RouteSchema = contract[key]
    app.route({
      method,
      url,
      config: {
        mounted: route,
        ...(options.perMinute ? { rateLimit: { max: options.perMinute, timeWindow: '1 minute' } } : {}),
      },
      schema: {
        summary: schema.summary,
        ...(schema.description ? { description: schema.description } : {}),
        tags: [schema.tag],
        ...(schema.params ? { params: schema.params } : {}),
        ...(schema.query ? { querystring: schema.query } : {}),
        ...(schema.body && !schema.upload ? { body: schema.body } : {}),
        ...(schema.download ? {} : { response: { 200: schema.reply } }),
      },
      handler: (request, reply) => run(mode, key, schema, right, handler, options, request, reply),
    })
  }

  async function run(
    mode: Mode,
    key: RouteKey,
    schema: RouteSchema,
    right: Right<never>,
    handler: AnyHandler,
    options: Options,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<unknown> {
    const { actor } = request
    // What needs no sign-in works with an old token too: somebody signs in again with it in hand.
    refuseIf(request.sessionEnded && right.kind !== 'anyone' && 'SESSION_ENDED')
    // Before a byte of an upload is stored the caller must at least hold one of the roles.
    if (schema.upload) refuseIf(holdsNoRole(right, actor))
    const upload = schema.upload ? await readUpload(request, schema.body) : {}
    const input = { params: request.params, query: request.query, body: request.body, ...upload } as never
    const lines: AuditLine[] = []
    const call: Call = {
      tools: deps,
      actor,
      requestId: request.id,
      audit: (line) => lines.push({ action: key, ...line }),
    }
    const who = { actor, requestId: request.id, address: request.ip }
    try {
      const answer =
        mode === 'write'
          ? await write(key, right, handler, options, request, input, call, lines, who)
          : await outside(mode, key, right, handler, input, call, lines, who)
      if (schema.download) return sendFile(reply, schema.download, answer as FileReply)
      return answer
    } catch (error) {
      const refused = error instanceof Refusal && actor.via !== 'none'
      // A look at what belongs to somebody else is noted like an attempt to change it; a look at what is gone is not.
      if (refused && (mode !== 'read' || error.code === 'NOT_ALLOWED'))
        await deps.db.write((tx) =>
          note(tx, who, [
            { action: key, subjectKind: REFUSED, subjectId: firstParam(input), detail: { code: error.code } },
          ]),
        )
      throw error
    } finally {
      await discardUpload(upload)
    }
  }

  const note = async (tx: Tx, who: Who, lines: readonly AuditLine[]) =>
    writeAudit(tx, deps, who, await withStations(tx, stations, who.actor, lines))

  async function outside(
    mode: Mode,
    key: RouteKey,
    right: Right<never>,
    handler: AnyHandler,
    input: never,
    call: Call,
    lines: AuditLine[],
    who: Who,
  ): Promise<unknown> {
    refuseIf(await refusalOf(right, deps.db.read, call.actor, input))
    const answer = await handler((mode === 'read' ? deps.db.read : deps) as never, input, call)
    if (mode === 'reach' && lines.length === 0 && call.actor.via !== 'none' && !key.startsWith('GET '))
      call.audit({ subjectKind: key.split('/')[1] ?? '', subjectId: firstParam(input) })
    if (lines.length > 0) await deps.db.write((tx) => note(tx, who, lines))
    return answer
  }

  /** Rights, handler, audit and the remembered answer are one transaction. */
  async function write(
    key: RouteKey,
    right: Right<never>,
    handler: AnyHandler,
    options: Options,
    request: FastifyRequest,
    input: never,
    call: Call,
    lines: AuditLine[],
    who: Who,
  ): Promise<unknown> {
    const requestKey = options.secretReply ? undefined : idempotencyKey(request)
    // With the vault's key: a plain hash of a body that holds a phone number is turned back by trying all numbers.
    const inputHash = requestKey
      ? deps.vault.hash(JSON.stringify([key, request.params, request.query, request.body ?? null]))
      : ''
    const once = () =>
      deps.db.write(async (tx) => {
        lines.length = 0
        refuseIf(await refusalOf(right, tx, call.actor, input))
        if (requestKey) {
          const before = await tx.findOneBy(ClientRequestTable, { actorId: call.actor.id, requestKey })
          if (before) {
            refuseIf(before.inputHash !== inputHash && 'REQUEST_ID_REUSED')
            return before.reply
          }
          // Taken before the work: the same request coming in at once waits here instead of being refused by what the first one did.
          await tx.insert(ClientRequestTable, {
            actorId: call.actor.id,
            requestKey,
            route: key,
            inputHash,
            reply: {} as never,
            at: deps.clock(),
          })
        }
        const answer = await handler(tx as never, input, call)
        if (lines.length === 0) call.audit({ subjectKind: key.split('/')[1] ?? '', subjectId: firstParam(input) })
        await note(tx, who, lines)
        if (requestKey)
          await tx.update(ClientRequestTable, { actorId: call.actor.id, requestKey }, { reply: answer as never })
        return answer
      })
    try {
      return await once()
    } catch (error) {
      // The same request came twice at once: the other one has been answered by now, so this finds its answer.
      if (requestKey && isDuplicate(error)) return once()
      throw error
    }
  }

  return {
    mounted,
    read: (key, right, handler, options) => add('read', key, right as never, handler as never, options),
    write: (key, right, handler, options) => add('write', key, right as never, handler as never, options),
    reach: (key, right, handler, options) => add('reach', key, right as never, handler as never, options),
  }
}

/**
 * Reads the bearer token of every request. A token that has ended is refused by the route itself, so that the rate limit
 * counts the attempt for its address; the client then signs in again.
 */
export function identify(app: FastifyInstance, deps: Deps, findActor: FindActor): void {
  app.decorateRequest('actor')
  app.decorateRequest('sessionEnded', false)
  app.addHook('onRequest', async (request) => {
    request.actor = ANONYMOUS
    const header = request.headers.authorization
    // A console whose token field is empty sends the bare word.
    if (!header || header.trim() === 'Bearer' || request.routeOptions.config?.ownCaller) return
    const token = /^Bearer ([\w.-]{20,200})$/.exec(header)?.[1]
    const actor = token ? await findActor(deps.db.read, deps.fingerprint(token), deps.clock()) : null
    request.sessionEnded = !actor
    if (actor) request.actor = actor
  })
}

const firstParam = (input: unknown): string =>
  String(Object.values((input as { params?: Record<string, unknown> }).params ?? {})[0] ?? '')

function idempotencyKey(request: FastifyRequest): string | undefined {
  const value = request.headers['idempotency-key']
  if (value === undefined) return undefined
  if (typeof value !== 'string' || !/^[\w-]{8,64}$/.test(value))
    throw new Refusal('BAD_INPUT', [{ field: 'Idempotency-Key', reason: '须为 8–64 位字母、数字、_ 或 -' }])
  return value
}

function holdsNoRole(right: Right<never>, actor: Actor) {
  if (right.kind === 'anyone') return null
  if (actor.via === 'none') return 'NOT_SIGNED_IN' as const
  return right.kind === 'roles' && !actor.roles.some((role) => right.roles[role]) ? ('NOT_ALLOWED' as const) : null
}

function sendFile(reply: FastifyReply, type: string, file: FileReply): FastifyReply {
  return reply
    .type(type)
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`)
    .send(file.content)
}
