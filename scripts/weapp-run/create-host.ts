// Runs a compiled bundle in a document (browser or jsdom): logic with WeChat's globals, WXML through WeChat's framework.
import type { Bundle } from './bundle'
import { installElements } from './elements'
import { createBackend, glassEasel, listenForErrors, MiniProgramEnv, prepareEngine } from './engine'
import type { Answers, DomWindow, Host, Instance } from './host'
import { callHook } from './host'
import { createLogic, type DefinitionEnv } from './logic'
import { createPages, type Draw, type Pages } from './pages'
import { addAbilities } from './wx-abilities'
import { apiAdder, type WxKit } from './wx-call'
import { addDialogs } from './wx-dialogs'
import { addNavigation } from './wx-navigation'
import { addNetwork } from './wx-network'
import { addQueries } from './wx-query'
import { addSystem } from './wx-system'

export type HostOptions = {
  window: DomWindow
  bundle: Bundle
  mount: HTMLElement
  request: Host['request']
  answers?: Answers
  storage?: Record<string, unknown>
  /** Where files of the package are served. */
  assetBase?: string
}
/** How it is opened: a page with its query, and the text printed into a mini-program code if one was scanned. */
export type Launch = { path?: string; scene?: string }

/** Launch scene of a scanned mini-program code. */
const SCANNED_CODE = 1047
const FROM_LIST = 1001

export function createHost(options: HostOptions) {
  const host = emptyHost(options)
  host.mount.id = 'wx-app'
  host.mount.innerHTML = '<div id="wx-nav"></div><div id="wx-pages"></div><div id="wx-tabs"></div>'
  for (const { usingComponents } of Object.values(host.bundle.config))
    for (const tag of Object.keys(usingComponents)) host.componentTags.add(tag)
  installElements(host)
  prepareEngine()
  const stopListening = listenForErrors(host)

  const { space, draw } = createSpace(host)
  const pages = createPages(host, draw)
  addWx(host, pages)
  const logic = createLogic(host, (definition) => space.behavior().definition(definition).register())
  for (const unit of ['app', ...host.bundle.order.filter(({ isPage }) => !isPage).map(({ path }) => path)]) {
    const sheet = host.window.document.createElement('style')
    sheet.textContent = host.bundle.styles[unit] ?? ''
    host.window.document.head.appendChild(sheet)
  }

  return {
    host,
    start({ path = host.bundle.pages[0], scene }: Launch = {}) {
      const [page = '', search = ''] = String(path).replace(/^\//, '').split('?')
      const query: Record<string, string> = Object.fromEntries(new URLSearchParams(search))
      if (scene !== undefined) query.scene = encodeURIComponent(scene)
      host.launch = { path: page, query, scene: scene === undefined ? FROM_LIST : SCANNED_CODE }
      logic.startApp()
      for (const unit of host.bundle.order)
        space.componentEnv(unit.path, (env: unknown) => logic.define(unit.path, env as DefinitionEnv))
      pages.open(page, query)
    },
    /** Pulls the page down, which works only where the page allows it. */
    pullDown() {
      const { path, instance } = host.page()
      const allowed = host.bundle.config[path]?.enablePullDownRefresh ?? host.bundle.app.window?.enablePullDownRefresh
      if (!allowed) throw new Error(`enablePullDownRefresh is off on ${path}`)
      return callHook(instance, 'onPullDownRefresh')
    },
    /** Leaves the mini-program for the desktop. */
    hide() {
      callHook(host.page().instance, 'onHide')
      callHook(host.app, 'onHide')
    },
    /** Comes back to it. */
    show() {
      callHook(host.app, 'onShow', host.launch)
      callHook(host.page().instance, 'onShow')
    },
    /** What the page would share from the menu. */
    share: () => callHook(host.page().instance, 'onShareAppMessage', { from: 'menu' }),
    close() {
      stopListening()
      while (host.stack.length) pages.close(host.page())
    },
  }
}

function emptyHost({ window, bundle, mount, request, answers = {}, storage = {}, assetBase = '' }: HostOptions): Host {
  const { document } = window
  const host: Host = {
    window,
    bundle,
    mount,
    answers,
    request,
    calls: [],
    problems: [],
    setDataCalls: [],
    unknownApis: new Set(),
    storage: new Map(Object.entries(storage)),
    stack: [],
    gesture: false,
    componentTags: new Set(),
    app: null,
    wx: {},
    launch: { path: '', query: {}, scene: FROM_LIST },
    listeners: new Map(),
    problem(message) {
      if (!host.problems.includes(message)) host.problems.push(message)
    },
    asset: (file) => (/^(https?:|data:|blob:)/.test(file) ? file : `${assetBase}/${file.replace(/^\.?\//, '')}`),
    dialog(className) {
      const mask = document.createElement('div')
      mask.className = 'wx-mask'
      mask.addEventListener('click', (event) => event.stopPropagation())
      const dialog = document.createElement('div')
      dialog.className = `wx-dialog ${className}`
      dialog.remove = () => mask.remove()
      mask.appendChild(dialog)
      mount.appendChild(mask)
      return dialog
    },
    page() {
      const top = host.stack.at(-1)
      if (!top) throw new Error('no page is open')
      return top
    },
  }
  return host
}

/** Registers templates and configuration with the framework; `draw` makes one page of them. */
function createSpace(host: Host) {
  const environment = new MiniProgramEnv()
  const space = environment.createCodeSpace('main', true)
  // The compiler hands out JavaScript text, made from our own artefact.
  const templates = new Function(`return ${host.bundle.templates}`)()
  for (const { path } of host.bundle.order) {
    space.addComponentStaticConfig(path, host.bundle.config[path] as never)
    if (templates[path])
      // Without the fallback, bindtap on a built-in component is dropped.
      space.addCompiledTemplate(path, {
        groupList: templates,
        content: templates[path],
        fallbackListenerOnNativeNode: true,
      } as never)
  }
  const backend = createBackend(host)
  const associated = environment.associateBackend(backend as never)
  backend.onEvent((target, type, detail, eventOptions) => {
    const event = new glassEasel.Event(type, detail, eventOptions as never)
    glassEasel.Event.dispatchEvent(target as never, event)
    return event.getEventBubbleStatus()
  })
  const draw: Draw = (path) => {
    const root = associated.createRoot('wx-page', space, path)
    return {
      instance: root.get() as unknown as Instance,
      attach(into) {
        const place = host.window.document.createElement('span')
        into.appendChild(place)
        root.attach(into as never, place as never)
        return root.getComponent().getBackendElement() as unknown as HTMLElement
      },
      release: () => root.release(),
    }
  }
  return { space, draw }
}

function addWx(host: Host, pages: Pages) {
  const known = host.wx
  const kit: WxKit = { host, pages, wx: known, api: apiAdder(host) }
  for (const add of [addNavigation, addNetwork, addDialogs, addAbilities, addSystem, addQueries]) add(kit)
  // What does not exist reads as undefined, as in WeChat; what was asked for is remembered.
  host.wx = new Proxy(known, {
    get(target, name) {
      if (typeof name === 'string' && !(name in target) && name !== 'then') host.unknownApis.add(name)
      return target[name as string]
    },
  })
}
