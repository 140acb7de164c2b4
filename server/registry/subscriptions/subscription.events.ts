import type { Reactions } from '../../platform/outbox/outbox'
import { clearCredit, spendCredits } from './subscription.actions'

export const subscriptionReactions: Reactions = {
  'credit.spent': (tx, tools, { templateId, entries }) => spendCredits(tx, tools, templateId, entries),
  'credit.refused': async (tx, tools, { templateId, personIds }) => {
    // In order of the key, so that two batches never wait for each other.
    for (const personId of [...personIds].sort()) await clearCredit(tx, tools, { personId, templateId })
  },
}
