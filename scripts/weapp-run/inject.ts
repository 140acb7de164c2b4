import type { FastifyInstance } from 'fastify'
import type { Host } from './host'

/** Sends what the mini-program asks straight into a Fastify application, whatever host the package was built for. */
export const viaInject =
  (app: Pick<FastifyInstance, 'inject'>): Host['request'] =>
  async ({ url, method, header, body }) => {
    const { pathname, search } = new URL(url, 'http://localhost')
    const payload = body === undefined ? {} : { payload: body }
    const reply = await app.inject({ method: method as 'GET', url: pathname + search, headers: header, ...payload })
    return { statusCode: reply.statusCode, header: reply.headers, text: reply.body }
  }
