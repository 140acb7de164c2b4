import type { RouteInput } from '../../../shared/contract/contract'
import { endsTask } from '../../../shared/domain/channel'
import { MINUTE } from '../../../shared/domain/time'
import type { Tools } from '../../deps'
import { bulkInsert } from '../../platform/db/bulk'
import type { Tx } from '../../platform/db/database'
import { orRefuse, Refusal } from '../../platform/http/refuse'
import type { Actor } from '../../platform/http/rights'
import { householdIdsOfPerson } from '../../registry/bindings/binding.reads'
import { committeesOfVillages } from '../../registry/liaisons/liaison.reads'
import { personRef } from '../../registry/sign-in/person.reads'
import { affectedAmong, publishedAtOf } from '../../services/outages/affected.reads'
import { villagesOfOutage } from '../../services/outages/outage.reads'
import { CommitteeReceiptTable, ContactTryTable, type ToldRow, ToldTable } from './awareness.tables'

/** Phones are a little ahead of the server now and then. */
const CLOCK_SKEW = 5 * MINUTE

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

/** A call or visit to a household. Only 已告知 proves something. Refusals NOT_FOUND, CONTACT_TIME_INVALID. */
export async function recordContact(
  tx: Tx,
  tools: Tools,
  actor: Actor,
  outageId: string,
  input: ContactInput,
): Promise<void> {
  const [affected] = await affectedAmong(tx, outageId, [input.householdId])
  const { householdId, villageId } = orRefuse(affected)
  const id = await addTry(tx, tools, actor, outageId, input, { householdId, memberId: null, villageId })
  if (!endsTask(input.result)) return
  await addProofs(tx, [
    {
      id: tools.newId(),
      outageId,
      householdId,
      means: input.by,
      at: await timeOf(tx, tools, outageId, input.at),
      actorId: actor.id,
      name: actor.name,
      sourceKey: `contact:${id}`,
      createdAt: tools.clock(),
    },
  ])
}

type MemberInput = RouteInput<'POST /outages/:id/committee-contacts'>['body']

/** A call or visit to a committee member; 已告知 counts as their receipt. Refusals NOT_FOUND, CONTACT_TIME_INVALID. */
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
  await addTry(tx, tools, actor, outageId, input, { householdId: null, memberId, villageId })
  if (!endsTask(input.result)) return
  const at = await timeOf(tx, tools, outageId, input.at)
  await bulkInsert(tx, CommitteeReceiptTable, [{ outageId, memberId, villageId, name, at }], { ignore: true })
}

async function addTry(
  tx: Tx,
  tools: Tools,
  actor: Actor,
  outageId: string,
  input: Pick<ContactInput, 'by' | 'result' | 'at' | 'note'>,
  whom: { householdId: string | null; memberId: string | null; villageId: string },
): Promise<string> {
  const id = tools.newId()
  await tx.insert(ContactTryTable, {
    id,
    outageId,
    ...whom,
    means: input.by,
    result: input.result,
    note: input.note ?? null,
    at: await timeOf(tx, tools, outageId, input.at),
    staffId: actor.staffId as string,
    staffName: actor.name,
    createdAt: tools.clock(),
  })
  return id
}

/** When it was: as the phone says, but neither before the outage was published nor in the future. */
async function timeOf(tx: Tx, tools: Tools, outageId: string, at: string | undefined): Promise<Date> {
  const now = tools.clock()
  if (at === undefined) return now
  const said = new Date(at)
  const published = orRefuse(await publishedAtOf(tx, outageId))
  if (said < published || said.getTime() > now.getTime() + CLOCK_SKEW) throw new Refusal('CONTACT_TIME_INVALID')
  return said > now ? now : said
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
