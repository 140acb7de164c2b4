import type { FastifyInstance } from 'fastify'
import type { Deps } from './deps'
import { awarenessReactions } from './fulfilment/awareness/awareness.events'
import { awarenessRoutes } from './fulfilment/awareness/awareness.routes'
import { deliveryJobs, deliveryReactions } from './fulfilment/deliveries/delivery.events'
import { deliveryRoutes } from './fulfilment/deliveries/delivery.routes'
import { smsReportRoutes } from './fulfilment/deliveries/report.routes'
import { auditRoutes } from './platform/http/audit.routes'
import type { GaugeSource } from './platform/http/metrics'
import type { MountedRoute } from './platform/http/mount'
import { openHttp } from './platform/http/open-http'
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

/** What the rooms let an operator count. */
export const gauges: GaugeSource[] = []

/** The house as a plugin: the rooms in order. This list is the table of contents. */
export async function buildApp(deps: Deps): Promise<{ app: FastifyInstance; mounted: MountedRoute[] }> {
  const { app, door } = await openHttp(deps, { findActor, gauges })
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
