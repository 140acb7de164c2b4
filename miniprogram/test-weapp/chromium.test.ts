import { openChromium } from '../../scripts/weapp-run/chromium'
import { WEAPP_FOLDER } from '../../scripts/weapp-run/open-weapp'
import { serveWeapp } from '../../scripts/weapp-run/serve'

test('the weapp package draws its first page in Chromium without an error', async () => {
  const request = async () => ({ statusCode: 404, header: {}, text: '{"code":"NOT_FOUND","message":"没有"}' })
  const served = await serveWeapp({ folder: WEAPP_FOLDER, request })
  const browser = await openChromium()
  try {
    await browser.page.goto(served.url)
    expect(await browser.look({ words: ['首页', '停电', '电费', '对接人', '我的'] })).toBeGreaterThan(5)
    expect(browser.problems()).toEqual([])
    expect(await browser.page.evaluate('weapp.problems')).toEqual([])
  } finally {
    await browser.close()
    await served.close()
  }
})
