import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Control, ControlFault, type RecordFilter } from './control'
import { isLoopback } from './settings'

type Body = Record<string, unknown>

function bodyOf(request: FastifyRequest): unknown {
  if (!Buffer.isBuffer(request.body) || request.body.length === 0) return {}
  try {
    return JSON.parse(request.body.toString('utf8'))
  } catch {
    throw new ControlFault(400, '请求体不是 JSON')
  }
}

const filterOf = (query: Record<string, string | undefined>): RecordFilter => {
  const { after, ...rest } = query
  return { ...(rest as RecordFilter), ...(after ? { after: Number(after) } : {}) }
}

/** The control routes. A page of another host may not use them; a page of this machine (the browser preview) may. */
export function controlRoutes(app: FastifyInstance, control: Control): void {
  app.addHook('onRequest', async (request, reply) => {
    const origin = request.headers.origin
    if (!origin || !request.url.startsWith('/__sandbox/')) return
    if (!isLoopback(origin)) return reply.status(403).send({ message: '只有本机网页可以使用' })
    reply.header('access-control-allow-origin', origin).header('vary', 'origin')
    if (request.method === 'OPTIONS')
      return reply
        .header('access-control-allow-methods', 'GET, POST, PATCH, DELETE')
        .header('access-control-allow-headers', 'content-type')
        .status(204)
        .send()
  })

  const mount = (
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    handle: (body: Body, params: Record<string, string>, query: Record<string, string>) => unknown,
  ) =>
    app.route({
      method,
      url: `/__sandbox${path}`,
      handler: async (request: FastifyRequest, reply: FastifyReply) => {
        try {
          const { params, query } = request as { params: Record<string, string>; query: Record<string, string> }
          return reply.send(handle(bodyOf(request) as Body, params, query) ?? { ok: true })
        } catch (error) {
          if (error instanceof ControlFault) return reply.status(error.status).send({ message: error.message })
          throw error
        }
      },
    })
  const given = <T>(body: Body): T => body as T

  // A hook answers the preflight; the route only has to exist.
  app.options('/__sandbox/*', (_, reply) => reply.status(204).send())

  mount('GET', '/people', () => control.people())
  mount('POST', '/people', (body) =>
    Array.isArray(body) ? body.map((each) => control.addPerson(each)) : control.addPerson(given(body)),
  )
  mount('PATCH', '/people/:openid', (body, { openid = '' }) => control.changePerson(openid, given(body)))
  mount('POST', '/people/:openid/login-code', (body, { openid = '' }) => ({
    code: control.loginCode(openid, body.appid as string | undefined),
  }))
  mount('POST', '/people/:openid/phone-code', (_, { openid = '' }) => ({ code: control.phoneCode(openid) }))
  mount('POST', '/people/:openid/subscribe', (body, { openid = '' }) => ({
    credits: control.subscribe(openid, given(body)),
  }))
  mount('POST', '/credits', (body) =>
    (Array.isArray(body) ? body : [body]).map((each) => control.subscribe(each.openid, each)),
  )
  mount('GET', '/record', (_body, _params, query) => {
    const items = control.record(filterOf(query))
    return { total: items.length, items }
  })
  mount('GET', '/record/count', (_body, _params, query) => control.count(filterOf(query)))
  mount('GET', '/calls', () => control.calls())
  mount('GET', '/faults', () => control.faults())
  mount('POST', '/faults', (body) => control.addFault(given(body)))
  mount('DELETE', '/faults', () => control.clearFaults())
  mount('DELETE', '/faults/:id', (_, { id }) => control.removeFault(Number(id)))
  mount('POST', '/numbers', (body) => {
    for (const each of Array.isArray(body) ? body : [body]) control.setNumber(each)
  })
  mount('GET', '/templates', () => control.templates())
  mount('POST', '/templates', (body) => control.addTemplate(given(body)))
  mount('GET', '/settings', () => control.settings())
  mount('POST', '/settings', (body) => control.changeSettings(given(body)))
  mount('GET', '/clock', () => control.clock())
  mount('POST', '/clock', (body) => control.setClock(given(body)))
  mount('POST', '/tokens/revoke', () => control.revokeTokens())
  mount('POST', '/clear', (body) => control.clear(body.what as Parameters<Control['clear']>[0]))
}
