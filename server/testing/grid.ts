import { chinaDay } from '../../shared/domain/time'
import { BindingTable } from '../registry/bindings/binding.tables'
import { PairingTable } from '../registry/liaisons/liaison.tables'
import { PersonTable } from '../registry/sign-in/sign-in.tables'
import { StationTable } from '../registry/stations/station.tables'
import { CreditTable } from '../registry/subscriptions/subscription.tables'
import {
  ADMIN_PASSWORD,
  aContact,
  aFeeder,
  aLiaison,
  aMember,
  anArea,
  aStaff,
  aStation,
  aVillage,
  type BuiltHousehold,
  type BuiltStaff,
  type BuiltVillage,
  households as builtHouseholds,
  onDuty,
  staffToken,
} from './builders'
import type { World } from './world'

export const LIAISON_PHONE = '13843530781'

/** Which places a household hangs on, and its number; none unless given. */
type Home = { village: 0 | 1; group: 0 | 1; area: 0 | 1 | 2; phone?: string | null; important?: boolean }

/**
 * A small station whose wires cross its villages: feeder 0 carries areas 0 (in village 0) and 2 (in village 1), feeder 1
 * carries area 1 (in village 0); each village has two groups. Only village 0 has a liaison.
 */
export async function aGrid(world: World, given: { province?: string; rules?: Record<string, number> } = {}) {
  const { db, deps } = world
  const { newId, vault } = deps
  const at = world.now()
  const station = await aStation(world, { name: '刘二堡供电所', province: given.province ?? '辽宁省' })
  if (given.rules) await db.write((tx) => tx.update(StationTable, { id: station.id }, { rules: given.rules as never }))
  const feeders = [await aFeeder(world, station, '10kV营房线'), await aFeeder(world, station, '10kV河东线')] as const
  const villages = [
    await aVillage(world, station, { name: '前营村', areas: 0, feeder: feeders[0] }),
    await aVillage(world, station, { name: '后营村', areas: 0, feeder: feeders[0] }),
  ] as const
  const areas = [
    await anArea(world, feeders[0], villages[0], '前营东台区'),
    await anArea(world, feeders[1], villages[0], '前营西台区'),
    await anArea(world, feeders[0], villages[1], '后营台区'),
  ] as const
  await aLiaison(world, villages[0], { staff: await aStaff(world, station, { name: '段秀英', phone: LIAISON_PHONE }) })
  const employed = (name: string, admin = false): Promise<BuiltStaff> =>
    aStaff(world, station, { name, admin, password: ADMIN_PASSWORD })
  const manager = await employed('值班')
  for (const weekday of [1, 2, 3, 4, 5, 6, 7]) await onDuty(world, manager, weekday)
  const tokenOf = (staff: BuiltStaff): Promise<string> => staffToken(world, staff, ADMIN_PASSWORD)

  return {
    feeders,
    villages,
    areas,
    /** Registers households; answers them in the order given. */
    async households(homes: readonly Home[]): Promise<BuiltHousehold[]> {
      const described = homes.map(({ village, group, area, phone = null, important = false }) => ({
        villageId: villages[village].id,
        groupId: villages[village].groups[group]?.id ?? null,
        areaId: areas[area].id,
        name: '杨军',
        phone,
        important,
      }))
      return builtHouseholds(world, { ...villages[0], area: areas[0] } satisfies BuiltVillage, described)
    },
    /** Somebody of WeChat bound to households, with credits for outage messages and perhaps a verified number. */
    async person(
      householdIds: readonly string[],
      { credits = 0, phone = null as string | null } = {},
    ): Promise<string> {
      const id = newId()
      const numbers = { phoneSealed: phone && vault.seal(phone), phoneHash: phone && vault.hash(phone) }
      await db.write(async (tx) => {
        await tx.insert(PersonTable, {
          id,
          openid: `o${id}`,
          unionid: null,
          name: '微信用户',
          ...numbers,
          createdAt: at,
        })
        const credit = { personId: id, templateId: deps.outageTemplate, credits, refusedAt: null }
        if (credits > 0) await tx.insert(CreditTable, credit)
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
    },
    contact: async (householdId: string, phone: string): Promise<string> =>
      (await aContact(world, { id: householdId }, { phone })).id,
    committeeMember: async (village: 0 | 1, phone: string): Promise<string> =>
      (await aMember(world, villages[village], { phone })).id,
    /** Somebody stands in for the liaison of village 0 today. */
    async deputy(name: string, phone: string): Promise<void> {
      const { id: deputyStaffId } = await aStaff(world, station, { name, phone })
      const today = chinaDay(at)
      await db.write((tx) =>
        tx.update(
          PairingTable,
          { liveVillage: villages[0].id },
          { deputyStaffId, deputyFrom: today, deputyUntil: today },
        ),
      )
    },
    adminToken: async (name = '所长') => tokenOf(await employed(name, true)),
    dutyToken: () => tokenOf(manager),
    plainToken: async () => tokenOf(await employed('员工')),
  }
}
export type Grid = Awaited<ReturnType<typeof aGrid>>
