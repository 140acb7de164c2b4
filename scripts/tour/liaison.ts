import { maskAccountNo } from '../../shared/domain/mask'
import type { Call } from '../stage/call'
import type { HouseholdRow } from '../station/station'

/** Finds a household on the liaison's own list of today; answers its id, or null when it is not there. */
async function onTodaysList(call: Call, outageId: string, household: HouseholdRow): Promise<string | null> {
  for (let after: string | undefined; ; ) {
    const { lists } = await call('GET /today', { query: { outageId, after } })
    const [list] = lists
    const found = list?.households.find(
      ({ name, accountNo, address }) =>
        name === household.owner && address === household.address && accountNo === maskAccountNo(household.accountNo),
    )
    if (found) return found.householdId
    if (!list || list.more === 0) return null
    after = list.households.at(-1)?.householdId
  }
}

/** Reports a call to a household of today's list: 已告知. */
export async function reportCall(call: Call, outageId: string, household: HouseholdRow): Promise<void> {
  const householdId = await onTodaysList(call, outageId, household)
  if (householdId === null) throw new Error(`${household.village} 户号 ${household.accountNo} 不在对接人员今天的名单上`)
  await call('POST /outages/:id/contacts', {
    params: { id: outageId },
    body: { householdId, by: 'call', result: 'told' },
  })
}
