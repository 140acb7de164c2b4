import { isMobile } from '../../../shared/domain/phone'
import type { Tools } from '../../deps'
import type { Reader } from '../../platform/db/database'
import { openPhone } from '../../platform/open-phone'
import { personsOfHouseholds } from '../../registry/bindings/binding.reads'
import { type CommitteeRef, committeesOfVillages } from '../../registry/liaisons/liaison.reads'
import { contactsOfHouseholds, householdRefs } from '../../registry/people/household.reads'
import { type PersonRef, personRefs } from '../../registry/sign-in/person.reads'
import type { DeliveryRow } from './delivery.tables'

/** What a delivery is for, besides its words. */
export type Addressed = Pick<
  DeliveryRow,
  'id' | 'planKey' | 'villageId' | 'householdId' | 'channel' | 'recipientKind' | 'recipientId'
>

/** Where a text message for a household or committee member goes. */
export type SmsTarget = Pick<DeliveryRow, 'recipientKind' | 'recipientId'>

/** Who a delivery reaches as things stand now; `null` where there is nobody any more (unbound, moved, number taken away). */
export type Reach = { openid: string | null; mobile: string | null; sms: SmsTarget | null }

/** Under this the plan names a committee member; the member's id follows. */
const COMMITTEE = /^(?:>\w+:)?committee:([\w-]+)$/
/** The committee member a delivery is for, whichever way it goes. */
export const memberIdOf = ({ planKey }: Pick<DeliveryRow, 'planKey'>): string | null =>
  COMMITTEE.exec(planKey)?.[1] ?? null

/** Looks everybody of a batch up again, in a handful of questions: minutes or days may lie between plan and sending. */
export async function reachOf(
  db: Reader,
  tools: Pick<Tools, 'vault' | 'log'>,
  rows: readonly Addressed[],
): Promise<Map<string, Reach>> {
  const unique = (ids: (string | null)[]) => [...new Set(ids)].filter((id) => id !== null)
  const householdIds = unique(rows.map((row) => row.householdId))
  const households = await householdRefs(db, householdIds)
  const contacts = await contactsOfHouseholds(db, householdIds)
  const bound = await personsOfHouseholds(db, householdIds)
  const committees = await committeesOfVillages(db, unique(rows.map((row) => (memberIdOf(row) ? row.villageId : null))))
  const members = new Map([...committees.values()].flat().map((member) => [member.id, member]))
  const persons = await personRefs(
    db,
    unique([
      ...rows.map((row) => (row.recipientKind === 'person' ? row.recipientId : null)),
      ...[...bound.values()].flat().map(({ personId }) => personId),
    ]),
  )
  const mobileOf = (holder: { id: string; phoneSealed: string | null } | undefined, of: string): string | null => {
    const phone = openPhone(tools, holder?.phoneSealed, `${holder?.id} of ${of}`) ?? ''
    return isMobile(phone) ? phone : null
  }

  function household(row: Addressed, id: string): Reach {
    const own = households.get(id)
    const others = contacts.get(id) ?? []
    const family = (bound.get(id) ?? []).flatMap(({ personId }) => persons.get(personId) ?? [])
    const person = row.recipientKind === 'person' ? family.find((one) => one.id === row.recipientId) : undefined
    const contact = others.find((one) => one.id === row.recipientId)
    const holder = row.recipientKind === 'household' ? own : row.recipientKind === 'contact' ? contact : person
    const whose = `household ${id}`
    const mobileContact = others.find((one) => mobileOf(one, whose))
    const mobilePerson = family.find((one) => mobileOf(one, whose))
    const sms: SmsTarget | null = mobileOf(own, whose)
      ? { recipientKind: 'household', recipientId: id }
      : mobileContact
        ? { recipientKind: 'contact', recipientId: mobileContact.id }
        : mobilePerson
          ? { recipientKind: 'person', recipientId: mobilePerson.id }
          : null
    return { openid: person?.openid ?? null, mobile: mobileOf(holder, whose), sms }
  }

  function committee(row: Addressed, member: CommitteeRef | undefined): Reach {
    const person: PersonRef | undefined = row.recipientKind === 'person' ? persons.get(row.recipientId) : undefined
    // The number WeChat vouched for is what made this person the member.
    const same = member && person?.phoneHash === member.phoneHash
    const mobile = mobileOf(member, 'a committee')
    return {
      openid: same ? person.openid : null,
      mobile,
      sms: member && mobile ? { recipientKind: 'committee_member', recipientId: member.id } : null,
    }
  }

  return new Map(
    rows.map((row) => {
      const memberId = memberIdOf(row)
      const nobody = { openid: null, mobile: null, sms: null }
      if (memberId) return [row.id, committee(row, members.get(memberId))]
      return [row.id, row.householdId ? household(row, row.householdId) : nobody]
    }),
  )
}
