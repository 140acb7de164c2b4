import { chinaDay, isWireInstant } from '../../../shared/domain/time'
import type { Reader } from '../../platform/db/database'
import type { Actor, Scope } from '../../platform/http/rights'
import { committeesOfVillages, isOnDuty, villagesServedOn } from '../../registry/liaisons/liaison.reads'
import { householdRef } from '../../registry/people/household.reads'
import { affectedAmong } from '../../services/outages/affected.reads'
import { outageOfOwnStation } from '../../services/outages/outage.reads'

type Noted<Body> = { params: { id: string }; body: Body & { at?: string | undefined } }

/** The villages of a household: the one it was affected in, and the one it lives in now. The liaison of either may see to it. */
async function villagesOfHousehold(db: Reader, outageId: string, householdId: string): Promise<string[]> {
  const [affected] = await affectedAmong(db, outageId, [householdId])
  return [affected?.villageId, (await householdRef(db, householdId))?.villageId].filter((id) => id !== undefined)
}

const servesOneOf = (actor: Actor, villageIds: readonly string[]): boolean =>
  villageIds.some((id) => actor.liaisonOf.includes(id))

/** The household is of a village the actor serves today. */
export const householdOfOwnVillage: Scope<Noted<{ householdId: string }>> = async (db, actor, { params, body }) =>
  servesOneOf(actor, await villagesOfHousehold(db, params.id, body.householdId))

export const shownHouseholdOfOwnVillage: Scope<{ params: { id: string; householdId: string } }> = async (
  db,
  actor,
  { params },
) => servesOneOf(actor, await villagesOfHousehold(db, params.id, params.householdId))

/** The committee member is of a village the actor serves today. */
export const memberOfOwnVillage: Scope<Noted<{ memberId: string }>> = (db, actor, { body }) =>
  sitsInOneOf(db, actor.liaisonOf, body.memberId)

const sitsInOneOf = async (db: Reader, villageIds: readonly string[], memberId: string): Promise<boolean> =>
  [...(await committeesOfVillages(db, villageIds)).values()].flat().some(({ id }) => id === memberId)

/** The Chinese day a note made without network speaks of; `null` for one made now. */
const dayOf = (at: string | undefined): string | null => (at !== undefined && isWireInstant(at) ? chinaDay(at) : null)

/** The actor was on duty on the day the note speaks of: whoever notes a call at night uploads it the day after. */
const wasOnDuty = async (db: Reader, actor: Actor, input: Noted<unknown>, day: string): Promise<boolean> =>
  (await outageOfOwnStation(db, actor, input)) &&
  (await isOnDuty(db, actor.stationId as string, actor.staffId as string, day))

/** The actor served the household's village, or was on duty, on the day the note speaks of, whatever they are today. */
export const servedHouseholdThen: Scope<Noted<{ householdId: string }>> = async (db, actor, input) => {
  const day = dayOf(input.body.at)
  if (day === null) return false
  if (await wasOnDuty(db, actor, input, day)) return true
  const served = await villagesServedOn(db, actor.staffId as string, day)
  return (await villagesOfHousehold(db, input.params.id, input.body.householdId)).some((id) => served.includes(id))
}

/** The same for a committee member. */
export const servedMemberThen: Scope<Noted<{ memberId: string }>> = async (db, actor, input) => {
  const day = dayOf(input.body.at)
  if (day === null) return false
  if (await wasOnDuty(db, actor, input, day)) return true
  return sitsInOneOf(db, await villagesServedOn(db, actor.staffId as string, day), input.body.memberId)
}
