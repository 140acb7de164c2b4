import type { Mount } from '../../platform/http/mount'
import { may, own, type Scope } from '../../platform/http/rights'
import { liaisonOfVillage, villageOfOwnStation } from '../villages/village.reads'
import { changeHousehold, forgetCare, noteCare, noteContact, notePhone, removeContact } from './household.actions'
import { householdOfOwnStation, householdOfOwnVillage } from './household.reads'
import { householdsOfVillage, householdView, phonesOfHousehold, searchHouseholds } from './household-view.reads'

/** A liaison searches inside an own village only, and has to name it. */
const namedOwnVillage: Scope<{ body: { villageId?: string } }> = (_db, actor, { body }) =>
  body.villageId !== undefined && actor.liaisonOf.includes(body.villageId)

export function householdRoutes({ read, write }: Mount): void {
  read(
    'GET /villages/:villageId/households',
    may({ station_admin: villageOfOwnStation, liaison: liaisonOfVillage }),
    (db, { params, query }, { tools }) => householdsOfVillage(db, tools, params.villageId, query),
  )
  // A search is a write: what was looked for stays out of addresses, and who looked is noted.
  write(
    'POST /households/search',
    may({ station_admin: own, liaison: namedOwnVillage }),
    async (tx, { body }, { tools, actor, audit }) => {
      const found = await searchHouseholds(tx, tools, actor.stationId as string, body)
      audit({ subjectKind: 'households', subjectId: '', detail: { by: Object.keys(body), found: found.length } })
      return found
    },
    { secretReply: true },
  )

  const staff = may({ station_admin: householdOfOwnStation, liaison: householdOfOwnVillage })
  // Tasks of a village without liaison fall to who is on duty: they have to know whom to call.
  const looks = may({
    station_admin: householdOfOwnStation,
    duty_manager: householdOfOwnStation,
    liaison: householdOfOwnVillage,
  })
  read('GET /households/:id', looks, (db, { params }, { tools, audit }) => {
    audit({ subjectKind: 'household', subjectId: params.id })
    return householdView(db, tools, params.id)
  })
  read('GET /households/:id/phone', looks, (db, { params }, { tools, audit }) => {
    audit({ subjectKind: 'household', subjectId: params.id })
    return phonesOfHousehold(db, tools, params.id)
  })
  write(
    'PUT /households/:id',
    may({ station_admin: householdOfOwnStation }),
    async (tx, { params, body }, { tools, audit }) => {
      await changeHousehold(tx, tools, params.id, body)
      audit({ subjectKind: 'household', subjectId: params.id, detail: body })
      return { done: true }
    },
  )
  write('PUT /households/:id/phone', staff, async (tx, { params, body }, { tools, audit }) => {
    await notePhone(tx, tools, params.id, body.phone)
    audit({ subjectKind: 'household', subjectId: params.id, detail: { number: body.phone !== null } })
    return { done: true }
  })
  write('POST /households/:id/contacts', staff, async (tx, { params, body }, { tools, actor, audit }) => {
    audit({ subjectKind: 'household', subjectId: params.id })
    return noteContact(tx, tools, actor, params.id, body)
  })
  write('DELETE /households/:id/contacts/:contactId', staff, async (tx, { params }, { tools, audit }) => {
    await removeContact(tx, tools, params.id, params.contactId)
    audit({ subjectKind: 'household', subjectId: params.id, detail: { contact: params.contactId } })
    return { done: true }
  })
  write('PUT /households/:id/care', staff, async (tx, { params, body }, { tools, actor, audit }) => {
    await noteCare(tx, tools, actor, params.id, body)
    // The audit says that consent was given and how, not what for.
    audit({ subjectKind: 'household', subjectId: params.id, detail: { consentHow: body.consentHow } })
    return { done: true }
  })
  write('DELETE /households/:id/care', staff, async (tx, { params }, { tools, audit }) => {
    await forgetCare(tx, tools, params.id)
    audit({ subjectKind: 'household', subjectId: params.id })
    return { done: true }
  })
}
