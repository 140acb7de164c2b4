import fs from 'node:fs'
import path from 'node:path'
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

test('sizes arrive in the package as they were written', () => {
  const styles = fs.readFileSync(path.join(WEAPP_FOLDER, 'app.wxss'), 'utf8')
  expect(styles).toMatch(/\.text-30\s*\{[^}]*--text:\s*30px;[^}]*--control:\s*60px/)
  expect(styles).not.toMatch(/\drpx/)
})

test('all five tabs open without signing in', async () => {
  phone = openWeapp({ request: nothing })
  const tabs = { 停电: 'outages', 电费: 'bills', 对接人: 'liaison', 我的: 'mine', 首页: 'home' }
  for (const [words, page] of Object.entries(tabs)) {
    await phone.tab(words)
    expect(phone.path()).toBe(`pages/${page}/index`)
    expect(phone.text()).not.toBe('')
  }
  expect(phone.calls('login')).toEqual([])
  expect(phone.problems()).toEqual([])
})

test('the chosen text size holds on every tab and is kept on the phone', async () => {
  phone = openWeapp({ request: nothing })
  await phone.settled()
  const size = () => phone.host.page().element.querySelector('.screen')?.className
  expect(size()).toContain('text-17')
  await phone.tab('我的')
  await phone.tap('字号：长辈版')
  expect(size()).toContain('text-24')
  await phone.tab('首页')
  expect(size()).toContain('text-24')
  expect(phone.host.storage.get('text-size')).toBe(24)
})

test('a phone set to large letters starts in large text', async () => {
  phone = openWeapp({ request: nothing, answers: { appBaseInfo: { fontSizeScaleFactor: 1.4 } } })
  await phone.settled()
  expect(phone.host.page().element.querySelector('.screen.text-24')).not.toBeNull()
})

test('a screen reader gets role, label and state of what can be tapped', async () => {
  phone = openWeapp({ request: nothing })
  await phone.tab('我的')
  const told = [...phone.host.page().element.querySelectorAll('[aria-role="radio"]')].map((element) => [
    element.getAttribute('aria-label'),
    element.getAttribute('aria-checked'),
  ])
  expect(told).toEqual([
    ['字号：标准', 'true'],
    ['字号：大字', 'false'],
    ['字号：长辈版', 'false'],
    ['字号：特大', 'false'],
  ])
})
