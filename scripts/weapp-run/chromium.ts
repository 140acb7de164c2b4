// A phone-sized Chromium that remembers everything that went wrong, and looks at its own pictures.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { chromium } from 'playwright-core'

const EXECUTABLE = '/usr/bin/chromium'
const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync']

export type Look = { words: string[]; file?: string }
export type Chromium = Awaited<ReturnType<typeof openChromium>>

export async function openChromium({ width = 375, height = 812 } = {}) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: EXECUTABLE,
    args: FLAGS,
    viewport: { width, height },
    hasTouch: true,
    isMobile: true,
  })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(`pageerror ${error.message}`))
  page.on('requestfailed', (request) => problems.push(`failed ${request.url()} ${request.failure()?.errorText}`))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console ${message.text()}`)
  })
  /** Number of different colours in a picture; a blank one has one. */
  async function coloursIn(picture: Buffer) {
    const canvas = await context.newPage()
    try {
      return await canvas.evaluate(
        async (data) => {
          const image = await createImageBitmap(await (await fetch(data)).blob())
          const paper = new OffscreenCanvas(image.width, image.height).getContext(
            '2d',
          ) as OffscreenCanvasRenderingContext2D
          paper.drawImage(image, 0, 0)
          return new Set(new Uint32Array(paper.getImageData(0, 0, image.width, image.height).data.buffer)).size
        },
        `data:image/png;base64,${picture.toString('base64')}`,
      )
    } finally {
      await canvas.close()
    }
  }
  return {
    page,
    /** Console errors, uncaught exceptions and failed requests so far. */
    problems: () => problems,
    /** Waits for the words to be visible, takes a picture and answers how many colours it has. */
    async look({ words, file }: Look) {
      for (const word of words)
        await page.getByText(word).filter({ visible: true }).first().waitFor({ timeout: 10_000 })
      if (file) fs.mkdirSync(path.dirname(file), { recursive: true })
      return coloursIn(await page.screenshot(file ? { path: file } : {}))
    },
    async close() {
      await context.close()
      fs.rmSync(profile, { recursive: true, force: true })
    },
  }
}
