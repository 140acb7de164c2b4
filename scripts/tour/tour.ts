import { callerOf } from '../stage/call'
import { farEndsAt } from '../stage/far-ends'
import type { Checks } from './checks'
import { countVillages } from './count'
import { freshStation, importStation, type OffFeeder, offFeeder } from './fresh-station'
import { reportCall } from './liaison'
import { publishOutage, tryShortNotice, untilDelivered } from './outage'
import { allowReminder, type Guest, signIn } from './people'
import { compareSums, printVillages } from './report'
import type { Ground } from './server'

/** The main job from files to awareness rate, with every sum counted a second time elsewhere. */
export async function takeTour({ url, sandboxUrl, account, password }: Ground, checks: Checks): Promise<void> {
  const far = farEndsAt(sandboxUrl)
  const { token, name } = await callerOf(url, null)('POST /sessions/staff', { body: { account, password } })
  const admin = callerOf(url, token)
  console.log(`\n一、${name}（管理员）登录，导入一所新台账`)
  const station = await freshStation(admin, await far.now())
  await importStation(url, token, station, checks)
  const off = offFeeder(station)
  const actors = castOf(off)

  console.log(`\n二、试发一条提前 2 天的计划停电（${off.feeder}）`)
  await tryShortNotice(admin, far, off, checks)

  console.log('\n三、两位村民在微信里登录，同意接收一次提醒；两个号码设为短信送不到')
  const guests: Guest[] = []
  for (const household of actors.wechat) {
    const guest = await signIn(url, far, household.phone, household.owner)
    await allowReminder(far, guest)
    guests.push(guest)
  }
  await far.failNumbers(actors.unreachable.map(({ phone }) => phone))

  console.log('\n四、发布提前 8 天的计划停电，等到发完')
  const before = await far.lastSeq()
  const { id, preview } = await publishOutage(admin, await far.now(), off.feeder)
  const { households, messages, sms } = preview
  console.log(
    `  预览：${preview.affected} 户；微信 ${households.wechat}、短信 ${households.sms}、人工 ${households.person}；` +
      `短信 ${messages.sms} 条 ${sms.pieces} 段，${(sms.costFen / 100).toFixed(2)} 元`,
  )
  await untilDelivered(admin, id)

  console.log('\n五、村民点“我知道了”，对接人员报告两次电话')
  const [villager] = guests
  const home = await villager?.call('GET /me/home')
  const line = home?.households.flatMap(({ outages }) => outages).find((outage) => outage.id === id)
  console.log(`  村民看到：${home?.households[0]?.sentence}`)
  checks.same('村民首页有这次停电', line?.id === id, true)
  await villager?.call('POST /outages/:id/acknowledgements', { params: { id }, body: {} })
  const liaison = await signIn(url, far, actors.village.row.liaisonPhone, actors.village.row.liaison)
  for (const household of actors.unreachable) await reportCall(liaison.call, id, household)
  console.log(
    `  ${actors.village.row.liaison}（${actors.village.row.village}对接人员）电话告知 ${actors.unreachable.length} 户`,
  )

  const record = await far.record({ after: before })
  const sums = countVillages(off, record, {
    wechat: new Map(actors.wechat.map(({ accountNo }, at) => [accountNo, guests[at]?.openid as string])),
    byPerson: new Set([...actors.wechat.slice(0, 1), ...actors.unreachable].map(({ accountNo }) => accountNo)),
  })
  const awareness = await admin('GET /outages/:id/awareness', { params: { id } })
  printVillages(awareness, sums)
  compareSums(checks, awareness, sums, off, record)
}

/** Who does what: all of the feeder's first village, each household with a number nobody else there has. */
function castOf(off: OffFeeder) {
  const village = off.villages[0] as OffFeeder['villages'][number]
  const all = off.villages.flatMap(({ households }) => households)
  const own = village.households.filter(
    ({ phone }) => phone !== '' && all.filter((one) => one.phone === phone).length === 1,
  )
  return { village, wechat: own.slice(0, 2), unreachable: own.slice(2, 4) }
}
