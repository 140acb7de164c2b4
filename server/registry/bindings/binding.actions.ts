import { In, LessThan, Not } from 'typeorm'
import type { RouteInput } from '../../../shared/contract/contract'
import { readAccountNo } from '../../../shared/domain/account-no'
import { toHalfWidth } from '../../../shared/domain/plain-text'
import { chinaDay } from '../../../shared/domain/time'
import type { Tools } from '../../deps'
import { inBatches } from '../../platform/db/batches'
import { bulkInsert } from '../../platform/db/bulk'
import type { Tx } from '../../platform/db/database'
import { orRefuse, Refusal, refuseIf } from '../../platform/http/refuse'
import type { Actor } from '../../platform/http/rights'
import { phoneHashOf } from '../../platform/phone-input'
import { householdByAccount, householdIdsOfPhone, phoneHashesOfHouseholds } from '../people/household.reads'
import { personRef, personRefs, personsOfPhones } from '../sign-in/person.reads'
import { BindingAskTable, type BindingRow, BindingTable } from './binding.tables'

const liveKeyOf = (personId: string, householdId: string): string => `${personId}:${householdId}`
const byPerson = (personId: string): string => `person:${personId}`
const ON_RECORD = { state: 'bound', ground: 'phone_on_record' } as const

/** Binds the pair; a request still open is granted by it. A pair already bound stays as it is. */
async function bind(
  tx: Tx,
  tools: Tools,
  pair: { personId: string; householdId: string },
  how: { ground: NonNullable<BindingRow['ground']>; relation: string; decidedBy: string },
): Promise<string> {
  const now = tools.clock()
  const liveKey = liveKeyOf(pair.personId, pair.householdId)
  const before = await tx.findOneBy(BindingTable, { liveKey })
  if (before?.state === 'bound') return before.id
  const decided = { state: 'bound', ground: how.ground, decidedBy: how.decidedBy, decidedAt: now } as const
  const id = before?.id ?? tools.newId()
  if (before) await tx.update(BindingTable, { id }, decided)
  else
    await tx.insert(BindingTable, {
      id,
      ...pair,
      ...decided,
      relation: how.relation,
      askedAs: null,
      askedAt: now,
      liveKey,
    })
  return id
}

const end = (tx: Tx, tools: Tools, ids: readonly string[], decidedBy: string) =>
  tx.update(BindingTable, { id: In([...ids]) }, { state: 'ended', liveKey: null, decidedBy, decidedAt: tools.clock() })

/** The last word on a pair was that it is over, and a person's: a number alone does not bind it again. */
async function wasEnded(tx: Tx, personId: string, householdId: string, except: string | null): Promise<boolean> {
  const last = await tx.findOne(BindingTable, { where: { personId, householdId }, order: { id: 'DESC' } })
  return last?.state === 'ended' && last.decidedBy !== 'system' && last.decidedBy !== except
}

/**
 * Binds the person to every household their verified number is on record or noted as a contact for, and lets go of those an
 * earlier number had bound. Answers how many households are now bound. What the person ended comes back: verifying anew is
 * their own word; what the liaison ended does not.
 */
export async function bindByPhone(tx: Tx, tools: Tools, personId: string): Promise<number> {
  const { phoneHash } = orRefuse(await personRef(tx, personId))
  const wanted = phoneHash ? await householdIdsOfPhone(tx, phoneHash) : []
  const held = await tx.findBy(BindingTable, { personId, ...ON_RECORD })
  const lost = held.filter(({ householdId }) => !wanted.includes(householdId)).map(({ id }) => id)
  if (lost.length > 0) await end(tx, tools, lost, 'system')
  for (const householdId of wanted)
    if (!(await wasEnded(tx, personId, householdId, byPerson(personId))))
      await bind(
        tx,
        tools,
        { personId, householdId },
        { ground: 'phone_on_record', relation: '登记电话', decidedBy: 'system' },
      )
  return tx.countBy(BindingTable, { personId, state: 'bound' })
}

/** Numbers of these households changed: who no longer has one of them loses the binding it gave, who has a new one gets it. */
export async function followPhones(tx: Tx, tools: Tools, householdIds: readonly string[]): Promise<void> {
  const hashes = await phoneHashesOfHouseholds(tx, householdIds)
  const owners = await personsOfPhones(tx, [...new Set([...hashes.values()].flatMap((set) => [...set]))])
  const held = await inBatches(householdIds, (batch) =>
    tx.findBy(BindingTable, { householdId: In(batch), ...ON_RECORD }),
  )
  const holders = await personRefs(tx, [...new Set(held.map(({ personId }) => personId))])
  const lost = held.filter(
    ({ personId, householdId }) => !hashes.get(householdId)?.has(holders.get(personId)?.phoneHash ?? ''),
  )
  if (lost.length > 0)
    await end(
      tx,
      tools,
      lost.map(({ id }) => id),
      'system',
    )
  for (const [householdId, set] of hashes)
    for (const { id: personId } of [...set].flatMap((hash) => owners.get(hash) ?? []))
      if (!(await wasEnded(tx, personId, householdId, null)))
        await bind(
          tx,
          tools,
          { personId, householdId },
          { ground: 'phone_on_record', relation: '登记电话', decidedBy: 'system' },
        )
}

