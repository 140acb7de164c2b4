import { randomUUID } from 'node:crypto'
import type { RouteInput, RouteKey, RouteReply } from '../../shared/contract/contract'

/** The server said no; the message is its own. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: unknown,
  ) {
    super(message)
  }
}

type Parts = { params?: Record<string, string>; query?: Record<string, unknown>; body?: unknown }
/** Calls routes of the contract over HTTP; throws `Refused`. */
export type Call = <K extends RouteKey>(
  key: K,
  ...rest: unknown extends RouteInput<K> ? [input?: object] : [input: RouteInput<K>]
) => Promise<RouteReply<K>>

/** `a=1&b=2`; nothing for no values. */
export const searchOf = (values: Record<string, unknown>): string =>
  new URLSearchParams(Object.entries(values).map(([name, value]): [string, string] => [name, String(value)])).toString()

/** Speaks to the server at `url` as the holder of `token`. */
export const callerOf =
  (url: string, token: string | null): Call =>
  async (key, ...[input]) => {
    const { params = {}, query = {}, body } = (input ?? {}) as Parts
    const [method = '', path = ''] = key.split(' ')
    const search = searchOf(query)
    const filled = path.replace(/:(\w+)/g, (_, name) => encodeURIComponent(String(params[name])))
    return request(`${url}${filled}${search && `?${search}`}`, method, token, {
      ...(body === undefined ? {} : { body: JSON.stringify(body), type: 'application/json' }),
    })
  }

/** One HTTP request to the server. A form names its own media type. */
export async function request<T>(
  address: string,
  method: string,
  token: string | null,
  { body, type }: { body?: string | FormData; type?: string } = {},
): Promise<T> {
  const reply = await fetch(address, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(type ? { 'content-type': type } : {}),
      ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
    },
    ...(body === undefined ? {} : { body }),
  })
  const text = await reply.text()
  if (reply.ok) return JSON.parse(text) as T
  const said = (text.startsWith('{') ? JSON.parse(text) : {}) as { code?: string; message?: string; details?: unknown }
  throw new Refused(reply.status, said.code ?? String(reply.status), said.message ?? text.slice(0, 200), said.details)
}
