import type { RouteInput } from '../../../shared/contract/contract'
import { endsTask } from '../../../shared/domain/channel'
import { contactTime } from '../../../shared/domain/contact-time'
import type { Tools } from '../../deps'
import { bulkInsert } from '../../platform/db/bulk'
import type { Tx } from '../../platform/db/database'
import { orRefuse, Refusal, refuseIf } from '../../platform/http/refuse'
import type { Actor } from '../../platform/http/rights'
import { householdIdsOfPerson } from '../../registry/bindings/binding.reads'
import { committeesOfVillages } from '../../registry/liaisons/liaison.reads'
import { personRef } from '../../registry/sign-in/person.reads'
import { affectedAmong, publishedAtOf } from '../../services/outages/affected.reads'
import { villagesOfOutage } from '../../services/outages/outage.reads'
import { CommitteeReceiptTable, type ContactTryRow, ContactTryTable, type ToldRow, ToldTable } from './awareness.tables'

/** Adds proofs; one that is known already changes nothing. */
export const addProofs = (tx: Tx, rows: readonly ToldRow[]): Promise<number> =>
  bulkInsert(tx, ToldTable, rows, { ignore: true })

/**
 * 我知道了: for one household or all the person is bound to and the outage touches. Answers how many. Refusal NOT_FOUND, the
 * same for somebody else's household as for one that is not touched.
 */
export async function acknowledge(
  tx: Tx,
  tools: Tools,
  actor: Actor,
  outageId: string,
  householdId?: string,
): Promise<number> {
  const personId = actor.personId as string
  const own = await householdIdsOfPerson(tx, personId)
  const asked = householdId === undefined ? own : own.filter((id) => id === householdId)
  const affected = await affectedAmong(tx, outageId, asked)
  if (affected.length === 0) throw new Refusal('NOT_FOUND')
  const now = tools.clock()
  await addProofs(
    tx,
    affected.map((row) => ({
      id: tools.newId(),
      outageId,
      householdId: row.householdId,
      means: 'tap' as const,
      at: now,
      actorId: actor.id,
      name: actor.name.trim() || '本人',
      sourceKey: `tap:${outageId}:${row.householdId}:${personId}`,
      createdAt: now,
    })),
  )
  return affected.length
}

type ContactInput = RouteInput<'POST /outages/:id/contacts'>['body']

/**
 * A call or visit to a household. Only 已告知 proves something. Refusals NOT_FOUND, CONTACT_TIME_INVALID, and
 * CONTACT_WITHOUT_NAME: only a named person's word counts.
 */
export async function recordContact(
  tx: Tx,
  tools: Tools,
  actor: Actor,
  outageId: string,
  input: ContactInput,
): Promise<void> {
  const [affected] = await affectedAmong(tx, outageId, [input.householdId])
  const { householdId, villageId } = orRefuse(affected)
  const note = await addTry(tx, tools, actor, outageId, input, { householdId, memberId: null, villageId })
  if (!endsTask(input.result)) return
  await addProofs(tx, [
    {
      id: tools.newId(),
      outageId,
      householdId,
      means: input.by,
      at: note.at,
      actorId: actor.id,
      name: note.staffName,
      sourceKey: `contact:${note.id}`,
      createdAt: tools.clock(),
    },
  ])
}

type MemberInput = RouteInput<'POST /outages/:id/committee-contacts'>['body']

/** The same to a committee member; 已告知 counts as their receipt. */
export async function recordCommitteeContact(
  tx: Tx,
  tools: Tools,
  actor: Actor,
  outageId: string,
  input: MemberInput,
): Promise<void> {
  const villageIds = (await villagesOfOutage(tx, outageId)).map(({ villageId }) => villageId)
  const members = [...(await committeesOfVillages(tx, villageIds)).values()].flat()
  const { id: memberId, villageId, name } = orRefuse(members.find(({ id }) => id === input.memberId))
  const { at } = await addTry(tx, tools, actor, outageId, input, { householdId: null, memberId, villageId })
  if (!endsTask(input.result)) return
  await bulkInsert(tx, CommitteeReceiptTable, [{ outageId, memberId, villageId, name, at }], { ignore: true })
}

async function addTry(
  tx: Tx,
  tools: Tools,
  actor: Actor,
  outageId: string,
  input: Pick<ContactInput, 'by' | 'result' | 'at' | 'note'>,
  whom: { householdId: string | null; memberId: string | null; villageId: string },
): Promise<ContactTryRow> {
  const staffName = actor.name.trim()
  refuseIf(staffName === '' && 'CONTACT_WITHOUT_NAME')
  const row: ContactTryRow = {
    id: tools.newId(),
    outageId,
    ...whom,
    means: input.by,
    result: input.result,
    note: input.note ?? null,
    at: await timeOf(tx, tools, outageId, input.at),
    staffId: actor.staffId as string,
    staffName,
    createdAt: tools.clock(),
  }
  await tx.insert(ContactTryTable, row)
  return row
}

/** When it was: now, or as the phone says of a note made without network. */
async function timeOf(tx: Tx, tools: Tools, outageId: string, said: string | undefined): Promise<Date> {
  const now = tools.clock()
  if (said === undefined) return now
  const published = orRefuse(await publishedAtOf(tx, outageId))
  return orRefuse(contactTime(said, { published, now }), 'CONTACT_TIME_INVALID')
}

/** 收到, for every seat the person holds in a village the outage touches. Answers how many villages. Refusal NOT_FOUND. */
export async function receiveAsCommittee(tx: Tx, tools: Tools, actor: Actor, outageId: string): Promise<number> {
  const touched = new Set((await villagesOfOutage(tx, outageId)).map(({ villageId }) => villageId))
  const own = actor.committeeOf.filter((villageId) => touched.has(villageId))
  const person = orRefuse(await personRef(tx, actor.personId as string))
  const seats = [...(await committeesOfVillages(tx, own)).values()]
    .flat()
    .filter(({ phoneHash }) => phoneHash === person.phoneHash)
  if (seats.length === 0) throw new Refusal('NOT_FOUND')
  const at = tools.clock()
  const rows = seats.map(({ id, villageId, name }) => ({ outageId, memberId: id, villageId, name, at }))
  await bulkInsert(tx, CommitteeReceiptTable, rows, { ignore: true })
  return new Set(seats.map(({ villageId }) => villageId)).size
}
