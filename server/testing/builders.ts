import type { RouteReply } from '../../shared/contract/contract'
import { bulkInsert } from '../platform/db/bulk'
import { hashPassword } from '../platform/password'
import { CommitteeMemberTable, DutyTable, PairingTable } from '../registry/liaisons/liaison.tables'
import { ContactTable, type HouseholdRow, HouseholdTable } from '../registry/people/household.tables'
import { StaffTable } from '../registry/people/staff.tables'
import { PersonTable } from '../registry/sign-in/sign-in.tables'
import { StationTable } from '../registry/stations/station.tables'
import { FeederTable, TransformerAreaTable, VillageGroupTable, VillageTable } from '../registry/villages/village.tables'
import { villageCode } from '../registry/villages/village-code'
import type { World } from './world'

// What a test starts from. Rows go straight into the tables; sign-ins take the real way: a person of the sandbox, a login code,
// a phone code. Names, 户号 and numbers are counted up, so nothing collides inside one world.

let counter = 0
const next = (): number => ++counter

/** A mobile number nobody else in this process has. */
export const aPhone = (): string => `139${String(next()).padStart(8, '0')}`
/** A 户号 nobody else in this process has. */
export const anAccountNo = (): string => `61${String(next()).padStart(8, '0')}`

export type BuiltStation = { id: string; code: string; name: string; phone: string }
export type BuiltFeeder = { id: string; name: string; stationId: string }
export type BuiltArea = { id: string; code: string; name: string; feederId: string; villageId: string }
export type BuiltVillage = {
  id: string
  stationId: string
  name: string
  code: string
  groups: { id: string; name: string }[]
  feeder: BuiltFeeder
  /** The first of `areas`: where households stand unless told otherwise. */
  area: BuiltArea
  areas: BuiltArea[]
}
export type BuiltStaff = { id: string; stationId: string; number: string; name: string; phone: string; account: string }
export type BuiltHousehold = HouseholdRow & { phone: string | null }

export async function aStation(
  { db, deps }: World,
  given: { name?: string; province?: string } = {},
): Promise<BuiltStation> {
  const n = next()
  const station = { id: deps.newId(), code: `S${n}`, name: given.name ?? `第${n}供电所`, phone: '0419-5550000' }
  await db.write((tx) =>
    tx.insert(StationTable, {
      ...station,
      province: given.province ?? '辽宁省',
      rules: {} as never,
      createdAt: deps.clock(),
    }),
  )
  return station
}

export async function aFeeder(
  { db, deps }: World,
  station: { id: string },
  name = `10kV第${next()}线`,
): Promise<BuiltFeeder> {
  const feeder = { id: deps.newId(), stationId: station.id, name }
  await db.write((tx) => tx.insert(FeederTable, feeder))
  return feeder
}

export async function anArea(
  { db, deps }: World,
  feeder: BuiltFeeder,
  village: { id: string },
  name = `第${next()}台区`,
): Promise<BuiltArea> {
  const area = { id: deps.newId(), code: `T${next()}`, name, feederId: feeder.id, villageId: village.id }
  await db.write((tx) => tx.insert(TransformerAreaTable, { ...area, stationId: feeder.stationId }))
  return area
}

/** A village with its groups and transformer areas, all on one feeder (a new one unless given). */
export async function aVillage(
  world: World,
  station: { id: string },
  given: { name?: string; groups?: string[]; areas?: number; feeder?: BuiltFeeder; pilot?: boolean } = {},
): Promise<BuiltVillage> {
  const { db, deps } = world
  const name = given.name ?? `第${next()}村`
  const village = { id: deps.newId(), stationId: station.id, name, code: villageCode(deps.newToken()) }
  const groups = (given.groups ?? ['1组', '2组']).map((groupName) => ({ id: deps.newId(), name: groupName }))
  const feeder = given.feeder ?? (await aFeeder(world, station))
  await db.write(async (tx) => {
    await tx.insert(VillageTable, {
      ...village,
      committeeName: `${name}村民委员会`,
      pilot: given.pilot ?? false,
      createdAt: deps.clock(),
    })
    await bulkInsert(
      tx,
      VillageGroupTable,
      groups.map((group) => ({ ...group, villageId: village.id })),
    )
  })
  const areas: BuiltArea[] = []
  for (let at = 0; at < (given.areas ?? 1); at++) areas.push(await anArea(world, feeder, village))
  return { ...village, groups, feeder, area: areas[0] as BuiltArea, areas }
}

