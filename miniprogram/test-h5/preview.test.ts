import path from 'node:path'
import { openChromium } from '../../scripts/weapp-run/chromium'
import { servePreview } from '../../scripts/weapp-run/serve'

const folder = path.resolve(__dirname, '../dist/h5')

test('the browser preview works under /preview/ and shows the five tabs', async () => {
  const request = async () => ({ statusCode: 404, header: {}, text: '{"code":"NOT_FOUND","message":"没有"}' })
  const served = await servePreview({ folder, request })
  const browser = await openChromium()
  try {
    await browser.page.goto(`${served.url}/preview/`)
    expect(await browser.look({ words: ['首页', '停电', '电费', '对接人', '我的'] })).toBeGreaterThan(5)
    expect(browser.problems()).toEqual([])
  } finally {
    await browser.close()
    await served.close()
  }
})
