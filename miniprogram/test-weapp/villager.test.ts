import { viaInject } from '../../scripts/weapp-run/inject'
import { aHousehold } from '../../server/testing/builders'
import { openPhone, openStage, publish, type Stage } from './stage'

let stage: Stage
let phone: ReturnType<typeof openPhone>
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.world.close())
afterEach(() => phone.close())

test('a village’s code opens its first page: state, liaison and number, without signing in', async () => {
  phone = openPhone(stage, stage.villager, { launch: { scene: `v=${stage.village.code}` } })
  await phone.sees('东关村 3月10日(周二)上午8:00–12:00停电')
  await phone.sees('王强')
  await phone.sees(stage.liaison.phone)
  await phone.tap(`打电话给王强，${stage.liaison.phone}`)
  await phone.tap('打电话给95598，95598')
  expect(phone.calls('makePhoneCall')).toEqual([{ phoneNumber: stage.liaison.phone }, { phoneNumber: '95598' }])
  expect(phone.calls('login')).toEqual([])
  expect(phone.problems()).toEqual([])
})

test('without a code the village is chosen from the list once, kept, and can be changed', async () => {
  phone = openPhone(stage, stage.villager)
  await phone.sees('请选您的村')
  await phone.tap('西山村')
  await phone.sees('西山村 今天正常')
  const storage = Object.fromEntries(phone.host.storage)
  phone.close()
  phone = openPhone(stage, stage.villager, { storage })
  await phone.sees('西山村 今天正常')
  await phone.tap('换一个村（现在是西山村）')
  await phone.tap('东关村')
  await phone.sees('停电')
  expect(phone.problems()).toEqual([])
})

test('without network the last known state stays, with its age, and calling still works', async () => {
  let online = true
  const { world } = stage
  phone = openPhone(stage, stage.villager, {
    launch: { scene: `v=${stage.village.code}` },
    request: async (request) => {
      if (!online) throw new Error('request:fail')
      return viaInject(world.app)(request)
    },
  })
  await phone.sees('停电')
  online = false
  phone.hide()
  phone.show()
  await phone.sees('截至')
  await phone.sees('东关村 3月10日(周二)上午8:00–12:00停电')
  await phone.tap(`打电话给王强，${stage.liaison.phone}`)
  expect(phone.calls('makePhoneCall')).toHaveLength(1)
})

test('a villager signs in, finds the own and the parents’ home by phone number, and says 我知道了', async () => {
  const { world, outageId, own, parents, villager, village } = stage
  phone = openPhone(stage, villager, { launch: { scene: `v=${village.code}` } })
  await phone.sees('停电')
  await phone.tab('我的')
  await phone.tap('用微信登录')
  await phone.tap('用微信手机号找我家')
  await phone.sees('共绑定 2 户')
  await phone.sees(`******${own.accountNo.slice(-4)}`)
  await phone.sees(`******${parents.accountNo.slice(-4)}`)
  expect(phone.text()).not.toContain(villager)
  expect(phone.text()).not.toContain('王建国')

  await phone.tab('首页')
  await phone.tap('看停电通知')
  await phone.sees('线路检修')
  await phone.sees('3月10日(周二)上午8:00–12:00')
  await phone.tap('我家 2 户都知道了')
  await phone.sees('已记下')
  await phone.seesNoMore('我知道了')
  await phone.sees('下次停电会发微信提醒您一次')

  const awareness = await world.callAs(stage.admin, 'GET /outages/:id/awareness', { params: { id: outageId } })
  expect(awareness.told.person).toBe(2)
  const [template] = (await world.call('GET /client')).outageTemplates
  expect(phone.calls('requestSubscribeMessage')).toEqual([{ tmplIds: [template], entityIds: [] }])
  expect(world.sandbox.control.credits(phone.openid, template as string)).toBe(1)
  await phone.sees('已记下')
  expect(phone.share()).toEqual({
    title: '东关村 计划停电：3月10日(周二)上午8:00至12:00',
    path: `/villager/outage/index?id=${outageId}&village=${village.id}`,
  })
  expect(phone.problems()).toEqual([])
})

test('who says no to reminders is told what happens instead, and is not asked again', async () => {
  const { quiet } = stage
  const home = await aHousehold(stage.world, quiet)
  await publish(stage.world, stage.admin, quiet.feeder.name)
  phone = openPhone(stage, home.phone ?? '', { launch: { scene: `v=${quiet.code}` } })
  phone.host.answers.requestSubscribeMessage = ({ tmplIds }: { tmplIds: string[] }) =>
    Object.fromEntries(tmplIds.map((id) => [id, 'reject']))
  await phone.sees('停电')
  await phone.tap('看停电通知')
  await phone.tap('用微信登录')
  await phone.tap('去绑定我家')
  await phone.tap('用微信手机号找我家')
  await phone.sees('共绑定 1 户')
  await phone.tap('再允许一次')
  await phone.sees('没关系，停电时会发短信')
  await phone.tab('首页')
  await phone.tap('看停电通知')
  await phone.tap('我知道了')
  await phone.sees('已记下')
  expect(phone.calls('requestSubscribeMessage')).toHaveLength(1)
  expect(phone.problems()).toEqual([])
})

test('binding by account number is left to the liaison’s word; wrong input is said on the page', async () => {
  const { breathing } = stage
  phone = openPhone(stage, '13800009999', { launch: { path: 'villager/bind/index' } })
  await phone.tap('用微信登录')
  await phone.tap('提交给对接人核对')
  await phone.sees('户号是空的')
  await phone.type('户号（10 至 13 位数字）', breathing.accountNo)
  await phone.type('户名（电费单上的名字）', breathing.name)
  await phone.type('您的姓名（可以不填）', '赵丽')
  await phone.tap('您是户主的：女儿')
  await phone.tap('提交给对接人核对')
  await phone.sees('已交给对接人核对')
  expect(phone.calls('showToast')).toEqual([])
  expect(phone.problems()).toEqual([])
})

test('signing out leaves nothing of the person on the phone', async () => {
  phone = openPhone(stage, stage.villager, { launch: { scene: `v=${stage.village.code}` } })
  await phone.sees('停电')
  await phone.tab('我的')
  await phone.tap('用微信登录')
  await phone.sees('我的用电户')
  await phone.tap('退出登录')
  await phone.sees('会全部清除')
  await phone.tap('退出登录')
  await phone.sees('用微信登录')
  expect([...phone.host.storage.keys()].filter((key) => !key.startsWith('read:')).sort()).toEqual(['helper', 'village'])
  expect(JSON.stringify([...phone.host.storage])).not.toContain(stage.own.accountNo.slice(-4))
  expect(phone.problems()).toEqual([])
})
