import { JSDOM } from 'jsdom'
import { createHost, type HostOptions, type Launch } from './create-host'
import type { DomWindow } from './host'

/** Names the component framework looks up in the surrounding program. */
const GLOBALS = ['window', 'document', 'HTMLElement', 'CustomEvent', 'Event', 'Node', 'CSS'] as const

/** Starts a bundle in a document without a browser. The latest one started owns the global `window`. */
export function startInJsdom(options: Omit<HostOptions, 'window' | 'mount'>, launch: Launch) {
  const dom = new JSDOM('<!doctype html><html><head></head><body><div id="app"></div></body></html>', {
    url: 'http://127.0.0.1/',
    pretendToBeVisual: true,
  })
  const window = dom.window as unknown as DomWindow
  for (const name of GLOBALS)
    Object.defineProperty(globalThis, name, {
      value: name === 'window' ? window : window[name],
      configurable: true,
      writable: true,
    })
  const mount = window.document.getElementById('app') as HTMLElement
  const running = createHost({ ...options, window, mount })
  running.start(launch)
  return { ...running, dom }
}
