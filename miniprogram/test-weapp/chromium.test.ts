import path from 'node:path'
import { openChromium } from '../../scripts/weapp-run/chromium'
import { viaInject } from '../../scripts/weapp-run/inject'
import { WEAPP_FOLDER } from '../../scripts/weapp-run/open-weapp'
import { serveWeapp } from '../../scripts/weapp-run/serve'
import { openStage } from './stage'

test('the weapp package draws a scanned village’s first page in Chromium without an error', async () => {
  const stage = await openStage()
  const served = await serveWeapp({
    folder: WEAPP_FOLDER,
    request: viaInject(stage.world.app),
    launch: { scene: `v=${stage.village.code}` },
  })
  const browser = await openChromium()
  try {
    await browser.page.goto(served.url)
    const words = [
      '东关村 3月10日(周二)上午8:00–12:00停电',
      '王强',
      stage.liaison.phone,
      '首页',
      '停电',
      '电费',
      '对接人',
      '我的',
    ]
    const file = path.resolve(__dirname, '../../shots/weapp-home.png')
    expect(await browser.look({ words, file })).toBeGreaterThan(20)
    expect(await browser.layoutFaults()).toEqual([])
    expect(await browser.page.locator('wx-button[disabled]').count()).toBe(0)
    expect(browser.problems()).toEqual([])
    expect(await browser.page.evaluate('weapp.problems')).toEqual([])
  } finally {
    await browser.close()
    await served.close()
    await stage.world.close()
  }
})
