import { chinaDay } from '../../shared/domain/time'
import { bulkInsert } from '../platform/db/bulk'
import { BindingTable } from '../registry/bindings/binding.tables'
import { CommitteeMemberTable, DutyTable, PairingTable } from '../registry/liaisons/liaison.tables'
import { ContactTable, type HouseholdRow, HouseholdTable } from '../registry/people/household.tables'
import { type StaffRow, StaffTable } from '../registry/people/staff.tables'
import { makeApiKey } from '../registry/sign-in/sign-in.actions'
import { PersonTable } from '../registry/sign-in/sign-in.tables'
import { StationTable } from '../registry/stations/station.tables'
import { CreditTable } from '../registry/subscriptions/subscription.tables'
import { FeederTable, TransformerAreaTable, VillageGroupTable, VillageTable } from '../registry/villages/village.tables'
import type { World } from './world'

export const LIAISON_PHONE = '13843530781'

/** Which places a household hangs on, and whether it has a number. */
type Home = { village: 0 | 1; group: 0 | 1; area: 0 | 1 | 2; phone?: string | null; important?: boolean }

/**
 * A small station with its wires, as it would stand after the imports: feeder 0 carries areas 0 (in village 0) and 2 (in
 * village 1), feeder 1 carries area 1 (in village 0); each village has two groups. Only village 0 has a liaison.
 */
