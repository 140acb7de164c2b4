import type { Mount } from '../../platform/http/mount'
import { may, own, type Scope } from '../../platform/http/rights'
import { committeesOfVillages } from '../../registry/liaisons/liaison.reads'
import { householdRef } from '../../registry/people/household.reads'
import { outageOfOwnStation } from '../../services/outages/outage.reads'
import { acknowledge, receiveAsCommittee, recordCommitteeContact, recordContact } from './awareness.actions'
import { awarenessOfOutage, toldOfHousehold } from './awareness.reads'
import { homeOfPerson } from './home.reads'
import { stillToTell, todayOfCommittee, todayOfLiaison } from './today.reads'

/** The household is of a village the actor serves today. */
const householdOfOwnVillage: Scope<{ params: { id: string }; body: { householdId: string } }> = async (
  db,
  actor,
  { body },
) => actor.liaisonOf.includes((await householdRef(db, body.householdId))?.villageId ?? '')

/** The committee member is of a village the actor serves today. */
const memberOfOwnVillage: Scope<{ params: { id: string }; body: { memberId: string } }> = async (db, actor, { body }) =>
  [...(await committeesOfVillages(db, actor.liaisonOf)).values()].flat().some(({ id }) => id === body.memberId)

const shownHouseholdOfOwnVillage: Scope<{ params: { id: string; householdId: string } }> = async (
  db,
  actor,
  { params },
) => actor.liaisonOf.includes((await householdRef(db, params.householdId))?.villageId ?? '')

export function awarenessRoutes({ read, write }: Mount): void {
  const station = may({ station_admin: outageOfOwnStation, duty_manager: outageOfOwnStation })

  read('GET /me/home', may({ villager: own }), (db, _input, { tools, actor }) =>
    homeOfPerson(db, actor.personId ?? '', tools.clock()),
  )
  write(
    'POST /outages/:id/acknowledgements',
    may({ villager: own }),
    async (tx, { params, body }, { tools, actor }) => ({
      households: await acknowledge(tx, tools, actor, params.id, body.householdId),
    }),
  )

  read('GET /today', may({ liaison: own, duty_manager: own }), (db, { query }, { tools, actor }) =>
    todayOfLiaison(db, tools, actor, query),
  )
  write(
    'POST /outages/:id/contacts',
    may({ station_admin: outageOfOwnStation, duty_manager: outageOfOwnStation, liaison: householdOfOwnVillage }),
    async (tx, { params, body }, { tools, actor, audit }) => {
      await recordContact(tx, tools, actor, params.id, body)
      audit({ subjectKind: 'household', subjectId: body.householdId, detail: { by: body.by, result: body.result } })
      return { done: true }
    },
  )
  write(
    'POST /outages/:id/committee-contacts',
    may({ station_admin: outageOfOwnStation, duty_manager: outageOfOwnStation, liaison: memberOfOwnVillage }),
    async (tx, { params, body }, { tools, actor, audit }) => {
      await recordCommitteeContact(tx, tools, actor, params.id, body)
      audit({ subjectKind: 'committee_member', subjectId: body.memberId, detail: { by: body.by, result: body.result } })
      return { done: true }
    },
  )

  read('GET /committee/today', may({ committee: own }), (db, _input, { tools, actor }) =>
    todayOfCommittee(db, tools, actor),
  )
  write('POST /outages/:id/committee-receipts', may({ committee: own }), async (tx, { params }, { tools, actor }) => ({
    villages: await receiveAsCommittee(tx, tools, actor, params.id),
  }))

  read('GET /outages/:id/awareness', station, (db, { params }) => awarenessOfOutage(db, params.id))
  read('GET /outages/:id/still-to-tell', station, (db, { params, query }, { tools }) =>
    stillToTell(db, tools, params.id, query),
  )
  read(
    'GET /outages/:id/households/:householdId/told',
    may({ station_admin: outageOfOwnStation, duty_manager: outageOfOwnStation, liaison: shownHouseholdOfOwnVillage }),
    (db, { params }) => toldOfHousehold(db, params.id, params.householdId),
  )
}
