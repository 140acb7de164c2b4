import type { Bundle } from './bundle'

export type HttpRequest = {
  url: string
  method: string
  header: Record<string, string>
  body?: string
  timeout?: number
}
export type HttpReply = { statusCode: number; header: Record<string, unknown>; text: string }
/** A page or app object of the logic layer. */
export type Instance = Record<string, unknown> & { setData(data: object, done?: () => void): void }
export type LaunchOptions = { path: string; query: Record<string, string>; scene: number }
export type DomWindow = Window & typeof globalThis

export type OpenPage = {
  path: string
  instance: Instance
  /** Title and colours the page set at run time. */
  bar: Record<string, string | undefined>
  element: HTMLElement
  style?: HTMLStyleElement
  release(): void
  atBottom?: boolean
}

/** What the person or WeChat answers, by the name of the API; a function is asked with the call's arguments. */
export type Answers = Record<string, unknown>

/** One running mini-program: the window it draws into, its page stack, and everything it was seen to do. */
export type Host = {
  window: DomWindow
  bundle: Bundle
  mount: HTMLElement
  answers: Answers
  /** Every call of a wx API, in order. */
  calls: { name: string; args: Record<string, unknown> }[]
  /** Broken rules of WeChat and uncaught errors; an honest test ends with this empty. */
  problems: string[]
  setDataCalls: { path: string; bytes: number; keys: string[] }[]
  /** wx APIs that were read although they do not exist here. */
  unknownApis: Set<string>
  storage: Map<string, unknown>
  stack: OpenPage[]
  /** True while a tap is being handled: what WeChat counts as the user's own gesture. */
  gesture: boolean
  componentTags: Set<string>
  app: Instance | null
  wx: Record<string, unknown>
  launch: LaunchOptions
  listeners: Map<string, Set<(value?: unknown) => void>>
  request(request: HttpRequest): Promise<HttpReply>
  problem(message: string): void
  /** Address of a file of the package. */
  asset(path: string): string
  dialog(className: string): HTMLElement
  page(): OpenPage
}

/** Calls a life-cycle method of a page or the app if it has one. */
export function callHook(instance: Instance | null | undefined, name: string, ...args: unknown[]): unknown {
  const hook = instance?.[name]
  return typeof hook === 'function' ? hook.apply(instance, args) : undefined
}

/** The fields of an event's target that WeChat hands to page code. */
export function plainTarget(node: unknown) {
  if (!node) return node
  const target = node as { id?: string; dataset?: object; _$?: { id?: string; dataset?: object } }
  return {
    id: target.id ?? target._$?.id ?? '',
    dataset: { ...(target.dataset ?? target._$?.dataset) },
    offsetLeft: 0,
    offsetTop: 0,
  }
}
