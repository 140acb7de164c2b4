import { IsNull } from 'typeorm'
import type { Reactions } from '../../platform/outbox/outbox'
import { ApiKeyTable, SessionTable } from './sign-in.tables'

export const signInReactions: Reactions = {
  // A person who left is refused at once by `findActor`; here what they held is taken away for good.
  'staff.left': async (tx, tools, { staffId }) => {
    await tx.delete(SessionTable, { staffId })
    await tx.update(ApiKeyTable, { staffId, revokedAt: IsNull() }, { revokedAt: tools.clock() })
  },
  'staff.password_set': async (tx, _tools, { staffId }) => {
    await tx.delete(SessionTable, { staffId })
  },
}
