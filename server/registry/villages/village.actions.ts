import type { RouteInput } from '../../../shared/contract/contract'
import type { Tools } from '../../deps'
import { isDuplicate, type Tx } from '../../platform/db/database'
import { orRefuse, Refusal, refuseIf } from '../../platform/http/refuse'
import { villageOf } from './village.reads'
import { FeederTable, TransformerAreaTable, VillageGroupTable, VillageTable } from './village.tables'
import { villageCode } from './village-code'

/** A name or code that the station already has is refused, not doubled. */
async function unlessTaken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (isDuplicate(error)) throw new Refusal('PLACE_TAKEN')
    throw error
  }
}

export async function foundVillage(
  tx: Tx,
  tools: Tools,
  stationId: string,
  { name, committeeName, pilot }: RouteInput<'POST /villages'>['body'],
) {
  const village = { id: tools.newId(), code: villageCode(tools.newToken()) }
  await unlessTaken(
    tx.insert(VillageTable, {
      ...village,
      stationId,
      name,
      committeeName: committeeName ?? `${name}村民委员会`,
      pilot: pilot ?? false,
      createdAt: tools.clock(),
    }),
  )
  return village
}

export async function changeVillage(
  tx: Tx,
  villageId: string,
  change: RouteInput<'PUT /villages/:villageId'>['body'],
): Promise<void> {
  if (Object.keys(change).length > 0) await unlessTaken(tx.update(VillageTable, { id: villageId }, change))
}

export async function addGroup(tx: Tx, tools: Tools, villageId: string, name: string) {
  const id = tools.newId()
  await unlessTaken(tx.insert(VillageGroupTable, { id, villageId, name }))
  return { id }
}

export async function addFeeder(tx: Tx, tools: Tools, stationId: string, name: string) {
  const id = tools.newId()
  await unlessTaken(tx.insert(FeederTable, { id, stationId, name }))
  return { id }
}

/** A transformer area hangs on one feeder and stands in one village, both of the station. */
export async function addArea(tx: Tx, tools: Tools, stationId: string, area: RouteInput<'POST /areas'>['body']) {
  const feeder = orRefuse(await tx.findOneBy(FeederTable, { id: area.feederId }))
  const village = orRefuse(await villageOf(tx, area.villageId))
  refuseIf((feeder.stationId !== stationId || village.stationId !== stationId) && 'NOT_FOUND')
  const id = tools.newId()
  await unlessTaken(tx.insert(TransformerAreaTable, { id, stationId, ...area }))
  return { id }
}
