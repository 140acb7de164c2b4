import { MoreThan } from 'typeorm'
import type { RouteInput, RouteReply } from '../../../shared/contract/contract'
import { maskAccountNo, maskName, maskPhone } from '../../../shared/domain/mask'
import type { Tools } from '../../deps'
import type { Reader } from '../../platform/db/database'
import type { Actor } from '../../platform/http/rights'
import { householdIdsOfVillage, householdRefs } from '../people/household.reads'
import { personRef, personRefs } from '../sign-in/person.reads'
import { stationOf } from '../stations/station.reads'
import { villageNames } from '../villages/village.reads'
import { BindingTable } from './binding.tables'

type Vault = Pick<Tools, 'vault'>

/** Who is calling, and what is theirs. Requests still open are not listed: that would tell which 户号 exist. */
export async function meOf(db: Reader, { vault }: Vault, actor: Actor): Promise<RouteReply<'GET /me'>> {
  const person = actor.personId ? await personRef(db, actor.personId) : null
  const bindings = actor.personId
    ? await db.find(BindingTable, { where: { personId: actor.personId, state: 'bound' }, order: { id: 'ASC' } })
    : []
  const households = await householdRefs(
    db,
    bindings.map(({ householdId }) => householdId),
  )
  const villageIds = [
    ...actor.liaisonOf,
    ...actor.committeeOf,
    ...[...households.values()].map(({ villageId }) => villageId),
  ]
  const names = await villageNames(db, [...new Set(villageIds)])
  const village = (id: string) => ({ id, name: names.get(id) ?? '' })
  const station = actor.stationId ? await stationOf(db, actor.stationId) : null
  return {
    name: actor.name,
    roles: [...actor.roles],
    phone: person?.phoneSealed ? maskPhone(vault.open(person.phoneSealed)) : null,
    station: station && { id: station.id, name: station.name },
    liaisonOf: actor.liaisonOf.map(village),
    committeeOf: actor.committeeOf.map(village),
    households: bindings.flatMap(({ id, householdId, relation, ground }) => {
      const household = households.get(householdId)
      if (!household || !ground) return []
      const { accountNo, name, villageId } = household
      return [
        {
          bindingId: id,
          householdId,
          accountNo: maskAccountNo(accountNo),
          name: maskName(name),
          village: village(villageId),
          relation,
          ground,
        },
      ]
    }),
  }
}

type Wanted = RouteInput<'GET /villages/:villageId/bindings'>['query']

/** The open requests of a village, or who is bound; in the order they were asked. */
export async function bindingsOfVillage(
  db: Reader,
  { vault }: Vault,
  villageId: string,
  { state = 'asked', householdId, limit, after }: Wanted,
): Promise<RouteReply<'GET /villages/:villageId/bindings'>> {
  const query = db
    .createQueryBuilder(BindingTable, 'b')
    .where({ state, ...(householdId ? { householdId } : {}), ...(after ? { id: MoreThan(after) } : {}) })
    .andWhere(`b.householdId IN (${householdIdsOfVillage(db)})`, { villageId })
  const rows = await query
    .orderBy('b.id')
    .take(limit ?? 50)
    .getMany()
  const households = await householdRefs(db, [...new Set(rows.map((row) => row.householdId))])
  const people = await personRefs(db, [...new Set(rows.map(({ personId }) => personId))])
  return rows.flatMap((row) => {
    const household = households.get(row.householdId)
    const person = people.get(row.personId)
    if (!household || !person) return []
    return [
      {
        id: row.id,
        state,
        household: { id: household.id, name: household.name, accountNo: maskAccountNo(household.accountNo) },
        person: {
          name: row.askedAs ?? person.name,
          phone: person.phoneSealed ? maskPhone(vault.open(person.phoneSealed)) : null,
        },
        relation: row.relation,
        ground: row.ground,
        askedAt: row.askedAt.toISOString(),
      },
    ]
  })
}
