import { IsNull, Not } from 'typeorm'
import type { Role } from '../../shared/domain/role'
import type { Database, Tx } from '../platform/db/database'
import { OutboxTable } from '../platform/outbox/outbox.tables'
import { BindingTable } from '../registry/bindings/binding.tables'
import {
  aContact,
  aFeeder,
  aHousehold,
  aLiaison,
  aMember,
  anAccountNo,
  aPhone,
  aStaff,
  aStation,
  aVillage,
  type BuiltStaff,
  type BuiltStation,
  onDuty,
  signIn,
} from './builders'
import { multipart } from './multipart'
import type { World } from './world'

// Two stations, three villages and one caller of each role, all of the first village: what the walk over all routes needs.

/** Whose things a request names, seen from the caller. */
export const OWNERSHIPS = ['own', 'otherVillage', 'otherStation'] as const
export type Ownership = (typeof OWNERSHIPS)[number]
export type Caller = Role | 'anonymous'

/** Words that stand only in one place, so that an answer gives away where it took its content from. */
export const MARKS: Record<Ownership, string> = { own: '本村标记', otherVillage: '邻村标记', otherStation: '外所标记' }

const PASSWORD = 'horse-battery-staple'
const HOUR = 3_600_000

/** One village with everything that can be named in a request. */
export type Target = Awaited<ReturnType<typeof aTarget>>

async function aTarget(world: World, ownership: Ownership, station: { id: string }, admin: string) {
  const mark = MARKS[ownership]
  const feeder = await aFeeder(world, station, `10kV${mark}线`)
  const village = await aVillage(world, station, { name: `${ownership}村`, feeder })
  const household = await aHousehold(world, village, { name: `${mark}甲` })
  const spare = await aHousehold(world, village, { name: `${mark}乙` })
  const contact = await aContact(world, household, { name: `${mark}女儿` })
  const member = await aMember(world, village, { name: `${mark}委员` })
  const liaison = await aLiaison(world, village, {
    staff: await aStaff(world, station, { name: `${mark}员工`, password: PASSWORD }),
  })
  const idle = await aStaff(world, station)
  const villager = await signIn(world, household.phone as string)
  const { id: bindingId } = await world.db.read.findOneByOrFail(BindingTable, { householdId: household.id })
  const asking = await signIn(world, aPhone())
  await world.callAs(asking.token, 'POST /me/bindings', {
    body: { accountNo: spare.accountNo, name: spare.name, relation: '亲戚' },
  })
  const { id: askedId } = await world.db.read.findOneByOrFail(BindingTable, { householdId: spare.id })

  const inHours = (hours: number) => new Date(world.now().getTime() + hours * HOUR).toISOString()
  const draft = {
    kind: 'planned' as const,
    reason: '线路检修',
    intervals: [{ offAt: inHours(8 * 24), onAt: inHours(8 * 24 + 9) }],
    scope: [{ kind: 'village' as const, place: village.name }],
  }
  const { outage } = await world.callAs(admin, 'POST /outages', { body: draft })
  const { token } = await world.callAs(admin, 'POST /outages/:id/preview', { params: { id: outage.id } })
  await world.callAs(admin, 'POST /outages/:id/publish', { params: { id: outage.id }, body: { previewToken: token } })
  const { outage: draftOutage } = await world.callAs(admin, 'POST /outages', { body: draft })

  const form = multipart({
    file: {
      name: '线路台区.csv',
      content: `线路名称,台区编号,台区名称,村\n${feeder.name},T${anAccountNo()},新台区,${village.name}\n`,
    },
  })
  const headers = { ...form.headers, authorization: `Bearer ${admin}` }
  const upload = await world.inject({ method: 'POST', url: '/imports', payload: form.payload, headers })
  return {
    village,
    feeder,
    household,
    spare,
    contact,
    member,
    liaison,
    /** Somebody of the staff without a village. */
    idle,
    villager,
    asking,
    bindingId,
    askedId,
    draft,
    outageId: outage.id,
    draftId: draftOutage.id,
    /** Filled in by `rightsWorld`; events belong to no village. */
    parkedSeq: 0,
    importId: (upload.json() as { id: string }).id,
  }
}

/** The world of the walk: a caller of each role, a target of each ownership. */
export async function rightsWorld(world: World) {
  const token = async (staff: BuiltStaff) =>
    (await world.call('POST /sessions/staff', { body: { account: staff.account, password: PASSWORD } })).token
  const admins = []
  const stations: BuiltStation[] = []
  for (const name of ['本所', '外所']) {
    const station = await aStation(world, { name })
    const admin = await aStaff(world, station, { admin: true, password: PASSWORD })
    stations.push(station)
    admins.push({ staff: admin, token: await token(admin) })
  }
  const [ours, theirs] = stations as [BuiltStation, BuiltStation]
  const [admin, foreign] = admins as [(typeof admins)[0], (typeof admins)[0]]
  const targets: Record<Ownership, Target> = {
    own: await aTarget(world, 'own', ours, admin.token),
    otherVillage: await aTarget(world, 'otherVillage', ours, admin.token),
    otherStation: await aTarget(world, 'otherStation', theirs, foreign.token),
  }
  const manager = await aStaff(world, ours, { password: PASSWORD })
  for (let weekday = 1; weekday <= 7; weekday++) await onDuty(world, manager, weekday)
  const committee = await signIn(world, targets.own.member.phone)
  await world.settle()
  // One event that failed too often, for the console's list.
  await world.db.write((tx) =>
    tx.update(OutboxTable, { doneAt: Not(IsNull()) }, { doneAt: null, parkedAt: world.now() }),
  )
  const parked = await world.db.read.findOneByOrFail(OutboxTable, { doneAt: IsNull() })
  for (const target of Object.values(targets)) target.parkedSeq = parked.seq
  const tokens: Record<Caller, string | null> = {
    anonymous: null,
    villager: targets.own.villager.token,
    committee: committee.token,
    liaison: await token(targets.own.liaison),
    duty_manager: await token(manager),
    station_admin: admin.token,
  }
  return { targets, tokens }
}

/** Lets every write do its work and answer, and then undoes it: no request of the walk changes what the next one sees. */
export function undoEveryWrite(db: Database): () => void {
  const write = db.write
  db.write = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    const undone = new Error('undone')
    let answer: { of: T } | undefined
    try {
      await write(async (tx) => {
        answer = { of: await work(tx) }
        throw undone
      })
    } catch (error) {
      if (error !== undone) throw error
    }
    return (answer as { of: T }).of
  }
  return () => {
    db.write = write
  }
}
