import type { HostOptions } from '../../scripts/weapp-run/create-host'
import { viaInject } from '../../scripts/weapp-run/inject'
import { openWeapp, type WeappOptions } from '../../scripts/weapp-run/open-weapp'
import {
  aContact,
  adminToken,
  aFeeder,
  aLiaison,
  aMember,
  aPhone,
  aStaff,
  aStation,
  aVillage,
  households,
  onDuty,
} from '../../server/testing/builders'
import { openWorld, type World } from '../../server/testing/world'

export type Stage = Awaited<ReturnType<typeof openStage>>

const DAY = 86_400_000

/**
 * A village with an outage eight days ahead: 24 households in three groups, a liaison, a committee, a duty manager; a second
 * village without an outage. `parents` and `own` share a phone number.
 */
export async function openStage(options: Parameters<typeof openWorld>[0] = {}) {
  const world = await openWorld(options)
  const station = await aStation(world, { name: '东关供电所' })
  const feeder = await aFeeder(world, station, '10kV东关线')
  const village = await aVillage(world, station, { name: '东关村', groups: ['1组', '2组', '3组'], feeder })
  const quiet = await aVillage(world, station, { name: '西山村' })
  const group = (at: number) => village.groups[at]?.id ?? null
  const villager = aPhone()
  const [own, parents, breathing] = await households(world, village, [
    { name: '王建国', phone: villager, groupId: group(0) },
    { name: '王老根', phone: villager, groupId: group(1) },
    { name: '赵秀英', phone: null, groupId: group(2) },
  ])
  await households(
    world,
    village,
    Array.from({ length: 21 }, (_, at) => ({
      name: ['李桂芳', '张福田', '刘淑珍', '陈永贵', '杨玉兰', '孙德海', '周凤霞'][at % 7] as string,
      groupId: group(at % 3),
      ...(at % 4 === 0 ? { phone: null } : {}),
    })),
  )
  if (!own || !parents || !breathing) throw new Error('no households')
  await aContact(world, breathing, { name: '赵丽', relation: '女儿' })
  const liaison = await aLiaison(world, village, { name: '王强' })
  const member = await aMember(world, village, { name: '李主任', post: '主任' })
  const manager = await aStaff(world, station, { name: '赵刚' })
  for (const weekday of [1, 2, 3, 4, 5, 6, 7]) await onDuty(world, manager, weekday)
  const admin = await adminToken(world, station)
  await world.callAs(admin, 'PUT /households/:id/care', {
    params: { id: breathing.id },
    body: { kinds: ['life_support'], consentBy: '赵丽', consentHow: 'oral' },
  })
  const outageId = await publish(world, admin, feeder.name)
  return {
    world,
    station,
    village,
    quiet,
    own,
    parents,
    breathing,
    villager,
    liaison,
    member,
    manager,
    admin,
    outageId,
  }
}

/** Publishes a planned outage of one feeder, 8:00 to 12:00, and lets the house do what follows. */
export async function publish(world: World, admin: string, feeder: string, daysAhead = 8): Promise<string> {
  const day = new Date(world.now().getTime() + 8 * 3_600_000 + daysAhead * DAY).toISOString().slice(0, 10)
  const { outage } = await world.callAs(admin, 'POST /outages', {
    body: {
      kind: 'planned',
      reason: '线路检修',
      intervals: [{ offAt: `${day}T08:00:00+08:00`, onAt: `${day}T12:00:00+08:00` }],
      scope: [{ kind: 'feeder', place: feeder }],
    },
  })
  const params = { id: outage.id }
  const { token } = await world.callAs(admin, 'POST /outages/:id/preview', { params })
  await world.callAs(admin, 'POST /outages/:id/publish', { params, body: { previewToken: token } })
  await world.settle()
  return outage.id
}

/** Our package in the hand of one person of the sandbox, on the real application. */
export function openPhone({ world }: Stage, phone: string, given: Partial<WeappOptions> = {}) {
  const { control } = world.sandbox
  const { openid } = control.addPerson({ phone })
  const answers: NonNullable<HostOptions['answers']> = {
    login: () => ({ code: control.loginCode(openid) }),
    get 'open-type:getPhoneNumber'() {
      return { code: control.phoneCode(openid) }
    },
    // The person taps 允许, and WeChat counts it.
    requestSubscribeMessage: ({ tmplIds }: { tmplIds: string[] }) => {
      for (const templateId of tmplIds) control.subscribe(openid, { templateId })
      return Object.fromEntries(tmplIds.map((id) => [id, 'accept']))
    },
  }
  return Object.assign(openWeapp({ request: viaInject(world.app), answers, ...given }), { openid })
}
