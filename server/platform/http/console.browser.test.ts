import { type Chromium, openChromium } from '../../../scripts/weapp-run/chromium'
import { aStaff, aStation, aVillage } from '../../testing/builders'
import { openWorld, type World } from '../../testing/world'

const PASSWORD = 'horse-battery-staple'

let world: World
let chromium: Chromium
let origin: string
let account: string
const asked: string[] = []

beforeAll(async () => {
  world = await openWorld()
  const station = await aStation(world, { name: '城郊供电所' })
  account = (await aStaff(world, station, { admin: true, password: PASSWORD })).account
  await aVillage(world, station, { name: '前营村' })
  origin = await world.app.listen({ port: 0, host: '127.0.0.1' })
  chromium = await openChromium({ width: 1400, height: 1000 })
  chromium.page.on('request', (request) => asked.push(request.url()))
  await chromium.page.goto(`${origin}/console`)
})
afterAll(async () => {
  await chromium?.close()
  await world?.close()
})

test('the console opens in Chinese with the usual work in its order', async () => {
  const words = ['先登录', '常办的事', '没有办成时', '身份验证', '供电所与村庄', '上传档案文件并试算(不改登记)']
  expect(await chromium.look({ words, file: 'shots/console/start.png' })).toBeGreaterThan(50)
})

test('an admin signs in, pastes the token and reads the villages', async () => {
  const { page } = chromium
  await page.getByRole('link', { name: '员工账号登录' }).first().click()
  await page.getByRole('button', { name: 'post /sessions/staff' }).first().click()
  const client = page.getByRole('dialog').filter({ has: page.locator('.cm-content') })
  await client.locator('.cm-content').first().click()
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText(JSON.stringify({ account, password: PASSWORD }))
  // The editor hands its text over a moment after the last key.
  await page.waitForTimeout(500)
  const [signedIn] = await Promise.all([
    page.waitForResponse((answer) => answer.url().endsWith('/sessions/staff')),
    client.getByRole('button', { name: '发送' }).first().click(),
  ])
  expect(signedIn.status()).toBe(200)
  const { token } = (await signedIn.json()) as { token: string }
  await page.keyboard.press('Escape')

  await page.goto(`${origin}/console#description/introduction`)
  await page.getByPlaceholder('令牌').first().fill(token)
  await page.getByRole('link', { name: '各村一览' }).first().click()
  await page.getByRole('button', { name: 'get /station/villages' }).first().click()
  const [villages] = await Promise.all([
    page.waitForResponse((answer) => answer.url().includes('/station/villages')),
    page.getByRole('dialog').getByRole('button', { name: '发送' }).first().click(),
  ])
  expect(villages.status()).toBe(200)
  expect(await chromium.look({ words: ['前营村'], file: 'shots/console/villages.png' })).toBeGreaterThan(50)
})

test('nothing leaves this server and nothing of a third party is offered', async () => {
  const { page } = chromium
  expect(asked.length).toBeGreaterThan(4)
  expect(asked.filter((url) => !url.startsWith(origin) && !/^(data|blob):/.test(url))).toEqual([])
  const links = page.locator(`a[href^="http"]:not([href^="${origin}"])`).filter({ visible: true })
  // Scalar explains a status code by a link to another site; it must not open.
  for (const link of await links.all()) await link.click()
  await page.waitForTimeout(200)
  expect(
    page
      .context()
      .pages()
      .map((each) => new URL(each.url()).origin),
  ).not.toContainEqual(expect.stringMatching(/^https:/))
  expect(asked.filter((url) => /^https:/.test(url))).toEqual([])
  const offered = page.getByRole('button', { name: /MCP|Share|Deploy|Ask AI|API Client|分享|部署/i })
  expect(await offered.filter({ visible: true }).count()).toBe(0)
  expect(chromium.problems()).toEqual([])
})