type GivenHousehold = Partial<Omit<BuiltHousehold, 'phoneSealed' | 'phoneHash'>>

/** Households of a village: so many, or one for each description. Each has a mobile number unless `phone: null` says none. */
export async function households(
  { db, deps }: World,
  village: BuiltVillage,
  given: number | GivenHousehold[],
): Promise<BuiltHousehold[]> {
  const described: GivenHousehold[] = typeof given === 'number' ? Array.from({ length: given }, () => ({})) : given
  const built = described.map((one): BuiltHousehold => {
    const phone = one.phone === undefined ? aPhone() : one.phone
    return {
      id: deps.newId(),
      stationId: village.stationId,
      villageId: village.id,
      groupId: village.groups[0]?.id ?? null,
      areaId: village.area.id,
      accountNo: anAccountNo(),
      name: '王桂兰',
      address: `${village.name}${next()}号`,
      meterNo: `M${next()}`,
      category: 'resident',
      customerKind: '低压居民',
      freeQuota: null,
      important: false,
      version: 1,
      updatedAt: deps.clock(),
      ...one,
      phone,
      phoneSealed: phone === null ? null : deps.vault.seal(phone),
      phoneHash: phone === null ? null : deps.vault.hash(phone),
    }
  })
  await db.write((tx) => bulkInsert(tx, HouseholdTable, built))
  return built
}

/** One household of a village. */
export async function aHousehold(
  world: World,
  village: BuiltVillage,
  given: GivenHousehold = {},
): Promise<BuiltHousehold> {
  const [household] = await households(world, village, [given])
  return household as BuiltHousehold
}

export async function aContact(
  { db, deps }: World,
  household: { id: string },
  given: { name?: string; relation?: string; phone?: string } = {},
) {
  const phone = given.phone ?? aPhone()
  const contact = {
    id: deps.newId(),
    householdId: household.id,
    name: given.name ?? '王小妹',
    relation: given.relation ?? '女儿',
  }
  await db.write((tx) =>
    tx.insert(ContactTable, {
      ...contact,
      phoneSealed: deps.vault.seal(phone),
      phoneHash: deps.vault.hash(phone),
      createdBy: 'system',
      createdAt: deps.clock(),
    }),
  )
  return { ...contact, phone }
}

/** A member of staff with a phone and, when `password` is given, a password for the console. */
export async function aStaff(
  { db, deps }: World,
  station: { id: string },
  given: { name?: string; team?: string; phone?: string; admin?: boolean; password?: string } = {},
): Promise<BuiltStaff> {
  const n = next()
  const phone = given.phone ?? aPhone()
  const staff = {
    id: deps.newId(),
    stationId: station.id,
    number: `G${n}`,
    name: given.name ?? `员工${n}`,
    account: `staff${n}`,
  }
  const passwordHash = given.password ? await hashPassword(given.password) : null
  await db.write((tx) =>
    tx.insert(StaffTable, {
      ...staff,
      team: given.team ?? '抄表班',
      duties: '抄表、催费、停电告知',
      phoneSealed: deps.vault.seal(phone),
      phoneHash: deps.vault.hash(phone),
      passwordHash,
      admin: given.admin ?? false,
      active: true,
      createdAt: deps.clock(),
    }),
  )
  return { ...staff, phone }
}

/** Makes somebody the liaison of a village (a new member of staff unless given). */
export async function aLiaison(
  world: World,
  village: { id: string; stationId: string },
  given: { staff?: BuiltStaff; name?: string } = {},
): Promise<BuiltStaff> {
  const { db, deps } = world
  const staff = given.staff ?? (await aStaff(world, { id: village.stationId }, given.name ? { name: given.name } : {}))
  await db.write((tx) =>
    tx.insert(PairingTable, {
      id: deps.newId(),
      stationId: village.stationId,
      villageId: village.id,
      staffId: staff.id,
      since: deps.clock(),
      until: null,
      liveVillage: village.id,
      liveStaff: staff.id,
      exceptionReason: null,
      exceptionUntil: null,
      appointedBy: 'system',
      endedBy: null,
      deputyStaffId: null,
      deputyFrom: null,
      deputyUntil: null,
    }),
  )
  return staff
}

