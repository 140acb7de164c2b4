import type { RouteReply } from '../../../../shared/contract/contract'

type Household = RouteReply<'GET /me/home'>['households'][number]
export type AffectedHousehold = Pick<Household, 'id' | 'name' | 'accountNo'> & { acknowledged: boolean }

/** One's own households that an outage touches, with what was answered, also a moment ago (`done`). */
export const affectedBy = (
  outageId: string,
  households: readonly Household[],
  done: readonly string[],
): AffectedHousehold[] =>
  households.flatMap(({ id, name, accountNo, outages }) => {
    const outage = outages.find((each) => each.id === outageId)
    return outage ? [{ id, name, accountNo, acknowledged: outage.acknowledged || done.includes(id) }] : []
  })
