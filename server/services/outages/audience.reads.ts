import { gather } from '../../platform/db/batches'
import type { Reader } from '../../platform/db/database'
import { type AffectedHousehold, householdsOfScopes } from '../../registry/people/audience.reads'
import { householdCounts, householdRefs } from '../../registry/people/household.reads'
import { placesOfStation } from '../../registry/villages/place.reads'
import { affectedHouseholds, type Outage, villagesOfOutage } from './outage.reads'
import { areaWordsOf } from './scope.reads'

/** A village an outage touches: the words for its part and how many of its households are affected. */
export type VillagePart = { villageId: string; areaWords: string; households: number }
/** Everybody an outage touches, each household once, in order of id. */
export type Audience = { households: AffectedHousehold[]; villages: VillagePart[] }

/** Of a draft: who lives behind what is switched off today. Of a published outage: who was frozen with it. */
export const audienceOf = (db: Reader, outage: Outage): Promise<Audience> =>
  outage.state === 'published' ? frozenAudience(db, outage.id) : audienceOfScope(db, outage)

async function audienceOfScope(db: Reader, { stationId, scope }: Outage): Promise<Audience> {
  const households = await householdsOfScopes(db, stationId, scope)
  if (households.length === 0) return { households, villages: [] }
  const places = await placesOfStation(db, stationId)
  const totals = await householdCounts(db, stationId)
  const villages = [...gather(households, 'villageId')]
    .map(([villageId, affected]) => {
      const total = totals.get(villageId)?.households ?? affected.length
      return {
        villageId,
        areaWords: areaWordsOf(villageId, affected, total, scope, places),
        households: affected.length,
      }
    })
    .sort((a, b) => (a.villageId < b.villageId ? -1 : 1))
  return { households, villages }
}

/** A household that moved to another village since was affected, and is told, where it was. */
async function frozenAudience(db: Reader, outageId: string): Promise<Audience> {
  const frozen = await affectedHouseholds(db, outageId)
  const refs = await householdRefs(
    db,
    frozen.map(({ householdId }) => householdId),
  )
  const households = frozen.flatMap(({ householdId, villageId, groupId }) => {
    const ref = refs.get(householdId)
    return ref ? [{ ...ref, villageId, groupId }] : []
  })
  return { households, villages: await villagesOfOutage(db, outageId) }
}
