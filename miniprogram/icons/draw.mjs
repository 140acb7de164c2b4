// Draws the tab icons (81×81 PNG, the size WeChat asks for) from the shapes below: node miniprogram/icons/draw.mjs
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const shapes = {
  home: '<path d="M4 11 12 4l8 7v9h-5v-6H9v6H4z"/>',
  outages: '<path d="M13 2 5 13h6l-1 9 9-12h-6z"/>',
  bills:
    '<path d="M6 3h12v18l-3-2-3 2-3-2-3 2z"/><path d="M8.5 7.5 12 12l3.5-4.5M8.5 12h7M8.5 15h7M12 12v6" fill="none"/>',
  liaison: '<path d="M6 3h4l2 5-2.5 1.5a11 11 0 0 0 5 5L16 12l5 2v4a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z"/>',
  mine: '<circle cx="12" cy="8" r="4.2"/><path d="M4 21a8 8 0 0 1 16 0z"/>',
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const page = await browser.newPage({ viewport: { width: 81, height: 81 } })
// The chosen tab is filled as well as coloured: colour is never the only sign.
for (const [name, shape] of Object.entries(shapes))
  for (const [suffix, stroke, fill] of [
    ['', '#505a5a', 'none'],
    ['-on', '#00706b', name === 'bills' ? '#bfe3e0' : '#00706b'],
  ]) {
    await page.setContent(
      `<body style="margin:0"><svg xmlns="http://www.w3.org/2000/svg" width="81" height="81" viewBox="0 0 24 24" fill="${fill}"
        stroke="${stroke}" stroke-width="1.7" stroke-linejoin="round" stroke-linecap="round">${shape}</svg></body>`,
    )
    const file = fileURLToPath(new URL(`../src/assets/${name}${suffix}.png`, import.meta.url))
    await page.screenshot({ path: file, omitBackground: true })
  }
await browser.close()
