import type { Tools } from '../../deps'
import { gather } from '../../platform/db/batches'
import type { Image } from '../../platform/db/before-image'
import type { Reader, Tx } from '../../platform/db/database'
import { orRefuse, Refusal, refuseIf } from '../../platform/http/refuse'
import { householdIdsBoundBetween } from '../bindings/binding.reads'
import { liaisonsChangedSince, restoreLiaisons, staffWithDuties, villagesWithPeople } from '../liaisons/liaison.intake'
import { householdsChangedSince, householdsIn, namedHouseholds, restoreHouseholds } from '../people/household.intake'
import { restoreStaff, staffChangedSince } from '../people/staff.intake'
import { hangingPlaces, placesChangedSince, placesOf, restorePlaces } from '../villages/village.intake'
import { type ImageKind, ImportImageTable, ImportTable } from './import.tables'
import { idRange } from './made-ids.actions'

/** How long an import may be taken back. */
export const UNDO_HOURS = 24

type Images = Record<ImageKind, Image[]>

/** Households among those an import made that a room above still needs, each with the reason in words. */
export type HeldHouseholds = (
  db: Reader,
  made: readonly [from: string, to: string],
) => Promise<{ id: string; why: string }[]>

/**
 * Takes an import back: what it made goes, what it changed becomes what it was. All or nothing: with a single row that moved on
 * since, nothing is done and the rows are named. Refusals: IMPORT_UNDO_TOO_LATE, IMPORT_UNDO_CHANGED_SINCE, CONFLICT.
 */
export async function undoImport(
  tx: Tx,
  tools: Tools,
  heldHouseholds: HeldHouseholds,
  stationId: string,
  id: string,
): Promise<{ restored: number; removed: number }> {
  const row = orRefuse(await tx.findOneBy(ImportTable, { id, stationId }))
  refuseIf(row.state !== 'applied' && 'CONFLICT')
  const now = tools.clock()
  refuseIf(now.getTime() - (row.appliedAt as Date).getTime() > UNDO_HOURS * 3_600_000 && 'IMPORT_UNDO_TOO_LATE')
  const images = await imagesOf(tx, id)
  const places = await placesOf(tx, stationId)
  const villageName = (villageId: string) => places.villageNames.get(villageId) ?? '已删除的村'

  const range = idRange(id)
  const households = [
    ...(await householdsChangedSince(tx, range, images)),
    ...(await namedHouseholds(tx, await householdIdsBoundBetween(tx, range), '已有村民绑定')),
    ...(await stillNeeded(tx, await heldHouseholds(tx, range))),
  ]
  const people = await liaisonsChangedSince(tx, images)
  const changed = [
    ...households.map(({ accountNo, villageId, why }) => ({
      row: `户号 ${accountNo}`,
      village: villageName(villageId),
      why,
    })),
    ...people.map(({ villageId, why }) => ({
      row: `村 ${villageName(villageId)}`,
      village: villageName(villageId),
      why,
    })),
    ...[...(await staffChangedSince(tx, images.staff)), ...(await placesChangedSince(tx, images))].map((name) => ({
      row: name,
      village: '',
      why: '已改过',
    })),
  ]
  if (changed.length > 0)
    throw new Refusal('IMPORT_UNDO_CHANGED_SINCE', {
      changed: changed.slice(0, 100),
      more: Math.max(0, changed.length - 100),
    })

  const back = await restoreHouseholds(tx, tools, range, images)
  await restoreLiaisons(tx, images)
  const staffMade = images.staff.filter(({ before }) => before === null)
  const hanging = [...(await hangingPeople(tx, images, staffMade)), ...(await restoreStaffAndPlaces(tx, images, back))]
  // Thrown inside the transaction: what was put back above is undone with it.
  if (hanging.length > 0)
    throw new Refusal('IMPORT_UNDO_CHANGED_SINCE', {
      changed: hanging.map((name) => ({ row: name, village: '', why: '后来登记的内容还要用到它' })),
      more: 0,
    })
  const settled = await tx.update(ImportTable, { id, state: 'applied' }, { state: 'undone', undoneAt: now })
  refuseIf(settled.affected !== 1 && 'CONFLICT')
  return back
}

async function stillNeeded(tx: Tx, held: readonly { id: string; why: string }[]) {
  const named: Awaited<ReturnType<typeof namedHouseholds>> = []
  for (const [why, ids] of gather(held, 'why'))
    named.push(
      ...(await namedHouseholds(
        tx,
        ids.map(({ id }) => id),
        why,
      )),
    )
  return named
}

async function restoreStaffAndPlaces(
  tx: Tx,
  images: Images,
  back: { restored: number; removed: number },
): Promise<string[]> {
  for (const { restored, removed } of [await restoreStaff(tx, images.staff), await restorePlaces(tx, images)]) {
    back.restored += restored
    back.removed += removed
  }
  return hangingPlaces(tx, images)
}

/** What would be left without its village, area, group or person. */
async function hangingPeople(tx: Tx, images: Images, staffMade: Image[]): Promise<string[]> {
  const names: string[] = []
  const made = (kind: ImageKind) => images[kind].filter(({ before }) => before === null)
  for (const { id, after } of made('village'))
    if ((await householdsIn(tx, { villageId: id })) > 0) names.push(`${after.name}(还有用户)`)
  for (const { id, after } of made('area'))
    if ((await householdsIn(tx, { areaId: id })) > 0) names.push(`台区${after.name}(还有用户)`)
  for (const { id, after } of made('group'))
    if ((await householdsIn(tx, { groupId: id })) > 0) names.push(`${after.name}(还有用户)`)
  const nameOf = (kind: ImageKind) => new Map(made(kind).map(({ id, after }) => [id, String(after.name)]))
  const staff = nameOf('staff')
  for (const id of await staffWithDuties(
    tx,
    staffMade.map((image) => image.id),
  ))
    names.push(`员工${staff.get(id)}(还有对接、代班或值班)`)
  const villages = nameOf('village')
  for (const id of await villagesWithPeople(tx, [...villages.keys()]))
    names.push(`${villages.get(id)}(还有对接人员或村委会成员)`)
  return names
}

async function imagesOf(tx: Tx, importId: string): Promise<Images> {
  const images: Images = {
    village: [],
    group: [],
    feeder: [],
    area: [],
    household: [],
    care: [],
    staff: [],
    pairing: [],
    committee: [],
  }
  for (const row of await tx.find(ImportImageTable, { where: { importId }, order: { seq: 'ASC' } }))
    for (const { kind, ...image } of row.images) images[kind].push(image)
  return images
}
