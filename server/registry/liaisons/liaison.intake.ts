import { In, IsNull, Not } from 'typeorm'
import { asImage, changedSince, type Image, putBack } from '../../platform/db/before-image'
import { bulkInsert } from '../../platform/db/bulk'
import type { Reader, Tx } from '../../platform/db/database'
import {
  type CommitteeMemberRow,
  CommitteeMemberTable,
  DutyTable,
  type PairingRow,
  PairingTable,
} from './liaison.tables'

/** A pairing, a committee member as registered. */
export type KnownPairing = PairingRow
export type KnownMember = CommitteeMemberRow

/** Who serves which village now, and the committees, of some villages. */
export async function pairedVillages(db: Reader, stationId: string, villageIds: readonly string[]) {
  const pairings = await db.findBy(PairingTable, { stationId, liveVillage: Not(IsNull()) })
  const members: CommitteeMemberRow[] = []
  for (let start = 0; start < villageIds.length; start += 500)
    members.push(...(await db.findBy(CommitteeMemberTable, { villageId: In(villageIds.slice(start, start + 500)) })))
  return { pairings, members }
}

/** Writes pairings and committee members from 村庄与对接人. A pairing is only ever made: a hand-over is not a file's business. */
export async function intakeLiaisons(
  tx: Tx,
  pairings: readonly PairingRow[],
  members: readonly { before: CommitteeMemberRow | null; after: CommitteeMemberRow }[],
): Promise<(Image & { kind: 'pairing' | 'committee' })[]> {
  await bulkInsert(tx, PairingTable, pairings)
  await bulkInsert(
    tx,
    CommitteeMemberTable,
    members.map(({ after }) => after),
    { on: ['id'], set: ['name', 'post', 'phoneSealed', 'phoneHash', 'active'] },
  )
  return [
    ...pairings.map((after) => ({ kind: 'pairing' as const, id: after.id, before: null, after: asImage(after) })),
    ...members.map(({ before, after }) => ({
      kind: 'committee' as const,
      id: after.id,
      before: before === null ? null : asImage(before),
      after: asImage(after),
    })),
  ]
}

/** What of these moved on since, by village. */
export async function liaisonsChangedSince(
  tx: Tx,
  images: { pairing: Image[]; committee: Image[] },
): Promise<{ villageId: string; why: string }[]> {
  const pairings = await changedSince(tx, PairingTable, images.pairing)
  const members = await changedSince(tx, CommitteeMemberTable, images.committee)
  return [
    ...pairings.map(({ after }) => ({ villageId: String(after.villageId), why: '对接人员已变更' })),
    ...members.map(({ after }) => ({ villageId: String(after.villageId), why: '村委会成员已改过' })),
  ]
}

export async function restoreLiaisons(tx: Tx, images: { pairing: Image[]; committee: Image[] }) {
  await putBack(tx, PairingTable, images.pairing)
  await putBack(tx, CommitteeMemberTable, images.committee)
}

/** Members of staff among these who still serve, stand in, or are on the duty rota. */
export async function staffWithDuties(tx: Tx, staffIds: readonly string[]): Promise<string[]> {
  if (staffIds.length === 0) return []
  const ids = In([...staffIds])
  const rows = [
    ...(await tx.find(PairingTable, { select: { staffId: true }, where: { staffId: ids } })).map(
      ({ staffId }) => staffId,
    ),
    ...(await tx.find(PairingTable, { select: { deputyStaffId: true }, where: { deputyStaffId: ids } })).map(
      ({ deputyStaffId }) => deputyStaffId as string,
    ),
    ...(await tx.find(DutyTable, { select: { staffId: true }, where: { staffId: ids } })).map(({ staffId }) => staffId),
  ]
  return [...new Set(rows)]
}

/** Villages among these with a pairing or a committee member left. */
export async function villagesWithPeople(tx: Tx, villageIds: readonly string[]): Promise<string[]> {
  if (villageIds.length === 0) return []
  const where = { villageId: In([...villageIds]) }
  const rows = [
    ...(await tx.find(PairingTable, { select: { villageId: true }, where })),
    ...(await tx.find(CommitteeMemberTable, { select: { villageId: true }, where })),
  ]
  return [...new Set(rows.map(({ villageId }) => villageId))]
}
