import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import type { Deps } from '../../deps'
import type { AuditStations } from './audit'
import { callbackRoutes } from './callbacks'
import { consoleRoutes } from './console'
import { answerErrors, answerUnreadable } from './errors'
import { healthRoutes } from './health'
import { type GaugeSource, measure } from './metrics'
import { type FindActor, identify, mount } from './mount'
import { documentRoutes } from './openapi'
import { previewRoutes } from './preview'
import { strictValidation } from './validate'

/** An HTTP server with everything that is the same for all rooms, and the door at which rooms mount their routes. */
export async function openHttp(
  deps: Deps,
  options: { findActor: FindActor; gauges: readonly GaugeSource[]; stations: AuditStations },
) {
  const { config } = deps
  const app: FastifyInstance = Fastify({
    loggerInstance: deps.log,
    genReqId: () => deps.newId(),
    trustProxy: config.trustedProxies.length > 0 ? config.trustedProxies : false,
    bodyLimit: 1024 * 1024,
    keepAliveTimeout: 5_000,
    // What we answer is made by us: the serializer only has to know that the contract's own format is one.
    serializerOpts: { ajv: { formats: { 'china-day': true } } },
    // Fastify's own lines hold the raw address; ours name the route.
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: answerUnreadable,
  })
  answerErrors(app)
  strictValidation(app)
  identify(app, deps, options.findActor)
  // The house's time, which in a sandbox can be set: phones correct their clocks by it.
  app.addHook('onSend', async (_, reply) => {
    reply.header('date', deps.clock().toUTCString())
  })
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, actor } = request
    const ms = Math.round(reply.elapsedTime)
    request.log.info(
      { route: `${method} ${routeOptions.url ?? '?'}`, status: reply.statusCode, ms, actor: actor.id },
      'answered',
    )
  })
  await app.register(helmet, {
    contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  })
  await app.register(rateLimit, {
    hook: 'preHandler',
    max: config.requestsPerMinute,
    timeWindow: '1 minute',
    // Villagers of a village may share one address: who is signed in counts for himself.
    keyGenerator: (request) => (request.actor.via === 'none' ? request.ip : request.actor.id),
  })
  await app.register(multipart)
  await documentRoutes(app, deps)
  measure(app, deps, options.gauges)
  consoleRoutes(app)
  healthRoutes(app, deps)
  if (config.platform === 'sandbox') await previewRoutes(app)
  await callbackRoutes(app, deps)
  return { app, door: mount(app, deps, options.stations) }
}
