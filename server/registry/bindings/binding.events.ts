import type { Reactions } from '../../platform/outbox/outbox'
import { followPhones } from './binding.actions'

export const bindingReactions: Reactions = {
  'household.phones_changed': (tx, tools, { householdIds }) => followPhones(tx, tools, householdIds),
}
