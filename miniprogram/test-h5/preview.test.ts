import path from 'node:path'
import { type Chromium, openChromium } from '../../scripts/weapp-run/chromium'
import type { HttpRequest } from '../../scripts/weapp-run/host'
import { type Served, servePreview } from '../../scripts/weapp-run/serve'

const folder = path.resolve(__dirname, '../dist/h5')
const shots = path.resolve(__dirname, '../../shots')

let browser: Chromium
let served: Served
let asked: HttpRequest[]
const session = { token: 't1', expiresAt: '2030-01-01T00:00:00.000Z', name: '王', roles: ['villager'] }
beforeEach(async () => {
  asked = []
  served = await servePreview({
    folder,
    request: async (request) => {
      asked.push(request)
      return { statusCode: 200, header: {}, text: JSON.stringify(session) }
    },
  })
  browser = await openChromium()
})
afterEach(async () => {
  await browser.close()
  await served.close()
})

test('the browser preview works under /preview/ and shows the five tabs', async () => {
  await browser.page.goto(`${served.url}/preview/`)
  const words = ['首页', '停电', '电费', '对接人', '我的']
  expect(await browser.look({ words, file: path.join(shots, 'preview-home.png') })).toBeGreaterThan(5)
  expect(browser.problems()).toEqual([])
})

test('in every text size what can be tapped is large enough on a 320-wide screen, and nothing sticks out', async () => {
  await browser.page.setViewportSize({ width: 320, height: 640 })
  await browser.page.goto(`${served.url}/preview/#/pages/mine/index`)
  for (const [words, side] of [
    ['标准', 44],
    ['大字', 60],
    ['长辈版', 60],
    ['特大', 60],
  ] as const) {
    await browser.page.getByLabel(`字号：${words}`).tap()
    expect(await browser.look({ words: [words], file: path.join(shots, `preview-mine-${words}.png`) })).toBeGreaterThan(
      5,
    )
    for (const radio of await browser.page.getByRole('radio').all()) {
      const box = await radio.boundingBox()
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(side)
    }
    expect(await browser.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
  }
  expect(browser.problems()).toEqual([])
})

test('coming back from the sign-in page, the code is used once and leaves the address', async () => {
  await browser.page.goto(`${served.url}/preview/?code=abc#/pages/mine/index`)
  await browser.page.waitForFunction(() => localStorage.getItem('session')?.includes('t1'))
  expect(asked).toMatchObject([{ method: 'POST', url: `${served.url}/sessions/wechat`, body: '{"code":"abc"}' }])
  expect(browser.page.url()).toBe(`${served.url}/preview/#/pages/mine/index`)
  await browser.page.reload()
  await browser.look({ words: ['字号'] })
  expect(asked).toHaveLength(1)
  expect(browser.problems()).toEqual([])
})