const sameName = (a: string, b: string): boolean => bare(a) === bare(b)
const bare = (name: string): string => toHalfWidth(name).replace(/[\s·•.]/g, '')

/** Enough for a child with a few parents and slips of the finger; too few to try out 户号. */
const ASKS_A_DAY = 20

async function countAsk(tx: Tx, tools: Tools, personId: string): Promise<void> {
  const day = chinaDay(tools.clock())
  const isCounted = async () => {
    const row = tx
      .createQueryBuilder()
      .update(BindingAskTable)
      .set({ asks: () => 'asks + 1' })
    return (await row.where({ personId, asks: LessThan(ASKS_A_DAY) }).execute()).affected === 1
  }
  await tx.update(BindingAskTable, { personId, day: Not(day) }, { day, asks: 0 })
  if (await isCounted()) return
  await bulkInsert(tx, BindingAskTable, [{ personId, day, asks: 0 }], { ignore: true })
  if (await isCounted()) return
  throw new Refusal('TOO_MANY_REQUESTS', undefined, `今天申请已满${ASKS_A_DAY}次，请明天再试，或请对接人员办理`)
}

/**
 * Asks for a household. What the caller learns is the same whether the 户号 exists, the name fits or neither: nobody can find
 * out by trying which numbers are in use. Refuses ACCOUNT_NO_INVALID, and TOO_MANY_REQUESTS after 20 asks on one Chinese day.
 */
export async function askForBinding(
  tx: Tx,
  tools: Tools,
  personId: string,
  asked: RouteInput<'POST /me/bindings'>['body'],
): Promise<void> {
  const reading = readAccountNo(asked.accountNo)
  if ('fault' in reading) throw new Refusal('ACCOUNT_NO_INVALID', [{ field: 'accountNo', reason: reading.fault }])
  await countAsk(tx, tools, personId)
  const household = await householdByAccount(tx, reading.accountNo)
  if (!household || !sameName(household.name, asked.name)) return
  const liveKey = liveKeyOf(personId, household.id)
  if (await tx.existsBy(BindingTable, { liveKey })) return
  await tx.insert(BindingTable, {
    id: tools.newId(),
    personId,
    householdId: household.id,
    state: 'asked',
    ground: null,
    relation: asked.relation,
    askedAs: asked.myName ?? null,
    decidedBy: null,
    askedAt: tools.clock(),
    decidedAt: null,
    liveKey,
  })
}

/** The liaison's word on a request: face to face or by phone, without any code. */
export async function decideBinding(tx: Tx, tools: Tools, actor: Actor, id: string, bound: boolean): Promise<void> {
  const decided = { decidedBy: actor.id, decidedAt: tools.clock() }
  const changed = await tx.update(
    BindingTable,
    { id, state: 'asked' },
    bound ? { ...decided, state: 'bound', ground: 'liaison' } : { ...decided, state: 'refused', liveKey: null },
  )
  refuseIf(changed.affected !== 1 && 'BINDING_DECIDED')
}

/** The liaison binds somebody without a request; the newest sign-in with that verified number is meant. */
export async function bindByLiaison(
  tx: Tx,
  tools: Tools,
  actor: Actor,
  householdId: string,
  { phone, relation }: RouteInput<'POST /households/:id/bindings'>['body'],
): Promise<{ id: string }> {
  const hash = phoneHashOf(tools, phone)
  const person = orRefuse((await personsOfPhones(tx, [hash])).get(hash)?.at(-1), 'PERSON_NOT_VERIFIED')
  refuseIf(
    (await tx.existsBy(BindingTable, { personId: person.id, householdId, state: 'bound' })) &&
      'HOUSEHOLD_ALREADY_BOUND',
  )
  return {
    id: await bind(
      tx,
      tools,
      { personId: person.id, householdId },
      { ground: 'liaison', relation, decidedBy: actor.id },
    ),
  }
}

/** Ends a binding, or takes a request back. */
export async function endBinding(tx: Tx, tools: Tools, actor: Actor, id: string): Promise<void> {
  const { state, personId } = orRefuse(await tx.findOneBy(BindingTable, { id }))
  refuseIf(state !== 'asked' && state !== 'bound' && 'BINDING_DECIDED')
  await end(tx, tools, [id], actor.personId === personId ? byPerson(personId) : actor.id)
}
