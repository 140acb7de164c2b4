import type { FastifyInstance } from 'fastify'
import { stations } from './audit-stations'
import type { Deps } from './deps'
import { awarenessReactions } from './fulfilment/awareness/awareness.events'
import { awarenessRoutes } from './fulfilment/awareness/awareness.routes'
import { deliveryJobs, deliveryReactions } from './fulfilment/deliveries/delivery.events'
import { deliveryRoutes } from './fulfilment/deliveries/delivery.routes'
import { smsReportRoutes } from './fulfilment/deliveries/report.routes'
import { deliveryGauges } from './fulfilment/deliveries/standing.reads'
import { auditRoutes } from './platform/http/audit.routes'
import type { GaugeSource } from './platform/http/metrics'
import type { MountedRoute } from './platform/http/mount'
import { openHttp } from './platform/http/open-http'
import type { ClockworkJob } from './platform/outbox/clockwork'
import type { Reactions } from './platform/outbox/outbox'
import { outboxRoutes } from './platform/outbox/outbox.routes'
import { bindByPhone } from './registry/bindings/binding.actions'
import { bindingReactions } from './registry/bindings/binding.events'
import { bindingRoutes } from './registry/bindings/binding.routes'
import { importJobs } from './registry/imports/import.events'
import { importRoutes } from './registry/imports/import.routes'
import { liaisonReactions } from './registry/liaisons/liaison.events'
import { liaisonRoutes } from './registry/liaisons/liaison.routes'
import { householdRoutes } from './registry/people/household.routes'
import { staffRoutes } from './registry/people/staff.routes'
import { findActor } from './registry/sign-in/actor.reads'
import { signInReactions } from './registry/sign-in/sign-in.events'
import { signInRoutes } from './registry/sign-in/sign-in.routes'
import { stationRoutes } from './registry/stations/station.routes'
import { subscriptionReactions } from './registry/subscriptions/subscription.events'
import { subscriptionRoutes } from './registry/subscriptions/subscription.routes'
import { villageRoutes } from './registry/villages/village.routes'
import { householdsInNotices } from './services/outages/affected.reads'
import { outageRoutes } from './services/outages/outage.routes'
import { tidyJobs } from './tidy'

/** What each room does when something happened. */
export const reactions: Reactions[] = [
  liaisonReactions,
  signInReactions,
  bindingReactions,
  subscriptionReactions,
  deliveryReactions,
  awarenessReactions,
]

/** What falls due by itself. */
export const jobs: ClockworkJob[] = [...tidyJobs, ...importJobs, ...deliveryJobs]

/** What the rooms let an operator count. */
export const gauges: GaugeSource[] = [...deliveryGauges]

/** The house as a plugin: the rooms in order. This list is the table of contents. */
export async function buildApp(deps: Deps): Promise<{ app: FastifyInstance; mounted: MountedRoute[] }> {
  const { app, door } = await openHttp(deps, { findActor, gauges, stations })
  stationRoutes(door)
  villageRoutes(door)
  householdRoutes(door)
  staffRoutes(door)
  liaisonRoutes(door)
  signInRoutes(door, deps.config, bindByPhone)
  bindingRoutes(door)
  subscriptionRoutes(door, deps.config)
  importRoutes(door, { heldHouseholds: householdsInNotices })
  outageRoutes(door)
  deliveryRoutes(door)
  awarenessRoutes(door)
  smsReportRoutes(app, deps)
  outboxRoutes(door)
  auditRoutes(door)

  await app.ready()
  return { app, mounted: door.mounted }
}
