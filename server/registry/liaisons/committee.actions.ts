import type { RouteInput } from '../../../shared/contract/contract'
import type { Tools } from '../../deps'
import { isDuplicate, type Tx } from '../../platform/db/database'
import { Refusal, refuseIf } from '../../platform/http/refuse'
import { sealPhone } from '../../platform/phone-input'
import { CommitteeMemberTable, DutyTable } from './liaison.tables'
import { staffOfStation } from './pairing.actions'

/** Adds a member; somebody removed before, known by the number, comes back. */
export async function seatMember(
  tx: Tx,
  tools: Tools,
  villageId: string,
  { name, post, phone }: RouteInput<'POST /villages/:villageId/committee'>['body'],
) {
  const sealed = sealPhone(tools, phone)
  const before = await tx.findOneBy(CommitteeMemberTable, { villageId, phoneHash: sealed.phoneHash })
  refuseIf(before?.active && 'COMMITTEE_PHONE_TAKEN')
  const id = before?.id ?? tools.newId()
  if (before) await tx.update(CommitteeMemberTable, { id }, { name, post, active: true })
  else
    await tx.insert(CommitteeMemberTable, {
      id,
      villageId,
      name,
      post,
      ...sealed,
      active: true,
      createdAt: tools.clock(),
    })
  return { id }
}

export async function changeMember(
  tx: Tx,
  tools: Tools,
  { villageId, memberId }: { villageId: string; memberId: string },
  { phone, ...change }: RouteInput<'PUT /villages/:villageId/committee/:memberId'>['body'],
): Promise<void> {
  refuseIf(!(await tx.existsBy(CommitteeMemberTable, { id: memberId, villageId, active: true })) && 'NOT_FOUND')
  const set = { ...change, ...(phone === undefined ? {} : sealPhone(tools, phone)) }
  if (Object.keys(set).length === 0) return
  try {
    await tx.update(CommitteeMemberTable, { id: memberId }, set)
  } catch (error) {
    if (isDuplicate(error)) throw new Refusal('COMMITTEE_PHONE_TAKEN')
    throw error
  }
}

export async function unseatMember(
  tx: Tx,
  { villageId, memberId }: { villageId: string; memberId: string },
): Promise<void> {
  const changed = await tx.update(CommitteeMemberTable, { id: memberId, villageId, active: true }, { active: false })
  refuseIf(changed.affected !== 1 && 'NOT_FOUND')
}

/** Puts somebody on the rota of a weekday, or of one day; null takes the entry away. */
export async function setDuty(
  tx: Tx,
  tools: Tools,
  stationId: string,
  slot: { weekday: number } | { day: string },
  staffId: string | null,
): Promise<void> {
  if (staffId !== null) await staffOfStation(tx, stationId, staffId)
  await tx.delete(DutyTable, { stationId, ...slot })
  if (staffId !== null)
    await tx.insert(DutyTable, { id: tools.newId(), stationId, weekday: null, day: null, ...slot, staffId })
}
