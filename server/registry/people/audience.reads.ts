import { In } from 'typeorm'
import type { OutageScope } from '../../../shared/domain/outage'
import { byKey, inBatches } from '../../platform/db/batches'
import type { Reader } from '../../platform/db/database'
import { areasOfFeeders } from '../villages/village.reads'
import { HOUSEHOLD_REF, type HouseholdRef } from './household.reads'
import { HouseholdTable } from './household.tables'

/** A household inside the scopes asked for. */
export type AffectedHousehold = HouseholdRef

/**
 * Every household of the station inside these scopes, each once, in order of id. A feeder reaches the households of its
 * transformer areas; nothing is read out of an address.
 */
export async function householdsOfScopes(
  db: Reader,
  stationId: string,
  scopes: readonly OutageScope[],
): Promise<AffectedHousehold[]> {
  const idsOf = (kind: OutageScope['kind']) => [
    ...new Set(scopes.filter((scope) => scope.kind === kind).map((scope) => scope.id)),
  ]
  const behind = await areasOfFeeders(db, idsOf('feeder'))
  const areaIds = [...new Set([...idsOf('transformer_area'), ...behind.map((area) => area.id)])]
  const by = (key: 'areaId' | 'villageId' | 'groupId', ids: string[]) =>
    inBatches(ids, (batch) =>
      db.find(HouseholdTable, { select: HOUSEHOLD_REF, where: { stationId, [key]: In(batch) } }),
    )
  const rows = [
    ...(await by('areaId', areaIds)),
    ...(await by('villageId', idsOf('village'))),
    ...(await by('groupId', idsOf('group'))),
  ]
  return [...byKey(rows, 'id').values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}
