import type { Mount } from '../../platform/http/mount'
import { may, own } from '../../platform/http/rights'
import { outageOfOwnStation } from '../../services/outages/outage.reads'
import { acknowledge, receiveAsCommittee, recordCommitteeContact, recordContact } from './awareness.actions'
import { awarenessOfOutage, toldOfHousehold } from './awareness.reads'
import { homeOfPerson } from './home.reads'
import {
  householdOfOwnVillage,
  memberOfOwnVillage,
  servedHouseholdThen,
  servedMemberThen,
  shownHouseholdOfOwnVillage,
} from './served.reads'
import { stillToTell, todayOfCommittee, todayOfLiaison } from './today.reads'

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

  read('GET /today', may({ liaison: own, duty_manager: own }), async (db, { query }, { tools, actor, audit }) => {
    const today = await todayOfLiaison(db, tools, actor, query)
    for (const { outage, village, households } of today.lists)
      audit({
        subjectKind: 'outage',
        subjectId: outage.id,
        detail: { villageId: village.id, households: households.length },
      })
    return today
  })
  write(
    'POST /outages/:id/contacts',
    may(
      { station_admin: outageOfOwnStation, duty_manager: outageOfOwnStation, liaison: householdOfOwnVillage },
      servedHouseholdThen,
    ),
    async (tx, { params, body }, { tools, actor, audit }) => {
      await recordContact(tx, tools, actor, params.id, body)
      audit({ subjectKind: 'household', subjectId: body.householdId, detail: { by: body.by, result: body.result } })
      return { done: true }
    },
  )
  write(
    'POST /outages/:id/committee-contacts',
    may(
      { station_admin: outageOfOwnStation, duty_manager: outageOfOwnStation, liaison: memberOfOwnVillage },
      servedMemberThen,
    ),
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
  read('GET /outages/:id/still-to-tell', station, async (db, { params, query }, { tools, audit }) => {
    const list = await stillToTell(db, tools, params.id, query)
    const villageId = query.villageId ?? null
    audit({ subjectKind: 'outage', subjectId: params.id, detail: { villageId, households: list.items.length } })
    return list
  })
  read(
    'GET /outages/:id/households/:householdId/told',
    may({ station_admin: outageOfOwnStation, duty_manager: outageOfOwnStation, liaison: shownHouseholdOfOwnVillage }),
    async (db, { params: { id: outageId, householdId } }, { audit }) => {
      const { villageId, ...told } = await toldOfHousehold(db, outageId, householdId)
      audit({ subjectKind: 'household', subjectId: householdId, detail: { outageId, villageId, households: 1 } })
      return told
    },
  )
}
