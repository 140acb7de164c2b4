import type { Mount } from '../../platform/http/mount'
import { may, own, type Scope, signedIn } from '../../platform/http/rights'
import { householdOfOwnStation, householdOfOwnVillage } from '../people/household.reads'
import { liaisonOfVillage, villageOfOwnStation } from '../villages/village.reads'
import { askForBinding, bindByLiaison, decideBinding, endBinding } from './binding.actions'
import { BindingTable } from './binding.tables'
import { bindingsOfVillage, meOf } from './me.reads'

const done = { done: true } as const

type OfBinding = { params: { id: string } }
const ownBinding: Scope<OfBinding> = (db, actor, { params }) =>
  actor.personId !== null && db.existsBy(BindingTable, { id: params.id, personId: actor.personId })
/** The household of the binding decides, as for the household itself. */
const ofHousehold =
  (scope: Scope<OfBinding>): Scope<OfBinding> =>
  async (db, actor, { params }) => {
    const binding = await db.findOneBy(BindingTable, { id: params.id })
    return binding !== null && scope(db, actor, { params: { id: binding.householdId } })
  }

export function bindingRoutes({ read, write }: Mount): void {
  read('GET /me', signedIn, (db, _input, { tools, actor }) => meOf(db, tools, actor))
  write(
    'POST /me/bindings',
    may({ villager: own }),
    async (tx, { body }, { tools, actor, audit }) => {
      await askForBinding(tx, tools, actor.personId as string, body)
      audit({ subjectKind: 'person', subjectId: actor.personId as string })
      return done
    },
    { perMinute: 5 },
  )
  write(
    'DELETE /bindings/:id',
    may({
      villager: ownBinding,
      liaison: ofHousehold(householdOfOwnVillage),
      station_admin: ofHousehold(householdOfOwnStation),
    }),
    async (tx, { params }, { tools, actor }) => {
      await endBinding(tx, tools, actor, params.id)
      return done
    },
  )
  read(
    'GET /villages/:villageId/bindings',
    may({ liaison: liaisonOfVillage, station_admin: villageOfOwnStation, duty_manager: villageOfOwnStation }),
    (db, { params, query }, { tools }) => bindingsOfVillage(db, tools, params.villageId, query),
  )
  write(
    'POST /bindings/:id/decision',
    // A village may have no liaison: its requests must not wait for ever.
    may({
      liaison: ofHousehold(householdOfOwnVillage),
      station_admin: ofHousehold(householdOfOwnStation),
      duty_manager: ofHousehold(householdOfOwnStation),
    }),
    async (tx, { params, body }, { tools, actor, audit }) => {
      await decideBinding(tx, tools, actor, params.id, body.bound)
      audit({ subjectKind: 'binding', subjectId: params.id, detail: body })
      return done
    },
  )
  write(
    'POST /households/:id/bindings',
    may({
      liaison: householdOfOwnVillage,
      station_admin: householdOfOwnStation,
      duty_manager: householdOfOwnStation,
    }),
    (tx, { params, body }, { tools, actor, audit }) => {
      audit({ subjectKind: 'household', subjectId: params.id })
      return bindByLiaison(tx, tools, actor, params.id, body)
    },
  )
}
