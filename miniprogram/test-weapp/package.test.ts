import { check } from '../../scripts/weapp-run/check'
import { openWeapp, type Phone, WEAPP_FOLDER } from '../../scripts/weapp-run/open-weapp'

const nothing = async () => ({ statusCode: 404, header: {}, text: '{"code":"NOT_FOUND","message":"没有"}' })
let phone: Phone
afterEach(() => phone?.close())

test('the package keeps WeChat’s rules and its main part is at most 1 MB', () => {
  const gate = check(WEAPP_FOLDER)
  expect(gate.errors).toEqual([])
  expect(gate.pages).toBeGreaterThanOrEqual(5)
  expect(gate.mainBytes).toBeLessThanOrEqual(1024 * 1024)
})

test('all five tabs open without signing in', async () => {
  phone = openWeapp({ request: nothing })
  for (const tab of ['停电', '电费', '对接人', '我的', '首页']) {
    await phone.tab(tab)
    await phone.sees(tab)
  }
  expect(phone.path()).toBe('pages/home/index')
  expect(phone.problems()).toEqual([])
})
