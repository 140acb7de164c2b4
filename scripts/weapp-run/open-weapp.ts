// A phone for tests: the built weapp package in jsdom, driven by what a person sees and taps.
import path from 'node:path'
import type { Bundle } from './bundle'
import { compile } from './compile'
import type { HostOptions, Launch } from './create-host'
import { startInJsdom } from './jsdom'

/** Where `scripts/build-miniprogram.mjs weapp` puts the package. */
export const WEAPP_FOLDER = path.resolve(__dirname, '../../miniprogram/dist/weapp')

export type WeappOptions = Pick<HostOptions, 'request' | 'answers' | 'storage'> & {
  launch?: Launch
  /** Another package than ours. */
  folder?: string
  /** How long `sees` and `tap` wait, ms. */
  patience?: number
}
export type Phone = ReturnType<typeof openWeapp>

const compiled = new Map<string, Bundle>()
function bundleOf(folder: string) {
  const bundle = compiled.get(folder) ?? compile(folder)
  compiled.set(folder, bundle)
  return bundle
}

const POLL_MS = 10
/** So long nothing may change before a page counts as drawn; a busy machine takes its time between two steps. */
const QUIET_MS = 80

export function openWeapp({ launch = {}, folder = WEAPP_FOLDER, patience = 5000, request, ...options }: WeappOptions) {
  let running = 0
  const counted: HostOptions['request'] = async (wanted) => {
    running++
    try {
      return await request(wanted)
    } finally {
      running--
    }
  }
  const { host, dom, ...app } = startInJsdom({ ...options, request: counted, bundle: bundleOf(folder) }, launch)
  const { document, MouseEvent, Event } = host.window
  const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

  /** What lies open to the eye: dialogs and toasts before the page, then the tab bar. */
  const layers = () =>
    [
      ...document.querySelectorAll('.wx-mask,.wx-toast'),
      host.stack.at(-1)?.element,
      document.getElementById('wx-tabs'),
    ].filter((layer) => layer !== undefined && layer !== null)
  const textOf = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim()
  const labelOf = (element: Element) => element.getAttribute('aria-label') ?? ''
  function find(words: string): Element | undefined {
    for (const layer of layers()) {
      const all = [...layer.querySelectorAll('*')]
      const exact = all.filter((element) => textOf(element) === words || labelOf(element) === words)
      const deepest = (exact.length ? exact : all.filter((element) => textOf(element).includes(words))).at(-1)
      if (deepest) return deepest
    }
    return undefined
  }
  async function until<T>(look: () => T | undefined | false, wanted: string): Promise<T> {
    const end = performance.now() + patience
    for (;;) {
      const found = look()
      if (found) return found
      if (performance.now() > end) throw new Error(`${wanted}。屏幕上是：${phone.text()}。${host.problems.join('\n')}`)
      await sleep(POLL_MS)
    }
  }
  const phone = {
    host,
    ...app,
    /** Path of the page on top. */
    path: () => host.page().path,
    /** Words of the page on top, dialogs included. */
    text: () => layers().slice(0, -1).map(textOf).join(' '),
    /** Waits until the words are on the screen. */
    sees: async (words: string) => void (await until(() => phone.text().includes(words), `没有看到「${words}」`)),
    /** Waits until the words are gone. */
    seesNoMore: async (words: string) =>
      void (await until(() => !phone.text().includes(words), `还看得到「${words}」`)),
    /** Taps what carries the words (text or aria-label), waiting for it to appear. */
    async tap(words: string) {
      const target = await until(() => find(words), `没有可点的「${words}」`)
      target.dispatchEvent(new MouseEvent('click', { bubbles: true }))
      await phone.settled()
    },
    /** Taps a tab of the tab bar. */
    async tab(words: string) {
      const tabs = [...document.querySelectorAll('#wx-tabs .wx-tab')]
      const tab = tabs.find((element) => textOf(element) === words)
      if (!tab) throw new Error(`没有标签「${words}」`)
      tab.dispatchEvent(new MouseEvent('click', { bubbles: true }))
      await phone.settled()
    },
    /** Types into the field with this placeholder or aria-label. */
    async type(name: string, value: string) {
      const named = () =>
        [...host.page().element.querySelectorAll<HTMLInputElement>('input,textarea')].find(
          (field) => field.placeholder === name || labelOf(field.parentElement as Element) === name,
        )
      const field = await until(named, `没有输入框「${name}」`)
      field.value = value
      field.dispatchEvent(new Event('input', { bubbles: true }))
      await phone.settled()
    },
    /** Waits until the page is drawn, no request runs and nothing changes any more. */
    async settled() {
      await until(() => host.page().element.childElementCount > 0, '页面没有画出来')
      let before = ''
      do {
        before = host.mount.innerHTML
        await sleep(QUIET_MS)
      } while (running > 0 || before !== host.mount.innerHTML)
    },
    /** Arguments of every call of one wx API so far. */
    calls: (name: string) => host.calls.filter((call) => call.name === name).map((call) => call.args),
    /** Broken rules so far; a test ends with `[]`. */
    problems: () => host.problems,
    close() {
      app.close()
      dom.window.close()
    },
  }
  return phone
}
