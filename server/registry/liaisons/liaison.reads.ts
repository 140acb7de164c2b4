import { LessThanOrEqual, MoreThanOrEqual, Not, IsNull } from 'typeorm'
import { chinaParts, startOfChinaDay } from '../../../shared/domain/time'
import type { Reader } from '../../platform/db/database'
import { CommitteeMemberTable, DutyTable, PairingTable } from './liaison.tables'

/** Villages a member of staff serves today: as their liaison, or as deputy on leave days. */
export async function villagesOfLiaison(db: Reader, staffId: string, today: string): Promise<string[]> {
  const rows = await db.find(PairingTable, {
    select: { villageId: true },
    where: [
      { staffId, liveVillage: Not(IsNull()) },
      { deputyStaffId: staffId, liveVillage: Not(IsNull()), deputyFrom: LessThanOrEqual(today), deputyUntil: MoreThanOrEqual(today) },
    ],
  })
  return [...new Set(rows.map((row) => row.villageId))]
}

/** Committee seats held by the owner of a phone number. */
export const committeeSeatsOfPhone = (db: Reader, phoneHash: string) =>
  db.find(CommitteeMemberTable, { select: { id: true, villageId: true, name: true }, where: { phoneHash, active: true } })

/** The duty manager of a day: the day's own entry, else the weekday's. */
export async function dutyStaffOf(db: Reader, stationId: string, today: string): Promise<string | null> {
  const own = await db.findOneBy(DutyTable, { stationId, day: today })
  const rota = own ?? (await db.findOneBy(DutyTable, { stationId, weekday: chinaParts(startOfChinaDay(today)).weekday || 7 }))
  return rota?.staffId ?? null
}

export const isOnDuty = async (db: Reader, stationId: string, staffId: string, today: string): Promise<boolean> =>
  (await dutyStaffOf(db, stationId, today)) === staffId