export async function aGrid(world: World, { province = '辽宁省', rules = {} as Record<string, number> } = {}) {
  const { db, deps } = world
  const { newId, vault } = deps
  const at = world.now()
  const stationId = newId()
  const short = stationId.slice(-6)
  const feeders = ['10kV营房线', '10kV河东线'].map((name) => ({ id: newId(), stationId, name }))
  const villages = ['前营村', '后营村'].map((name) => {
    const id = newId()
    return { id, stationId, name, committeeName: `${name}村委会`, code: id.slice(-10), pilot: true, createdAt: at }
  })
  const groups = villages.flatMap(({ id: villageId }) =>
    ['1组', '2组'].map((name) => ({ id: newId(), villageId, name })),
  )
  const areas = (
    [
      ['前营东台区', 0, 0],
      ['前营西台区', 1, 0],
      ['后营台区', 0, 1],
    ] as const
  ).map(([name, feeder, village], index) => ({
    id: newId(),
    stationId,
    feederId: feeders[feeder]?.id as string,
    villageId: villages[village]?.id as string,
    code: `210000000${index}`,
    name,
  }))
  const staff = (name: string, admin: boolean, phone: string | null): StaffRow => {
    const id = newId()
    return {
      id,
      stationId,
      number: id.slice(-8),
      name,
      team: '抢修班',
      duties: '停电告知',
      phoneSealed: phone && vault.seal(phone),
      phoneHash: phone && vault.hash(phone),
      account: `${name}-${id}`.slice(-40),
      passwordHash: null,
      admin,
      active: true,
      createdAt: at,
    }
  }
  const admin = staff('所长', true, null)
  const second = staff('副所长', true, null)
  const onDuty = staff('值班', false, null)
  const plain = staff('员工', false, null)
  const liaison = staff('段秀英', false, LIAISON_PHONE)
  await db.write(async (tx) => {
    await tx.insert(StationTable, {
      id: stationId,
      code: short,
      name: '刘二堡供电所',
      phone: '0419-5551234',
      province,
      rules,
      createdAt: at,
    })
    await bulkInsert(tx, FeederTable, feeders)
    await bulkInsert(tx, VillageTable, villages)
    await bulkInsert(tx, VillageGroupTable, groups)
    await bulkInsert(tx, TransformerAreaTable, areas)
    await bulkInsert(tx, StaffTable, [admin, second, onDuty, plain, liaison])
    await tx.insert(PairingTable, {
      id: newId(),
      stationId,
      villageId: villages[0]?.id as string,
      staffId: liaison.id,
      since: at,
      until: null,
      liveVillage: villages[0]?.id as string,
      liveStaff: liaison.id,
      exceptionReason: null,
      exceptionUntil: null,
      appointedBy: 'system',
      endedBy: null,
      deputyStaffId: null,
      deputyFrom: null,
      deputyUntil: null,
    })
    for (const weekday of [1, 2, 3, 4, 5, 6, 7])
      await tx.insert(DutyTable, { id: newId(), stationId, weekday, day: null, staffId: onDuty.id })
  })

  let accounts = 0
  /** Registers households; answers them in the order given. */
  async function households(homes: readonly Home[]): Promise<HouseholdRow[]> {
    const rows = homes.map(
      ({ village, group, area, phone = null, important = false }): HouseholdRow => ({
        id: newId(),
        stationId,
        villageId: villages[village]?.id as string,
        groupId: groups[village * 2 + group]?.id as string,
        areaId: areas[area]?.id as string,
        accountNo: String(6_100_000_000 + accounts++),
        name: '杨军',
        address: `${villages[village]?.name}${accounts}号`,
        meterNo: String(accounts),
        category: 'resident',
        customerKind: '低压居民',
        phoneSealed: phone && vault.seal(phone),
        phoneHash: phone && vault.hash(phone),
        freeQuota: null,
        important,
        version: 1,
        updatedAt: at,
      }),
    )
    await db.write((tx) => bulkInsert(tx, HouseholdTable, rows))
    return rows
  }

  /** Somebody of WeChat bound to households, with credits for outage messages and perhaps a verified number. */
  async function person(householdIds: readonly string[], { credits = 0, phone = null as string | null } = {}) {
    const id = newId()
    await db.write(async (tx) => {
      const phoneHash = phone && vault.hash(phone)
      await tx.insert(PersonTable, {
        id,
        openid: `o${id}`,
        unionid: null,
        name: '微信用户',
        phoneSealed: phone && vault.seal(phone),
        phoneHash,
        createdAt: at,
      })
      if (credits > 0)
        await tx.insert(CreditTable, { personId: id, templateId: deps.outageTemplate, credits, refusedAt: null })
      for (const householdId of householdIds)
        await tx.insert(BindingTable, {
          id: newId(),
          personId: id,
          householdId,
          state: 'bound',
          ground: 'liaison',
          relation: '本人',
          askedAs: null,
          decidedBy: 'system',
          askedAt: at,
          decidedAt: at,
          liveKey: `${id}:${householdId}`,
        })
    })
    return id
  }

  async function contact(householdId: string, phone: string): Promise<string> {
    const id = newId()
    const numbers = { phoneSealed: vault.seal(phone), phoneHash: vault.hash(phone) }
    await db.write((tx) =>
      tx.insert(ContactTable, {
        id,
        householdId,
        name: '杨丽',
        relation: '女儿',
        ...numbers,
        createdBy: 'system',
        createdAt: at,
      }),
    )
    return id
  }

  async function committeeMember(village: 0 | 1, phone: string): Promise<string> {
    const id = newId()
    const numbers = { phoneSealed: vault.seal(phone), phoneHash: vault.hash(phone) }
    await db.write((tx) =>
      tx.insert(CommitteeMemberTable, {
        id,
        villageId: villages[village]?.id as string,
        name: '王书记',
        post: '书记',
        ...numbers,
        active: true,
        createdAt: at,
      }),
    )
    return id
  }

  /** Somebody who stands in for the liaison of village 0 today. */
  async function deputy(name: string, phone: string): Promise<void> {
    const row = staff(name, false, phone)
    const today = chinaDay(at)
    await db.write(async (tx) => {
      await tx.insert(StaffTable, row)
      await tx.update(
        PairingTable,
        { liveVillage: villages[0]?.id as string },
        { deputyStaffId: row.id, deputyFrom: today, deputyUntil: today },
      )
    })
  }

  /** A key of a member of staff: the sign-in itself is limited to a few a minute. */
  const tokenOf = async ({ id }: StaffRow): Promise<string> =>
    (await db.write((tx) => makeApiKey(tx, deps, id, '测试'))).key

  return {
    stationId,
    feeders,
    villages,
    groups,
    areas,
    households,
    person,
    contact,
    committeeMember,
    deputy,
    adminToken: () => tokenOf(admin),
    secondAdminToken: () => tokenOf(second),
    dutyToken: () => tokenOf(onDuty),
    plainToken: () => tokenOf(plain),
  }
}
export type Grid = Awaited<ReturnType<typeof aGrid>>
