import type { Reactions } from '../../platform/outbox/outbox'
import { deliveredSms } from '../deliveries/delivery.reads'
import { addProofs } from './awareness.actions'

/** A text message on the phone of a household is a proof by itself, if it came before the off time. */
export const awarenessReactions: Reactions = {
  'sms.delivered': async (tx, tools, { deliveryIds }) => {
    const now = tools.clock()
    const rows = (await deliveredSms(tx, deliveryIds)).flatMap(({ id, outageId, householdId, deliveredAt }) =>
      householdId === null || deliveredAt === null
        ? []
        : [
            {
              id: tools.newId(),
              outageId,
              householdId,
              means: 'sms_report' as const,
              at: deliveredAt,
              actorId: null,
              name: null,
              sourceKey: `sms:${id}`,
              createdAt: now,
            },
          ],
    )
    await addProofs(tx, rows)
  },
}
