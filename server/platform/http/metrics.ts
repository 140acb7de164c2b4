import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Config } from '../../config'
import type { Deps } from '../../deps'
import type { Reader } from '../db/database'
import { outboxStanding } from '../outbox/outbox.reads'
import { Refusal } from './refuse'

/** A number of the house that is asked for when somebody looks, e.g. deliveries by channel and state. */
export type GaugeSource = {
  name: string
  help: string
  labels: readonly string[]
  read: (db: Reader, now: Date) => Promise<{ labels: Record<string, string>; value: number }[]>
}

const OUTBOX: GaugeSource = {
  name: 'cunsuo_outbox_events',
  help: 'Events by state',
  labels: ['state'],
  async read(db, now) {
    const { waiting, parked } = await outboxStanding(db, now)
    return [
      { labels: { state: 'waiting' }, value: waiting },
      { labels: { state: 'parked' }, value: parked },
    ]
  },
}
const OUTBOX_AGE: GaugeSource = {
  name: 'cunsuo_outbox_oldest_due_seconds',
  help: 'How long the oldest due event has been waiting',
  labels: [],
  read: async (db, now) => [{ labels: {}, value: (await outboxStanding(db, now)).oldestDueSeconds }],
}

/** Measures every request by its route, never by its raw address: an address may hold names and numbers. */
export function measure(app: FastifyInstance, deps: Deps, sources: readonly GaugeSource[]): void {
  const registry = new Registry()
  const seconds = new Histogram({
    name: 'cunsuo_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  })
  for (const { name, help, labels, read } of [OUTBOX, OUTBOX_AGE, ...sources])
    new Gauge({
      name,
      help,
      labelNames: [...labels],
      registers: [registry],
      async collect() {
        this.reset()
        for (const { labels: at, value } of await read(deps.db.read, deps.clock())) this.set(at, value)
      },
    })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
  let watchingProcess = false
  app.get(
    '/metrics',
    { schema: { hide: true }, config: { rateLimit: false, ownCaller: true } },
    async (request, reply) => {
      if (!mayLook(request, deps.config)) throw new Refusal('NOT_ALLOWED')
      // Watching the process costs a little all the time: it starts with the first look.
      if (!watchingProcess) collectDefaultMetrics({ register: registry })
      watchingProcess = true
      return reply.type(registry.contentType).send(await registry.metrics())
    },
  )
}

/**
 * With a token set: who knows it. Without: in service nobody, because behind a proxy on this machine everybody looks local; in a
 * sandbox this machine, and never what a proxy says it passes on.
 */
function mayLook(request: FastifyRequest, { metricsToken: token, platform }: Config): boolean {
  if (token === null)
    return (
      platform === 'sandbox' &&
      ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.ip) &&
      request.headers['x-forwarded-for'] === undefined
    )
  const given = Buffer.from(request.headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
