import type { Reactions } from '../../platform/outbox/outbox'
import { clearCredit, spendCredit } from './subscription.actions'

export const subscriptionReactions: Reactions = {
  'credit.spent': (tx, tools, { personId, templateId, deliveryId }) =>
    spendCredit(tx, tools, { personId, templateId }, deliveryId),
  'credit.refused': (tx, tools, { personId, templateId }) => clearCredit(tx, tools, { personId, templateId }),
}