/** A member of the village's committee. */
export async function aMember(
  { db, deps }: World,
  village: { id: string },
  given: { name?: string; post?: string; phone?: string } = {},
) {
  const phone = given.phone ?? aPhone()
  const member = {
    id: deps.newId(),
    villageId: village.id,
    name: given.name ?? `委员${next()}`,
    post: given.post ?? '主任',
  }
  await db.write((tx) =>
    tx.insert(CommitteeMemberTable, {
      ...member,
      phoneSealed: deps.vault.seal(phone),
      phoneHash: deps.vault.hash(phone),
      active: true,
      createdAt: deps.clock(),
    }),
  )
  return { ...member, phone }
}

/** Puts somebody on duty on a weekday, 1 Monday … 7 Sunday. */
export async function onDuty({ db, deps }: World, staff: BuiltStaff, weekday: number): Promise<void> {
  await db.write((tx) =>
    tx.insert(DutyTable, { id: deps.newId(), stationId: staff.stationId, weekday, day: null, staffId: staff.id }),
  )
}

/** Somebody signed in. `openid` is theirs at the sandbox; the token goes into `world.callAs`. */
export type SignedIn = { token: string; openid: string; personId: string; phone: string }

/** A code of the sandbox: `login-code` of wx.login, `phone-code` of the phone button. */
async function codeOf(world: World, openid: string, kind: 'login-code' | 'phone-code'): Promise<string> {
  const answer = await fetch(`${world.sandboxUrl}/__sandbox/people/${encodeURIComponent(openid)}/${kind}`, {
    method: 'POST',
  })
  return ((await answer.json()) as { code: string }).code
}

/** A code of wx.login for a person of the sandbox, made when unknown. */
export async function loginCode(world: World, phone: string): Promise<{ code: string; openid: string }> {
  const { openid } = world.sandbox.control.addPerson({ phone })
  return { code: await codeOf(world, openid, 'login-code'), openid }
}

/** Each sign-in comes from an address of its own, as in life: guesses from one address are limited. */
const anAddress = (): string => {
  const n = next()
  return `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`
}

async function openSession(
  world: World,
  url: '/sessions/wechat' | '/sessions/staff',
  payload: object,
): Promise<string> {
  const answer = await world.inject({ method: 'POST', url, payload, remoteAddress: anAddress() })
  const { token, message } = answer.json() as { token?: string; message?: string }
  if (!token) throw new Error(`${url}: ${message}`)
  return token
}

/** Signs in through WeChat and, unless `verify` is false, verifies the phone. */
export async function signIn(world: World, phone: string, { verify = true } = {}): Promise<SignedIn> {
  const { code, openid } = await loginCode(world, phone)
  const token = await openSession(world, '/sessions/wechat', { code })
  if (verify) await verifyPhone(world, { token, openid })
  const { id } = await world.db.read.findOneByOrFail(PersonTable, { openid })
  return { token, openid, personId: id, phone }
}

export async function verifyPhone(
  world: World,
  { token, openid }: { token: string; openid: string },
): Promise<RouteReply<'POST /me/phone'>> {
  return world.callAs(token, 'POST /me/phone', { body: { code: await codeOf(world, openid, 'phone-code') } })
}

/** A villager of a household, bound by the phone on record. */
export const aVillager = (world: World, household: { phone: string | null }): Promise<SignedIn> =>
  signIn(world, household.phone ?? aPhone())
/** The token of a villager of a household. */
export const villagerToken = async (world: World, household: { phone: string | null }): Promise<string> =>
  (await aVillager(world, household)).token

/** The token of the village's liaison, signed in through WeChat; appoints somebody when `staff` is not given. */
export const liaisonToken = async (world: World, village: BuiltVillage, staff?: BuiltStaff): Promise<string> =>
  (await signIn(world, (staff ?? (await aLiaison(world, village))).phone)).token

/** The token of a committee member of the village. */
export const committeeToken = async (
  world: World,
  village: BuiltVillage,
  member?: { phone: string },
): Promise<string> => (await signIn(world, (member ?? (await aMember(world, village))).phone)).token

/** The password every admin of the builders has. */
export const ADMIN_PASSWORD = 'horse-battery-staple'

/** The token of a member of staff who has a password. */
export const staffToken = (world: World, { account }: { account: string }, password: string): Promise<string> =>
  openSession(world, '/sessions/staff', { account, password })

/** The token of a new station admin, signed in with account and password. */
export const adminToken = async (world: World, station: { id: string }): Promise<string> =>
  staffToken(world, await aStaff(world, station, { admin: true, password: ADMIN_PASSWORD }), ADMIN_PASSWORD)
