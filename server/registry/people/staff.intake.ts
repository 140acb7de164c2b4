import { asImage, changedSince, type Image, putBack } from '../../platform/db/before-image'
import { bulkInsert } from '../../platform/db/bulk'
import type { Reader, Tx } from '../../platform/db/database'
import { type StaffRow, StaffTable } from './staff.tables'

/** A member of staff as registered. */
export type KnownStaff = StaffRow

/** The staff of a station by 工号. */
export async function staffByNumber(db: Reader, stationId: string): Promise<Map<string, StaffRow>> {
  return new Map((await db.findBy(StaffTable, { stationId })).map((row) => [row.number, row]))
}

/** Writes staff from 村庄与对接人; accounts, passwords, rights and whether somebody is active are never touched by a file. */
export async function intakeStaff(
  tx: Tx,
  changes: readonly { before: StaffRow | null; after: StaffRow }[],
): Promise<Image[]> {
  await bulkInsert(
    tx,
    StaffTable,
    changes.map(({ after }) => after),
    { on: ['id'], set: ['name', 'team', 'duties', 'phoneSealed', 'phoneHash'] },
  )
  return changes.map(({ before, after }) => ({
    id: after.id,
    before: before === null ? null : asImage(before),
    after: asImage(after),
  }))
}

/** Names of the staff whose row moved on since (also: got an account). */
export async function staffChangedSince(tx: Tx, images: readonly Image[]): Promise<string[]> {
  return (await changedSince(tx, StaffTable, images)).map(({ after }) => `员工${after.name}(${after.number})`)
}

export const restoreStaff = (tx: Tx, images: readonly Image[]) => putBack(tx, StaffTable, images)
