import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Deps } from './deps'
import { awarenessReactions } from './fulfilment/awareness/awareness.events'
import { awarenessRoutes } from './fulfilment/awareness/awareness.routes'
import { deliveryJobs, deliveryReactions } from './fulfilment/deliveries/delivery.events'
import { deliveryRoutes } from './fulfilment/deliveries/delivery.routes'
import { smsReportRoutes } from './fulfilment/deliveries/report.routes'
import { auditRoutes } from './platform/http/audit.routes'
import { answerErrors } from './platform/http/errors'
import { identify, mount, type MountedRoute } from './platform/http/mount'
import { strictValidation } from './platform/http/validate'
import type { ClockworkJob } from './platform/outbox/clockwork'
import type { Reactions } from './platform/outbox/outbox'
import { outboxRoutes } from './platform/outbox/outbox.routes'
import { importJobs } from './registry/imports/import.events'
import { importRoutes } from './registry/imports/import.routes'
import { findActor } from './registry/sign-in/actor.reads'
import { signInRoutes } from './registry/sign-in/sign-in.routes'
import { outageRoutes } from './services/outages/outage.routes'

/** What each room does when something happened. */
export const reactions: Reactions[] = [deliveryReactions, awarenessReactions]

/** What falls due by itself. */
export const jobs: ClockworkJob[] = [...importJobs, ...deliveryJobs]

/** The house as a plugin: the rooms in order. This list is the table of contents. */
export async function buildApp(deps: Deps): Promise<{ app: FastifyInstance; mounted: MountedRoute[] }> {
  const app: FastifyInstance = Fastify({
    loggerInstance: deps.log,
    genReqId: () => deps.newId(),
    trustProxy: deps.config.trustedProxies.length > 0 ? deps.config.trustedProxies : false,
    bodyLimit: 1024 * 1024,
    keepAliveTimeout: 5_000,
    disableRequestLogging: true,
  })
  answerErrors(app)
  strictValidation(app)
  identify(app, deps, findActor)
  await app.register(helmet, { contentSecurityPolicy: { directives: { defaultSrc: ["'none'"] } } })
  await app.register(rateLimit, {
    hook: 'preHandler',
    max: deps.config.requestsPerMinute,
    timeWindow: '1 minute',
    // Villagers of a village may share one address: who is signed in counts for himself.
    keyGenerator: (request) => (request.actor.via === 'none' ? request.ip : request.actor.id),
  })
  await app.register(multipart)

  const door = mount(app, deps)
  signInRoutes(door, deps.config)
  importRoutes(door)
  outageRoutes(door)
  deliveryRoutes(door)
  awarenessRoutes(door)
  smsReportRoutes(app, deps)
  outboxRoutes(door)
  auditRoutes(door)

  await app.ready()
  return { app, mounted: door.mounted }
}
