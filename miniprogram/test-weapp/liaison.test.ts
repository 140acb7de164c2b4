import { viaInject } from '../../scripts/weapp-run/inject'
import { openPhone, openStage, type Stage } from './stage'

let stage: Stage
let phone: ReturnType<typeof openPhone>
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.world.close())
afterEach(() => phone.close())

const told = async () => {
  const params = { id: stage.outageId }
  return (await stage.world.callAs(stage.admin, 'GET /outages/:id/awareness', { params })).told.person
}
const triesOf = async (householdId: string) => {
  const params = { id: stage.outageId, householdId }
  return (await stage.world.callAs(stage.admin, 'GET /outages/:id/households/:householdId/told', { params })).tries
}

/** A liaison's phone, signed in and verified, on the list of today. */
async function openToday(given: Parameters<typeof openPhone>[2] = {}) {
  phone = openPhone(stage, stage.liaison.phone, { launch: { scene: `v=${stage.village.code}` }, ...given })
  await phone.sees('停电')
  await phone.tab('我的')
  await phone.tap('用微信登录')
  await phone.tap('用微信手机号找我家')
  await phone.sees('对接人员')
  await phone.tab('对接人')
  await phone.tap('今日要告知的')
  await phone.sees('还要告知')
}

test('today lists whom to tell: care first, then group by group, twenty at a time, numbers masked', async () => {
  await openToday()
  const text = phone.text()
  const headings = [...phone.host.page().element.querySelectorAll('.section')].map((element) => element.textContent)
  expect(headings).toEqual(['村委会（最先告知）', '需要关怀的户（先告知）', '1组', '2组', '3组'])
  expect(text).toContain('★ 家用呼吸机 3组')
  expect(text).toContain('李主任（主任）')
  expect(text).toMatch(/139\*\*\*\*\d{4}/)
  expect(text).not.toMatch(/139\d{8}/)
  const rows = () => phone.host.page().element.querySelectorAll('.row').length
  expect(rows()).toBe(21)
  await phone.tap('再显示（还有 4 户）')
  expect(rows()).toBe(25)
  expect(phone.problems()).toEqual([])
})

test('a call shows four large results; what is noted can be taken back before it goes up', async () => {
  await openToday()
  const before = await told()
  const { name, phone: number, id } = stage.own
  await phone.tap(`打电话给${name}`)
  expect(phone.calls('makePhoneCall')).toEqual([{ phoneNumber: number }])
  for (const result of ['已告知', '未接', '空号停机', '请村委转告']) await phone.sees(result)
  await phone.tap(`${name}：已告知`)
  await phone.sees('已电话告知')
  await phone.tap('点错了，撤回')
  await phone.seesNoMore('已电话告知')
  phone.hide()
  expect(await told()).toBe(before)

  phone.show()
  await phone.tap(`打电话给${name}`)
  await phone.tap(`${name}：未接`)
  await phone.tap(`${name}：当面告知`)
  // Leaving the screen ends the time for taking back.
  phone.hide()
  await phone.sees('已当面告知，已上传')
  expect(await told()).toBe(before + 1)
  expect((await triesOf(id)).map(({ words, name: who }) => [words, who])).toEqual([
    ['未接', '王强'],
    ['已告知', '王强'],
  ])
  expect(phone.problems()).toEqual([])
})

test('without network results are kept in order with the time of the tap, also over a restart, and go up later', async () => {
  let online = true
  const inject = viaInject(stage.world.app)
  const request: typeof inject = async (wanted) => {
    if (!online) throw new Error('request:fail')
    return inject(wanted)
  }
  await openToday({ request })
  const before = await told()
  const at = stage.world.now()
  online = false
  await phone.tap(`${stage.parents.name}：当面告知`)
  await phone.tap(`${stage.breathing.name}：当面告知`)
  phone.hide()
  phone.show()
  await phone.sees('2 条待上传')
  const storage = Object.fromEntries(phone.host.storage)
  phone.close()

  stage.world.passTime(3 * 3_600_000)
  online = true
  phone = openPhone(stage, stage.liaison.phone, { storage, launch: { path: 'liaison/today/index' }, request })
  await phone.sees('还要告知')
  await phone.seesNoMore('条待上传')
  expect(await told()).toBe(before + 2)
  const params = { id: stage.outageId, householdId: stage.parents.id }
  const [proof] = (await stage.world.callAs(stage.admin, 'GET /outages/:id/households/:householdId/told', { params }))
    .proofs
  expect(Math.abs(Date.parse(proof?.at ?? '') - at.getTime())).toBeLessThan(60_000)
  expect(phone.problems()).toEqual([])
})

test('the liaison confirms a binding without any code after calling the household', async () => {
  const { breathing } = stage
  const villager = openPhone(stage, '13800007777', { launch: { path: 'villager/bind/index' } })
  phone = villager
  await villager.tap('用微信登录')
  await villager.type('户号（10 至 13 位数字）', breathing.accountNo)
  await villager.type('户名（电费单上的名字）', breathing.name)
  await villager.type('您的姓名（可以不填）', '赵丽')
  await villager.tap('您是户主的：女儿')
  await villager.tap('提交给对接人核对')
  await villager.sees('已交给对接人核对')
  const storage = Object.fromEntries(villager.host.storage)
  villager.close()

  await openToday()
  await phone.tab('对接人')
  await phone.tap('核对绑定申请')
  await phone.sees('赵丽（女儿）')
  await phone.tap('☎ 打电话问这户')
  expect(phone.calls('makePhoneCall')).toHaveLength(1)
  await phone.tap('同意绑定')
  await phone.tap('核对过了，同意')
  await phone.sees('没有等您核对的申请')
  expect(phone.problems()).toEqual([])
  phone.close()

  phone = openPhone(stage, '13800007777', { storage })
  await phone.tab('电费')
  await phone.sees('赵**')
  await phone.sees(`户号 ******${breathing.accountNo.slice(-4)}`)
  await phone.sees('打电话给对接人王强')
  expect(phone.problems()).toEqual([])
})

test('a committee member sees how many know, nobody by name, and says 收到', async () => {
  phone = openPhone(stage, stage.member.phone, { launch: { scene: `v=${stage.village.code}` } })
  await phone.sees('停电')
  await phone.tab('我的')
  await phone.tap('用微信登录')
  await phone.tap('用微信手机号找我家')
  await phone.sees('村委会成员')
  await phone.tab('对接人')
  await phone.tap('村委会今日')
  await phone.sees('受影响 24 户')
  expect(phone.text()).not.toContain(stage.own.name)
  await phone.tap('复制文字，发到村民群')
  expect(String(phone.calls('setClipboardData')[0]?.data)).toContain('【停电通知】')
  await phone.tap('收到')
  await phone.sees('您已点“收到”')
  const params = { id: stage.outageId }
  const { villages } = await stage.world.callAs(stage.admin, 'GET /outages/:id/awareness', { params })
  expect(villages[0]?.committee).toEqual({ members: 1, received: 1 })
  expect(phone.problems()).toEqual([])
})
