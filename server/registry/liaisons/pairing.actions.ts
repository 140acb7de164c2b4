import type { RouteInput } from '../../../shared/contract/contract'
import { addDays, chinaDay } from '../../../shared/domain/time'
import type { Tools } from '../../deps'
import { isDuplicate, type Tx } from '../../platform/db/database'
import { orRefuse, Refusal, refuseIf } from '../../platform/http/refuse'
import type { Actor } from '../../platform/http/rights'
import { activeStaff } from '../people/people.reads'
import { type PairingRow, PairingTable } from './liaison.tables'

type Deputy = Pick<PairingRow, 'deputyStaffId' | 'deputyFrom' | 'deputyUntil'>
const NO_DEPUTY: Deputy = { deputyStaffId: null, deputyFrom: null, deputyUntil: null }

type Appointment = RouteInput<'POST /villages/:villageId/liaison'>['body']

/** The member of staff behind an actor, however they signed in. */
export const staffWord = ({ staffId }: Actor): string => `staff:${staffId}`

/** Staff of the station who may still sign in; anybody else is refused alike. */
export async function staffOfStation(tx: Tx, stationId: string, staffId: string): Promise<void> {
  refuseIf((await activeStaff(tx, staffId))?.stationId !== stationId && 'STAFF_UNKNOWN')
}

function exceptionOf(
  { exception }: Appointment,
  today: string,
): Pick<PairingRow, 'exceptionReason' | 'exceptionUntil'> {
  if (!exception) return { exceptionReason: null, exceptionUntil: null }
  refuseIf(exception.reason.trim() === '' && 'EXCEPTION_NEEDS_REASON')
  // A day the calendar does not have comes back as another one.
  refuseIf((exception.until <= today || addDays(exception.until, 0) !== exception.until) && 'EXCEPTION_NEEDS_END')
  return { exceptionReason: exception.reason.trim(), exceptionUntil: exception.until }
}

/**
 * Appoints the liaison of a village. The two unique live keys decide, also between requests of the same moment: of many, one
 * wins, the others are refused VILLAGE_HAS_LIAISON or LIAISON_HAS_VILLAGE.
 */
export async function appointLiaison(
  tx: Tx,
  tools: Tools,
  actor: Actor,
  villageId: string,
  appointment: Appointment,
  deputy: Deputy = NO_DEPUTY,
) {
  const stationId = actor.stationId as string
  const { staffId } = appointment
  await staffOfStation(tx, stationId, staffId)
  const now = tools.clock()
  const exception = exceptionOf(appointment, chinaDay(now))
  const pairing: PairingRow = {
    id: tools.newId(),
    stationId,
    villageId,
    staffId,
    since: now,
    until: null,
    liveVillage: villageId,
    liveStaff: exception.exceptionReason === null ? staffId : null,
    ...exception,
    appointedBy: staffWord(actor),
    endedBy: null,
    ...deputy,
  }
  try {
    await tx.insert(PairingTable, pairing)
  } catch (error) {
    if (!isDuplicate(error)) throw error
    // The message names the key on both databases: `pairing.live_village` on SQLite, `uq_pairing_village` on MySQL.
    throw new Refusal(
      /live_village|uq_pairing_village/.test(String(error)) ? 'VILLAGE_HAS_LIAISON' : 'LIAISON_HAS_VILLAGE',
    )
  }
  return { id: pairing.id }
}

/** Ends the pairing in force; answers it, or null when there is none. */
export async function endPairing(tx: Tx, tools: Tools, endedBy: string, villageId: string): Promise<PairingRow | null> {
  const pairing = await tx.findOneBy(PairingTable, { liveVillage: villageId })
  if (!pairing) return null
  const ended = await tx.update(
    PairingTable,
    { id: pairing.id, liveVillage: villageId },
    { until: tools.clock(), endedBy, liveVillage: null, liveStaff: null },
  )
  refuseIf(ended.affected !== 1 && 'CONFLICT')
  return pairing
}

/**
 * Old ends, new begins, in one transaction: the village is never without anybody in between. Who is appointed anew, to renew an
 * exception, keeps the deputy.
 */
export async function handOver(tx: Tx, tools: Tools, actor: Actor, villageId: string, appointment: Appointment) {
  const ended = orRefuse(await endPairing(tx, tools, staffWord(actor), villageId), 'VILLAGE_WITHOUT_LIAISON')
  const { deputyStaffId, deputyFrom, deputyUntil } = ended
  const deputy = ended.staffId === appointment.staffId ? { deputyStaffId, deputyFrom, deputyUntil } : NO_DEPUTY
  return appointLiaison(tx, tools, actor, villageId, appointment, deputy)
}

/** Names who stands in from the first to the last day, both included. */
export async function nameDeputy(
  tx: Tx,
  tools: Tools,
  actor: Actor,
  villageId: string,
  { staffId, from, until }: RouteInput<'PUT /villages/:villageId/deputy'>['body'],
): Promise<void> {
  const pairing = orRefuse(await tx.findOneBy(PairingTable, { liveVillage: villageId }), 'VILLAGE_WITHOUT_LIAISON')
  refuseIf(pairing.staffId === staffId && 'DEPUTY_IS_LIAISON')
  const today = chinaDay(tools.clock())
  refuseIf(
    (until < from || until < today || addDays(from, 0) !== from || addDays(until, 0) !== until) && 'DEPUTY_DAYS_WRONG',
  )
  await staffOfStation(tx, actor.stationId as string, staffId)
  await tx.update(PairingTable, { id: pairing.id }, { deputyStaffId: staffId, deputyFrom: from, deputyUntil: until })
}

export async function dismissDeputy(tx: Tx, villageId: string): Promise<void> {
  const pairing = orRefuse(await tx.findOneBy(PairingTable, { liveVillage: villageId }), 'VILLAGE_WITHOUT_LIAISON')
  await tx.update(PairingTable, { id: pairing.id }, NO_DEPUTY)
}

/** Who left serves no village any more: each goes to its deputy or duty manager and onto the blind-spot list. */
export async function endPairingsOf(tx: Tx, tools: Tools, staffId: string): Promise<void> {
  const pairings = (await tx.findBy(PairingTable, { staffId })).filter(({ liveVillage }) => liveVillage !== null)
  for (const { villageId } of pairings) await endPairing(tx, tools, 'system', villageId)
  await tx.update(PairingTable, { deputyStaffId: staffId }, NO_DEPUTY)
}
