import type { RouteInput } from '../../../shared/contract/contract'
import type { Tools } from '../../deps'
import type { Tx } from '../../platform/db/database'
import { held } from '../../platform/db/lock'
import { orRefuse, refuseIf } from '../../platform/http/refuse'
import type { Actor } from '../../platform/http/rights'
import { emit } from '../../platform/outbox/outbox'
import { sealPhone } from '../../platform/phone-input'
import { groupRefs } from '../villages/village.reads'
import { CareMarkTable, ContactTable, type HouseholdRow, HouseholdTable } from './household.tables'

/** Every change counts the version up: an import can then tell that somebody was here since. */
async function change(tx: Tx, tools: Tools, id: string, set: Partial<HouseholdRow>): Promise<void> {
  const { version } = orRefuse(await tx.findOne(HouseholdTable, { select: { id: true, version: true }, where: { id } }))
  const changed = await tx.update(
    HouseholdTable,
    { id, version },
    { ...set, version: version + 1, updatedAt: tools.clock() },
  )
  refuseIf(changed.affected !== 1 && 'CONFLICT')
}

/** Holds the household until the transaction ends, so that no undo of an import takes it away meanwhile; refuses NOT_FOUND. */
const standing = async (tx: Tx, id: string): Promise<void> =>
  void orRefuse(await tx.findOne(HouseholdTable, { select: { id: true }, where: { id }, ...held(tx) }))

const phonesChanged = (tx: Tx, tools: Tools, id: string) =>
  emit(tx, tools, { type: 'household.phones_changed', householdIds: [id] })

export async function changeHousehold(
  tx: Tx,
  tools: Tools,
  id: string,
  { groupId, important }: RouteInput<'PUT /households/:id'>['body'],
): Promise<void> {
  const { villageId } = orRefuse(await tx.findOneBy(HouseholdTable, { id }))
  if (groupId)
    refuseIf((await groupRefs(tx, [groupId])).get(groupId)?.villageId !== villageId && 'GROUP_NOT_IN_VILLAGE')
  await change(tx, tools, id, {
    ...(groupId === undefined ? {} : { groupId }),
    ...(important === undefined ? {} : { important }),
  })
}

/** Notes the number on record, or that there is none. */
export async function notePhone(tx: Tx, tools: Tools, id: string, phone: string | null): Promise<void> {
  await change(tx, tools, id, phone === null ? { phoneSealed: null, phoneHash: null } : sealPhone(tools, phone))
  await phonesChanged(tx, tools, id)
}

/** Adds a further person; the same number again changes name and relation. */
export async function noteContact(
  tx: Tx,
  tools: Tools,
  actor: Actor,
  householdId: string,
  { name, relation, phone }: RouteInput<'POST /households/:id/contacts'>['body'],
) {
  const sealed = sealPhone(tools, phone)
  await change(tx, tools, householdId, {})
  const before = await tx.findOneBy(ContactTable, { householdId, phoneHash: sealed.phoneHash })
  const id = before?.id ?? tools.newId()
  if (before) await tx.update(ContactTable, { id }, { name, relation })
  else
    await tx.insert(ContactTable, {
      id,
      householdId,
      name,
      relation,
      ...sealed,
      createdBy: actor.id,
      createdAt: tools.clock(),
    })
  await phonesChanged(tx, tools, householdId)
  return { id }
}

export async function removeContact(tx: Tx, tools: Tools, householdId: string, id: string): Promise<void> {
  const removed = await tx.delete(ContactTable, { id, householdId })
  refuseIf(removed.affected !== 1 && 'NOT_FOUND')
  await change(tx, tools, householdId, {})
  await phonesChanged(tx, tools, householdId)
}

/** Notes the care marks together with the consent they need (PIPL 29); without `kinds` the marks of the file are taken. */
export async function noteCare(
  tx: Tx,
  tools: Tools,
  actor: Actor,
  householdId: string,
  { kinds, consentBy, consentHow }: RouteInput<'PUT /households/:id/care'>['body'],
): Promise<void> {
  await standing(tx, householdId)
  const before = await tx.findOneBy(CareMarkTable, { householdId })
  const marks = kinds ?? before?.kinds ?? []
  refuseIf(marks.length === 0 && 'CARE_CONSENT_MISSING')
  const now = tools.clock()
  const consent = { consentBy, consentHow, consentAt: now, withdrawnAt: null }
  const lifeSupport = marks.includes('life_support')
  if (before) await tx.update(CareMarkTable, { householdId }, { kinds: marks as never, lifeSupport, ...consent })
  else
    await tx.insert(CareMarkTable, {
      householdId,
      kinds: marks as never,
      lifeSupport,
      source: actor.roles.includes('station_admin') ? 'admin' : 'liaison',
      ...consent,
      markedAt: now,
    })
}

/** Withdrawing is as easy as consenting (PIPL 15): the marks are gone with the consent, and no file brings them back. */
export async function forgetCare(tx: Tx, tools: Tools, householdId: string): Promise<void> {
  await standing(tx, householdId)
  const gone = { kinds: [] as never, lifeSupport: false, consentBy: null, consentAt: null, consentHow: null }
  await tx.update(CareMarkTable, { householdId }, { ...gone, withdrawnAt: tools.clock() })
}
