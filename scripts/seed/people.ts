import { randomInt } from 'node:crypto'
import { IsNull, Not } from 'typeorm'
import type { Deps } from '../../server/deps'
import { hashPassword } from '../../server/platform/password'
import { BindingTable } from '../../server/registry/bindings/binding.tables'
import { CommitteeMemberTable, DutyTable, PairingTable } from '../../server/registry/liaisons/liaison.tables'
import { HouseholdTable } from '../../server/registry/people/household.tables'
import { StaffTable } from '../../server/registry/people/staff.tables'
import { PersonTable } from '../../server/registry/sign-in/sign-in.tables'
import { VillageTable } from '../../server/registry/villages/village.tables'
import type { SignIn } from './sign-in'

/** Words that are easy to read aloud and to type. The station is a demonstration on one's own machine: some 30 bits will do. */
const WORDS = [
  'qingshan',
  'liuhe',
  'hongqi',
  'dongguan',
  'yangshu',
  'taiping',
  'shiqiao',
  'chunfeng',
  'baita',
  'songlin',
]
const newPassword = (): string =>
  `${WORDS[randomInt(WORDS.length)]}-${WORDS[randomInt(WORDS.length)]}-${randomInt(100_000, 1_000_000)}`

const ADMINS = [
  { number: 'G001', account: 'suozhang', name: '王志强', title: '所长', phone: '13800000001' },
  { number: 'G002', account: 'fusuozhang', name: '李桂兰', title: '副所长', phone: '13800000002' },
] as const
const DUTY_MANAGER = { number: 'G003', name: '赵国栋', phone: '13800000003' }

/** The two admins, with new passwords, and the manager on duty from Monday to Sunday. */
export async function seatAdmins(house: Deps, stationId: string): Promise<SignIn[]> {
  const seats = await Promise.all(ADMINS.map(async (admin) => ({ ...admin, password: newPassword() })))
  const hashes = await Promise.all(seats.map(({ password }) => hashPassword(password)))
  const { vault, newId, clock } = house
  await house.db.write(async (tx) => {
    const seat = async (person: { number: string; name: string; phone: string }, rights: object): Promise<string> => {
      const known = await tx.findOneBy(StaffTable, { stationId, number: person.number })
      const phone = { phoneSealed: vault.seal(person.phone), phoneHash: vault.hash(person.phone) }
      if (known) await tx.update(StaffTable, { id: known.id }, rights)
      else
        await tx.insert(StaffTable, {
          ...{
            id: newId(),
            stationId,
            number: person.number,
            name: person.name,
            team: '所部',
            duties: '管理、值班',
            ...phone,
          },
          ...{ account: null, passwordHash: null, admin: false, active: true, createdAt: clock(), ...rights },
        })
      return (await tx.findOneByOrFail(StaffTable, { stationId, number: person.number })).id
    }
    for (const [at, { account, ...person }] of seats.entries())
      await seat(person, { account, passwordHash: hashes[at], admin: true })
    const staffId = await seat(DUTY_MANAGER, {})
    for (let weekday = 1; weekday <= 7; weekday++)
      if (!(await tx.existsBy(DutyTable, { stationId, weekday })))
        await tx.insert(DutyTable, { id: newId(), stationId, weekday, day: null, staffId })
  })
  return seats.map(({ title, name, account, password }) => ({
    role: '管理员',
    name: `${name}(${title})`,
    signIn: `管理后台 账号 ${account} 密码 ${password}`,
    account,
    password,
  }))
}

const inWeChat = (role: string, name: string, phone: string, of: string): SignIn => ({
  role,
  name,
  signIn: `小程序预览里选「${name} ${phone}」(${of})`,
  phone,
})

/** People who sign in through WeChat: liaison and committee of the first village, a villager with two households, the duty manager. */
export async function wechatPeople(house: Deps, stationId: string): Promise<SignIn[]> {
  const { read } = house.db
  const open = (sealed: string | null): string => house.vault.open(sealed as string)
  const [village] = await read.find(VillageTable, { where: { stationId }, order: { id: 'ASC' }, take: 1 })
  if (!village) throw new Error('the demonstration station has no village')
  const pairing = await read.findOneByOrFail(PairingTable, { liveVillage: village.id })
  const liaison = await read.findOneByOrFail(StaffTable, { id: pairing.staffId })
  const member = await read.findOneByOrFail(CommitteeMemberTable, { villageId: village.id, active: true })
  const [own] = await read.find(HouseholdTable, {
    where: { villageId: village.id, phoneHash: Not(IsNull()), category: 'resident' },
    order: { accountNo: 'ASC' },
    take: 1,
  })
  if (!own) throw new Error('the demonstration village has no household with a number')
  return [
    inWeChat('村民', own.name, open(own.phoneSealed), `${village.name},自己家和父母家`),
    inWeChat('对接人员', liaison.name, open(liaison.phoneSealed), village.name),
    inWeChat('村委会成员', member.name, open(member.phoneSealed), village.name),
    inWeChat('值班经理', DUTY_MANAGER.name, DUTY_MANAGER.phone, '全所'),
  ]
}

/** Binds the villager to the household of their number, and to the parents' household in the next village, by the liaison's word. */
export async function bindVillager(
  house: Deps,
  stationId: string,
  villager: { phone: string; name: string; openid: string },
): Promise<void> {
  const { vault, newId, clock } = house
  const phoneHash = vault.hash(villager.phone)
  await house.db.write(async (tx) => {
    const own = await tx.findOneByOrFail(HouseholdTable, { stationId, phoneHash })
    const [parents] = await tx.find(HouseholdTable, {
      where: { stationId, villageId: Not(own.villageId), category: 'resident', phoneHash: Not(IsNull()) },
      order: { accountNo: 'ASC' },
      take: 1,
    })
    const known = await tx.findOneBy(PersonTable, { openid: villager.openid })
    const personId = known?.id ?? newId()
    if (!known)
      await tx.insert(PersonTable, {
        id: personId,
        openid: villager.openid,
        unionid: null,
        name: villager.name,
        phoneSealed: vault.seal(villager.phone),
        phoneHash,
        createdAt: clock(),
      })
    const bind = async (householdId: string, ground: 'phone_on_record' | 'liaison', relation: string) => {
      const liveKey = `${personId}:${householdId}`
      if (await tx.existsBy(BindingTable, { liveKey })) return
      await tx.insert(BindingTable, {
        ...{
          id: newId(),
          personId,
          householdId,
          state: 'bound',
          ground,
          relation,
          askedAt: clock(),
          decidedAt: clock(),
          liveKey,
        },
        ...{ askedAs: ground === 'liaison' ? villager.name : null, decidedBy: ground === 'liaison' ? 'system' : null },
      })
    }
    await bind(own.id, 'phone_on_record', '本人')
    if (parents) await bind(parents.id, 'liaison', '子女')
  })
}
