import type { Host } from './host'
import type { Pages } from './pages'

/** What one wx API is given: its arguments, and whether it runs inside a tap. */
// biome-ignore lint/suspicious/noExplicitAny: each API destructures its own arguments; page code is not typed here
export type Args = Record<string, any>
export type Handler = (args: Args, call: { gesture: boolean }) => unknown
export type Api = (name: string, handler: Handler) => void
export type WxKit = { host: Host; pages: Pages; api: Api; wx: Record<string, unknown> }

/** Refuses a call with WeChat's own text (after `name:fail `) and, where it has one, its number. */
export function refuse(message: string, numbers: { errCode?: number; errno?: number } = {}): never {
  throw { errMsg: message, ...numbers }
}

const plainCopy = (value: object): Record<string, unknown> => {
  try {
    return JSON.parse(JSON.stringify(value))
  } catch {
    return {}
  }
}

/** Adds asynchronous APIs to `wx`: an object with success/fail/complete, or a promise when it has none of them. */
export function apiAdder(host: Host): Api {
  return (name, handler) => {
    host.wx[name] = (options: Args = {}) => {
      const { success, fail, complete, ...args } = options
      host.calls.push({ name, args: plainCopy(args) })
      const { gesture } = host
      const work = (async () => handler(args, { gesture }))().then(
        (answer) => ({ errMsg: `${name}:ok`, ...(answer as object | undefined) }),
        (error) => Promise.reject(failure(name, error)),
      )
      const task = { abort() {}, onHeadersReceived() {}, offHeadersReceived() {}, onProgressUpdate() {} }
      if (!success && !fail && !complete) return Object.assign(work, task)
      work.then(
        (answer) => {
          success?.(answer)
          complete?.(answer)
        },
        (error) => {
          fail?.(error)
          complete?.(error)
        },
      )
      return task
    }
  }
}

function failure(name: string, error: unknown) {
  const given = error as { errMsg?: string; message?: string }
  const said = given?.errMsg ?? given?.message ?? String(error)
  const extra = error instanceof Error ? {} : (error as object)
  return { ...extra, errMsg: said.includes(':fail') ? said : `${name}:fail ${said}` }
}

/** The answer a test has laid ready for an API, or `otherwise`. */
export function answerOf(host: Host, name: string, args: Args, otherwise: () => unknown) {
  if (!(name in host.answers)) return otherwise()
  const given = host.answers[name]
  const answer = typeof given === 'function' ? given(args) : given
  if (String((answer as { errMsg?: string })?.errMsg ?? '').includes('fail')) throw answer
  return answer
}
