// The logic layer: CommonJS files run with WeChat's globals only; what a browser or Node would offer is hidden.
import { callHook, type Host, type Instance } from './host'

const HIDDEN = (
  'window document self top parent frames location navigator XMLHttpRequest fetch localStorage sessionStorage indexedDB ' +
  'WebSocket alert HTMLElement Element Node MutationObserver process Buffer importScripts requestAnimationFrame cancelAnimationFrame'
).split(' ')

/** The three registering functions of the page or component whose file is being read. */
export type DefinitionEnv = {
  Page(options: never): unknown
  Component(options: never): unknown
  Behavior(options: never): unknown
}

export function createLogic(host: Host, defineBehavior: (options: never) => unknown) {
  const { code } = host.bundle
  const { window } = host
  const modules = new Map<string, { exports: unknown }>()
  let current: DefinitionEnv | null = null
  // Looked up late: Taro calls Component() from inside its own library file.
  const registering = (name: 'Page' | 'Component') => (options: never) => {
    if (!current) throw new Error(`${name}() called outside of a page or component file`)
    return current[name](options)
  }
  const globals: Record<string, unknown> = {
    wx: host.wx,
    App: (options: Instance) => {
      host.app = options
    },
    Page: registering('Page'),
    Component: registering('Component'),
    Behavior: defineBehavior,
    getApp: () => host.app,
    getCurrentPages: () => host.stack.map((page) => page.instance),
    requirePlugin: () => ({}),
  }
  const shared: Record<string, unknown> = { ...globals, Promise, console }
  for (const name of ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const)
    shared[name] = window[name].bind(window)
  const names = ['require', 'module', 'exports', 'globalThis', 'global', ...Object.keys(globals), ...HIDDEN]

  function resolve(from: string, wanted: string) {
    const parts = wanted.startsWith('/') ? [] : from.split('/').slice(0, -1)
    for (const part of wanted.split('/')) {
      if (part === '..') parts.pop()
      else if (part && part !== '.') parts.push(part)
    }
    const base = parts.join('/')
    const found = [base, `${base}.js`, `${base}/index.js`].find((file) => file in code)
    if (!found) throw new Error(`module '${wanted}' is not defined (from ${from})`)
    return found
  }
  function load(file: string): unknown {
    const loaded = modules.get(file)
    if (loaded) return loaded.exports
    const module = { exports: {} as unknown }
    modules.set(file, module)
    const run = new Function(...names, `${code[file]}\n//# sourceURL=weapp/${file}`)
    const require = (wanted: string) => load(resolve(file, wanted))
    run(require, module, module.exports, shared, shared, ...Object.values(globals))
    return module.exports
  }
  return {
    startApp() {
      load('app.js')
      if (!host.app) throw new Error('app.js did not call App()')
      callHook(host.app, 'onLaunch', host.launch)
      callHook(host.app, 'onShow', host.launch)
    },
    /** Reads the file of one page or component, which registers itself in `env`. */
    define(unit: string, env: DefinitionEnv) {
      current = env
      try {
        load(`${unit}.js`)
      } finally {
        current = null
      }
    },
  }
}
