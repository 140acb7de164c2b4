import type { Reactions } from '../../platform/outbox/outbox'
import { endPairingsOf } from './pairing.actions'

export const liaisonReactions: Reactions = {
  'staff.left': (tx, tools, { staffId }) => endPairingsOf(tx, tools, staffId),
}
