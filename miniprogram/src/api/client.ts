import type { RouteInput, RouteKey, RouteReply } from '../../../shared/contract/contract'
import type { Send, WireReply } from './transport'

/** What went wrong, in words for a person. */
export class Trouble extends Error {
  constructor(
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
    readonly code: string,
    message: string,
    readonly requestId?: string,
    readonly details?: unknown,
  ) {
    super(message)
  }
  /** No word of the server: it is unknown whether it did the work. */
  get noAnswer() {
    return this.status === 0
  }
  /** Trying the same again later may help. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

/** Who is calling, and how to become somebody again when the server has forgotten us. */
export type Caller = { token(): string | null; signInAgain(): Promise<void> }
/** Nobody in particular. */
export const anonymous: Caller = { token: () => null, signInAgain: async () => {} }

type Options = {
  /** The same key twice is one write: give it when a write is repeated. */
  idempotencyKey?: string
}
/** Routes that take nothing may be called with the key alone. */
type Rest<K extends RouteKey> =
  unknown extends RouteInput<K> ? [input?: object, options?: Options] : [input: RouteInput<K>, options?: Options]
export type Call = <K extends RouteKey>(key: K, ...rest: Rest<K>) => Promise<RouteReply<K>>

type Parts = { params?: Record<string, string>; query?: Record<string, unknown>; body?: unknown }

const UNAUTHORIZED = 401
const NO_ANSWER = '网络不通，请检查信号后再试；急事请直接打电话'
const UNREADABLE = '系统繁忙，请稍后再试；急事请直接打电话'

/** A typed call: the key is the same string that mounts the route on the server. */
export function createClient(send: Send, newId: () => string, caller: Caller): Call {
  return async (key, ...[input, options]) => {
    const { params = {}, query = {}, body } = (input ?? {}) as Parts
    const [method = '', path = ''] = key.split(' ')
    const search = Object.entries(query)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    const filled = path.replace(/:(\w+)/g, (_, name) => encodeURIComponent(String(params[name])))
    const url = search.length ? `${filled}?${search.join('&')}` : filled
    const idempotency: Record<string, string> =
      method === 'GET' ? {} : { 'idempotency-key': options?.idempotencyKey ?? newId() }
    const once = async (): Promise<WireReply> => {
      const token = caller.token()
      const header = { ...idempotency, ...(token ? { authorization: `Bearer ${token}` } : {}) }
      try {
        return await send({ method, url, header, body })
      } catch {
        throw new Trouble(0, 'NO_ANSWER', NO_ANSWER)
      }
    }
    let reply = await once()
    if (reply.status === UNAUTHORIZED && caller.token()) {
      await caller.signInAgain()
      reply = await once()
    }
    if (reply.status >= 400) throw troubleOf(reply)
    return reply.data as RouteReply<typeof key>
  }
}

function troubleOf({ status, data }: WireReply) {
  const said = (typeof data === 'object' && data ? data : {}) as Partial<Trouble>
  return new Trouble(status, said.code ?? 'SYSTEM_BUSY', said.message ?? UNREADABLE, said.requestId, said.details)
}
