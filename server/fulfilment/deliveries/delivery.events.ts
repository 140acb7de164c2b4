import { MINUTE } from '../../../shared/domain/time'
import { bulkInsert } from '../../platform/db/bulk'
import type { ClockworkJob } from '../../platform/outbox/clockwork'
import type { Reactions } from '../../platform/outbox/outbox'
import { outagesById } from '../../services/outages/outage.reads'
import { deliveryPlan } from '../../services/outages/plan.reads'
import { BroadcastTable, DeliveryTable } from './delivery.tables'
import { matchEarlyReports } from './report.actions'

/**
 * How long the households wait for the committees at most. Practice 38 has the committee told first; a committee nobody can
 * reach must not hold up its village.
 */
export const COMMITTEE_FIRST_MS = 2 * MINUTE

/** A published outage becomes rows: who, by which channel, in which words. A second time changes nothing. */
export const deliveryReactions: Reactions = {
  'outage.published': async (tx, tools, { outageId }) => {
    const [outage] = await outagesById(tx, [outageId])
    if (outage?.state !== 'published') return
    const plan = await deliveryPlan(tx, tools, outageId)
    const now = tools.clock()
    const householdsAt = new Date(now.getTime() + COMMITTEE_FIRST_MS)
    const base = outage.kind === 'fault' ? 0 : 2
    const rows = plan.map((planned) => ({
      id: tools.newId(),
      outageId,
      planKey: planned.key,
      phase: planned.phase,
      urgency: base + planned.phase - 1,
      villageId: planned.villageId,
      householdId: planned.householdId,
      channel: planned.channel,
      recipientKind: planned.recipientKind,
      recipientId: planned.recipientId,
      text: planned.text,
      data: planned.data,
      params: planned.params,
      state: planned.channel === 'person' ? ('handed' as const) : ('waiting' as const),
      claim: null,
      leaseUntil: null,
      attempts: 0,
      nextAt: planned.phase === 1 ? now : householdsAt,
      unknownAt: null,
      resent: false,
      providerId: null,
      creditNews: null,
      code: null,
      createdAt: now,
      sentAt: null,
      deliveredAt: null,
    }))
    await bulkInsert(tx, DeliveryTable, rows, { ignore: true })
    await bulkInsert(tx, BroadcastTable, [{ outageId, createdAt: now, householdsAt, openedAt: null }], { ignore: true })
  },
}

export const deliveryJobs: ClockworkJob[] = [{ name: 'early-reports', everyMs: 5_000, run: matchEarlyReports }]
