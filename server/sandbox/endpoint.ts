import { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Accounts } from './accounts'
import type { Counters } from './counters'
import type { Endpoint, Faults } from './faults'
import type { Ledger, Message } from './ledger'
import type { Settings } from './settings'

/** What every far end works with. */
export interface Desk {
  accounts: Accounts
  ledger: Ledger
  settings: Settings
  counters: Counters
  faults: Faults
  /** Sandbox time: the real clock plus the offset everybody shares. */
  now(): Date
  /** The real clock; SDKs sign with it even while sandbox time is moved. */
  wall(): Date
  /** 0 ≤ x < 1. */
  random(): number
  /** How often each endpoint was called, by endpoint and code. */
  calls: Map<string, number>
  /** An SMS was accepted: its report falls due. */
  report(message: Message): void
  /** Fault `revoke`: every access token dies. */
  revokeTokens(): void
}

/** A vendor call with its bytes as they came. */
export interface Call {
  method: string
  path: string
  rawQuery: string
  query: URLSearchParams
  header(name: string): string
  body: Buffer
  ip: string
  params: Record<string, string>
}

export interface Answer {
  /** The vendor's code, for the count of calls; `OK` for a success. */
  code: string
  status?: number
  type?: string
  body: string | Buffer
}

export interface FarEnd {
  /** Which fault switch a call obeys; null: none, the handler refuses it anyhow. */
  endpoint: Endpoint | ((call: Call) => Endpoint | null)
  /** The vendor's own form of a refusal. */
  refuse(code: string | number, message?: string, status?: number): Answer
  handle(call: Call): Answer | Promise<Answer>
}

const HTML_502: Answer = {
  code: 'HTML',
  status: 502,
  type: 'text/html',
  body: '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>\r\n',
}
const HANG_MS = 120_000

export const sleep = (ms: number) => new Promise<void>((wake) => setTimeout(wake, ms).unref())

function callOf(request: FastifyRequest): Call {
  const [path = '', rawQuery = ''] = split(request.raw.url ?? '/')
  return {
    method: request.method,
    path,
    rawQuery,
    query: new URLSearchParams(rawQuery),
    header: (name) => String(request.headers[name] ?? ''),
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    ip: request.ip,
    params: (request.params ?? {}) as Record<string, string>,
  }
}

function split(url: string): [string, string] {
  const mark = url.indexOf('?')
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)]
}

const cut = (reply: FastifyReply) => {
  reply.hijack()
  const { socket } = reply.raw
  // A true reset where there is a true socket; inject() has none.
  if (socket instanceof Socket) socket.resetAndDestroy()
  else reply.raw.destroy()
}

/** Mounts one vendor path; the fault switches stand around the handler, so handlers know nothing of them. */
export function mountFarEnd(
  app: FastifyInstance,
  desk: Desk,
  methods: string[],
  path: string,
  far: FarEnd | ((call: Call) => FarEnd),
): void {
  app.route({
    method: methods,
    url: path,
    async handler(request, reply) {
      const call = callOf(request)
      const end = typeof far === 'function' ? far(call) : far
      const endpoint = typeof end.endpoint === 'function' ? end.endpoint(call) : end.endpoint
      const faults = endpoint ? desk.faults.take(endpoint) : []
      const fault = (kind: string, when: string) => faults.find((each) => each.do === kind && each.when === when)
      const send = (answer: Answer) => {
        const key = `${endpoint ?? path} ${answer.code}`
        desk.calls.set(key, (desk.calls.get(key) ?? 0) + 1)
        return reply
          .status(answer.status ?? 200)
          .type(answer.type ?? 'application/json; charset=utf-8')
          .send(answer.body)
      }
      /** The faults of one side of the state change; true when the caller has got his answer, or never will. */
      const strike = async (when: 'before' | 'after') => {
        const delay = fault('delay', when)
        if (delay) await sleep(delay.ms ?? 0)
        if (fault('revoke', when)) desk.revokeTokens()
        const refusal = fault('answer', when)
        if (fault('reset', when)) cut(reply)
        else if (fault('html', when)) send(HTML_502)
        else if (refusal) send(end.refuse(refusal.code ?? '', refusal.message, refusal.status))
        else return false
        return true
      }

      if (await strike('before')) return reply
      const answer = await end.handle(call)
      if (await strike('after')) return reply
      const hang = fault('hang', 'after')
      if (hang) {
        reply.hijack()
        setTimeout(() => reply.raw.destroy(), hang.ms ?? HANG_MS).unref()
        return reply
      }
      if (fault('truncate', 'after')) return send({ ...answer, body: answer.body.slice(0, answer.body.length >> 1) })
      return send(answer)
    },
  })
}

export function json(code: string, body: object, status = 200): Answer {
  return { code, status, body: JSON.stringify(body) }
}

/** The body as a JSON object, or null. */
export function bodyObject(call: Call): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(call.body.toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

/** `length` characters of the alphabet, from the sandbox's own source of chance. */
export function token(desk: Pick<Desk, 'random'>, length: number, alphabet = '0123456789abcdef'): string {
  return Array.from({ length }, () => alphabet[Math.floor(desk.random() * alphabet.length)]).join('')
}
export const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Mainland mobile number as 11 digits from `138…`, `86138…`, `+86138…` or `0086138…`; null when it is none. */
export function mobileOf(text: string): string | null {
  return /^(?:\+86|0086|86)?(1[3-9]\d{9})$/.exec(text)?.[1] ?? null
}

/** `yyyy-MM-dd HH:mm:ss` in China's time, as SMS providers write it. */
export function chinaTime(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
}
