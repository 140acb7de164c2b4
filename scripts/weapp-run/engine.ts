// WeChat's own component framework (glass-easel), set up to draw into a document and to send its events back.
import * as adapterModule from 'glass-easel-miniprogram-adapter'
import { BUILTIN } from './builtin'
import { type Host, plainTarget } from './host'

// The package is CommonJS or an ES module depending on who loads it.
const adapter = ((adapterModule as { default?: typeof adapterModule }).default ?? adapterModule) as typeof adapterModule
export const { glassEasel, MiniProgramEnv } = adapter

type NodeWithElement = Node & { __wxElement?: object; __wxEventTypes?: Set<string> }
type EventOptions = Record<string, unknown>
type Listener = Parameters<InstanceType<typeof glassEasel.CurrentWindowBackendContext>['onEvent']>[0]

const TOUCH = ['touchstart', 'touchmove', 'touchend', 'touchcancel']
const LONG_PRESS_MS = 350
const everywhere = { bubbles: true, composed: true, capturePhase: true }

let prepared = false
/** Settings that hold for every mini-program of this process. */
export function prepareEngine() {
  if (prepared) return
  prepared = true
  glassEasel.globalOptions.throwGlobalError = false
  // Gives the document the ids that WXML wrote (see the base element's setAttribute).
  glassEasel.globalOptions.writeExtraInfoToAttr = true
  // Page code gets plain {id, dataset} targets, as in WeChat.
  const prototype = glassEasel.Event.prototype as unknown as Record<string, unknown>
  prototype.wrapShadowedEvent = function (this: EventOptions, target: unknown, mark: unknown, current: unknown) {
    const { type, timeStamp, detail, bubbles, composed, extraFields } = this
    const event: EventOptions = {
      type,
      timeStamp,
      detail,
      bubbles,
      composed,
      ...(extraFields as object),
      mark: mark ?? {},
    }
    Object.assign(event, { target: plainTarget(target), currentTarget: plainTarget(current) })
    for (const name of ['stopPropagation', 'preventDefault', 'markMutated', 'getEventName'])
      Object.defineProperty(event, name, { value: (this[name] as () => unknown).bind(this), enumerable: false })
    return event
  }
}

/** Notes every error and warning of the framework on the host. Answers how to stop listening. */
export function listenForErrors(host: Host) {
  const onError = (error: unknown) => {
    host.problems.push(`exception: ${error instanceof Error ? error.stack : String(error)}`)
    return false
  }
  const onWarning = (message: string) => {
    host.problem(`warning: ${message}`)
    return false
  }
  glassEasel.addGlobalErrorListener(onError)
  glassEasel.addGlobalWarningListener(onWarning)
  return () => {
    glassEasel.removeGlobalErrorListener(onError)
    glassEasel.removeGlobalWarningListener(onWarning)
  }
}

/** The framework's way into the document: creates our elements, turns clicks into taps. */
export function createBackend(host: Host) {
  const { document, CustomEvent } = host.window
  /** The framework's own node behind the nearest element it made. */
  const ownerOf = (node: EventTarget | null): never | undefined => {
    let at = node as NodeWithElement | null
    while (at && !at.__wxElement) at = at.parentNode as NodeWithElement | null
    return at?.__wxElement as never
  }
  class Backend extends glassEasel.CurrentWindowBackendContext {
    private listener?: Listener

    override onEvent(listener: Listener) {
      this.listener = listener
      host.mount.addEventListener('click', (event) => {
        const owner = ownerOf(event.target)
        const button = (event.target as Element).closest?.('wx-button') as (Element & { disabled?: boolean }) | null
        if (!owner || button?.disabled) return
        host.gesture = true
        setTimeout(() => {
          host.gesture = false
        }, 0)
        const { clientX, clientY, pageX = clientX, pageY = clientY } = event
        const touches = [{ identifier: 0, clientX, clientY, pageX, pageY }]
        const extraFields = { touches, changedTouches: touches }
        listener(owner, 'tap', { x: pageX, y: pageY }, { originalEvent: event, ...everywhere, extraFields })
      })
      this.listenForTouches(listener)
    }
    private listenForTouches(listener: Listener) {
      let press: ReturnType<typeof setTimeout> | undefined
      const points = (list?: TouchList) =>
        Array.from(list ?? [], (t) => ({
          identifier: t.identifier,
          clientX: t.clientX,
          clientY: t.clientY,
          pageX: t.pageX,
          pageY: t.pageY,
        }))
      const heard = (event: Event) => {
        const owner = ownerOf(event.target)
        if (!owner) return
        const { touches, changedTouches } = event as TouchEvent
        const extraFields = { touches: points(touches), changedTouches: points(changedTouches) }
        listener(owner, event.type, {}, { originalEvent: event, ...everywhere, extraFields })
        clearTimeout(press)
        if (event.type === 'touchstart')
          press = setTimeout(() => listener(owner, 'longpress', {}, everywhere), LONG_PRESS_MS)
      }
      for (const type of TOUCH) host.mount.addEventListener(type, heard, { passive: true })
    }
    override setListenerStats(target: unknown, type: string) {
      const element = target as NodeWithElement | null
      if (!element || type === 'tap' || type === 'longpress' || TOUCH.includes(type)) return
      element.__wxEventTypes ??= new Set()
      if (element.__wxEventTypes.has(type)) return
      element.__wxEventTypes.add(type)
      element.addEventListener(type, (event) => {
        if (!(event instanceof CustomEvent) && !/^(transition|animation)/.test(type)) return
        if (event.target !== element && !event.bubbles) return
        const options = { originalEvent: event, bubbles: event.bubbles, composed: false, capturePhase: true }
        this.listener?.(element.__wxElement as never, type, (event as CustomEvent).detail ?? {}, options)
      })
    }
  }
  const backend = new Backend()
  const builtin = new Set(BUILTIN)
  Object.assign(backend, {
    document: {
      createElement(tag: string) {
        if (builtin.has(tag)) return document.createElement(`wx-${tag}`)
        const known = tag.startsWith('wx-') || host.componentTags.has(tag)
        if (!known) host.problem(`unknown tag <${tag}>`)
        return document.createElement(tag.startsWith('wx-') ? tag : `wx-comp-${tag}`)
      },
      createTextNode: (text: string) => document.createTextNode(text),
      createDocumentFragment: () => document.createDocumentFragment(),
    },
  })
  return backend
}
