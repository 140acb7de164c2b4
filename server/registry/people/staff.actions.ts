import { Not } from 'typeorm'
import type { RouteInput } from '../../../shared/contract/contract'
import type { Tools } from '../../deps'
import { isDuplicate, type Tx } from '../../platform/db/database'
import { orRefuse, Refusal, refuseIf } from '../../platform/http/refuse'
import { emit } from '../../platform/outbox/outbox'
import { sealPhone } from '../../platform/phone-input'
import { holdStation } from '../stations/station.reads'
import { type StaffRow, StaffTable } from './staff.tables'

async function unlessTaken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (isDuplicate(error)) throw new Refusal('STAFF_TAKEN')
    throw error
  }
}

const phoneColumns = (tools: Tools, phone: string | null) =>
  phone === null ? { phoneSealed: null, phoneHash: null } : sealPhone(tools, phone)

export async function hireStaff(tx: Tx, tools: Tools, stationId: string, body: RouteInput<'POST /staff'>['body']) {
  const id = tools.newId()
  await unlessTaken(
    tx.insert(StaffTable, {
      id,
      stationId,
      number: body.number,
      name: body.name,
      team: body.team ?? '',
      duties: body.duties ?? '',
      ...phoneColumns(tools, body.phone ?? null),
      account: body.account ?? null,
      passwordHash: null,
      admin: body.admin ?? false,
      active: true,
      createdAt: tools.clock(),
    }),
  )
  return { id }
}

/** An admin who can sign in: with account and password, or through WeChat with the number on record. */
const isAdmin = ({ admin, active, account, passwordHash, phoneHash }: StaffRow): boolean =>
  admin && active && (phoneHash !== null || (account !== null && passwordHash !== null))

/** Changes what is given. Who is no longer active can't sign in from now on; the rooms above hear of it. */
export async function changeStaff(
  tx: Tx,
  tools: Tools,
  id: string,
  { phone, ...change }: RouteInput<'PUT /staff/:id'>['body'],
): Promise<void> {
  const { stationId } = orRefuse(await tx.findOne(StaffTable, { select: { id: true, stationId: true }, where: { id } }))
  // Two admins who take each other's rights away at once: the second is to see what the first has done.
  await holdStation(tx, stationId)
  const before = orRefuse(await tx.findOneBy(StaffTable, { id }))
  const set: Partial<StaffRow> = { ...change, ...(phone === undefined ? {} : phoneColumns(tools, phone)) }
  const after = { ...before, ...set }
  if (isAdmin(before) && !isAdmin(after)) {
    const others = await tx.findBy(StaffTable, { stationId, admin: true, active: true, id: Not(id) })
    refuseIf(!others.some(isAdmin) && 'STAFF_LAST_ADMIN')
  }
  if (Object.keys(set).length > 0) await unlessTaken(tx.update(StaffTable, { id }, set))
  if (before.active && !after.active) await emit(tx, tools, { type: 'staff.left', staffId: id })
}

/** Stores the slow hash, made before the transaction; every open session of that person ends. */
export async function setPassword(tx: Tx, tools: Tools, id: string, passwordHash: string): Promise<void> {
  const changed = await tx.update(StaffTable, { id }, { passwordHash })
  refuseIf(changed.affected !== 1 && 'NOT_FOUND')
  await emit(tx, tools, { type: 'staff.password_set', staffId: id })
}
