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
  page.on('requestfailed', (request) => {
    // A browser without a telephone gives up dialling; that it was asked to is no fault.
    if (!request.url().startsWith('tel:')) problems.push(`failed ${request.url()} ${request.failure()?.errorText}`)
  })
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
    /** Words that are cut off, stick out of the screen or lie on one another; the tab bar over a long page is not counted. */
    layoutFaults: () => page.evaluate(findLayoutFaults),
    async close() {
      await context.close()
      fs.rmSync(profile, { recursive: true, force: true })
    },
  }
}

/** Runs in the page. */
function findLayoutFaults(): string[] {
  const faults: string[] = []
  const seen: { words: string; box: DOMRect }[] = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = node.textContent?.trim() ?? ''
    const holder = node.parentElement
    if (!words || !holder || holder.closest('script,style,[class*="tabbar"]')) continue
    if (getComputedStyle(holder).visibility === 'hidden') continue
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const box of range.getClientRects()) {
      if (box.width < 1 || box.height < 1) continue
      if (box.left < -1 || box.right > window.innerWidth + 1) faults.push(`sticks out: ${words}`)
      seen.push({ words, box })
    }
    for (let element: Element | null = holder; element && element !== document.body; element = element.parentElement) {
      const { overflowX } = getComputedStyle(element)
      if (overflowX === 'hidden' && element.scrollWidth > element.clientWidth + 1) faults.push(`cut off: ${words}`)
    }
  }
  for (const [at, one] of seen.entries())
    for (const other of seen.slice(at + 1)) {
      const width = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left)
      const height = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top)
      // Line boxes of neighbouring lines may share a few pixels of air.
      if (width > 2 && height > Math.min(one.box.height, other.box.height) / 3)
        faults.push(`overlap: ${one.words} / ${other.words}`)
    }
  return [...new Set(faults)]
}
