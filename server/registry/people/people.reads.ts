import { In } from 'typeorm'
import { byKey, inBatches } from '../../platform/db/batches'
import type { Reader } from '../../platform/db/database'
import { StaffTable } from './staff.tables'

/** What other rooms may know of a member of staff. */
export type StaffRef = { id: string; stationId: string; name: string; number: string; team: string; admin: boolean }

const ref = { id: true, stationId: true, name: true, number: true, team: true, admin: true } as const

/** A member of staff who may sign in; null when unknown or no longer active. */
export const activeStaff = (db: Reader, id: string): Promise<StaffRef | null> =>
  db.findOne(StaffTable, { select: ref, where: { id, active: true } })

/** Account and password hash for the sign-in, active or not. */
export const staffByAccount = (db: Reader, account: string) =>
  db.findOne(StaffTable, { select: { id: true, passwordHash: true, active: true, name: true }, where: { account } })

/** What a contact card may show of a member of staff; the number is unsealed by whoever prints the card. */
export type StaffCard = StaffRef & { duties: string; phoneSealed: string | null; active: boolean }

export const staffCards = async (db: Reader, ids: readonly string[]): Promise<Map<string, StaffCard>> =>
  byKey(
    await inBatches(ids, (batch) =>
      db.find(StaffTable, {
        select: { ...ref, duties: true, phoneSealed: true, active: true },
        where: { id: In(batch) },
      }),
    ),
    'id',
  )
