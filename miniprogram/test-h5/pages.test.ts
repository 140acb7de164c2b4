import path from 'node:path'
import { type Chromium, openChromium } from '../../scripts/weapp-run/chromium'
import { openStage, type Stage } from '../test-weapp/stage'

const shots = path.resolve(__dirname, '../../shots')
const file = (name: string) => path.join(shots, `${name}.png`)

let stage: Stage
let base: string
let browser: Chromium
beforeAll(async () => {
  stage = await openStage()
  const { control } = stage.world.sandbox
  control.addPerson({ phone: stage.villager, nickname: '村民王建国' })
  control.addPerson({ phone: stage.liaison.phone, nickname: '对接人王强' })
  control.addPerson({ phone: stage.member.phone, nickname: '李主任' })
  base = await stage.world.app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => stage.world.close())
beforeEach(async () => {
  browser = await openChromium()
})
afterEach(() => browser.close())

/** Opens a page of the preview as somebody who scanned the code on the village's board. */
const open = async (page = 'pages/home/index', query = '') => {
  await browser.page.goto(`${base}/preview/#/${page}?scene=${encodeURIComponent(`v=${stage.village.code}`)}${query}`)
}
const look = async (name: string, words: string[]) => {
  expect(await browser.look({ words, file: file(name) })).toBeGreaterThan(20)
  expect(await browser.layoutFaults()).toEqual([])
  expect(browser.problems()).toEqual([])
}
const tap = (words: string) => browser.page.getByText(words, { exact: true }).filter({ visible: true }).first().tap()
const tab = (words: string) => browser.page.locator('.weui-tabbar__item', { hasText: words }).tap()

/** Signs in the way a person does: button, the sandbox's page, a name, back again; then the phone button. */
async function signInAs(nickname: string) {
  await tab('我的')
  await tap('用微信登录')
  await browser.page.getByText(nickname).tap()
  await tap('用微信手机号找我家')
  await browser.page.getByText(nickname).tap()
  await browser.look({ words: ['已验证'] })
}

test('a villager: first page, notice, sign-in, own homes, 我知道了', async () => {
  await open()
  await look('villager-home', ['东关村 3月10日(周二)上午8:00–12:00停电', '王强', stage.liaison.phone])
  await tab('停电')
  await look('villager-outages', ['东关村的停电', '还没停电', '原因：线路检修'])
  await tab('电费')
  await look('villager-bills-signed-out', ['登录以后'])
  await tab('对接人')
  await look('villager-liaison', ['对接人（一村一人）', '今天的值班经理', '赵刚'])
  await tab('我的')
  await look('villager-mine-signed-out', ['用微信登录', '字的大小'])
  await signInAs('村民王建国')
  await look('villager-mine', ['我的用电户', '共绑定 2 户'])
  await tab('电费')
  await look('villager-bills', ['户号', '打电话给对接人王强'])
  await tab('首页')
  await tap('看停电通知')
  await look('villager-outage', ['停电时间', '我家 2 户都知道了'])
  await tap('我家 2 户都知道了')
  await look('villager-outage-known', ['已记下'])
  await browser.page.goto(`${base}/preview/#/villager/bind/index`)
  await look('villager-bind', ['户号（10 至 13 位数字）', '提交给对接人核对'])
})

test('a liaison: whom to tell, four large results, what was noted', async () => {
  await open()
  await signInAs('对接人王强')
  await tab('对接人')
  await look('liaison-card', ['我对接的村：东关村', '今日要告知的'])
  await tap('今日要告知的')
  await look('liaison-today', ['还要告知', '需要关怀的户（先告知）', '赵秀英'])
  await browser.page.getByLabel('打电话给赵秀英').tap()
  await browser.page.getByText('结果是').scrollIntoViewIfNeeded()
  await look('liaison-results', ['已告知', '未接', '空号停机', '请村委转告'])
  // The browser may still be asking what to do with a telephone number, so the tap does not go through the screen.
  await browser.page.getByLabel('赵秀英：已告知').dispatchEvent('click')
  await look('liaison-noted', ['已电话告知', '点错了，撤回'])
  await browser.page.goto(`${base}/preview/#/liaison/bindings/index`)
  await look('liaison-bindings', ['没有等您核对的申请'])
})

test('a committee member: how many know, and 收到', async () => {
  await open()
  await signInAs('李主任')
  await tab('对接人')
  await tap('村委会今日')
  await look('committee-today', ['受影响 24 户', '收到'])
})

test('the code of the sign-in page is used once: it leaves the address, and a reload stays signed in', async () => {
  const signIns = () => {
    const byCode = stage.world.sandbox.control.calls()['wechat.jscode2session'] ?? {}
    return Object.values(byCode).reduce((sum, count) => sum + count, 0)
  }
  const before = signIns()
  await open('pages/mine/index')
  await tap('用微信登录')
  await browser.page.getByText('李主任').tap()
  await browser.look({ words: ['身份：'] })
  expect(browser.page.url()).not.toContain('code=')
  expect(signIns()).toBe(before + 1)
  await browser.page.reload()
  await browser.look({ words: ['身份：'] })
  expect(signIns()).toBe(before + 1)
  expect(browser.problems()).toEqual([])
})

test.each([
  ['标准', 44],
  ['大字', 60],
  ['长辈版', 60],
  ['特大', 60],
] as const)('on a 320-wide screen in size %s nothing is cut and buttons are at least %i high', async (size, side) => {
  await browser.page.setViewportSize({ width: 320, height: 640 })
  await open()
  await signInAs('对接人王强')
  await browser.page.getByLabel(`字号：${size}`).tap()
  for (const [name, page, words] of [
    ['home', 'pages/home/index', '看停电通知'],
    ['outages', 'pages/outages/index', '东关村的停电'],
    ['liaison', 'pages/liaison/index', '今日要告知的'],
    ['mine', 'pages/mine/index', '字的大小'],
    ['today', 'liaison/today/index', '需要关怀的户（先告知）'],
    ['outage', `villager/outage/index?id=${stage.outageId}&village=${stage.village.id}`, '停电时间'],
    ['bind', 'villager/bind/index', '提交给对接人核对'],
  ] as const) {
    await browser.page.goto(`${base}/preview/#/${page}`)
    await look(`narrow-${size}-${name}`, [words])
    for (const button of await browser.page.locator('.button:visible').all()) {
      const box = await button.boundingBox()
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(side)
    }
  }
})
