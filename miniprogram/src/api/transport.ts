import Taro from '@tarojs/taro'
import { setClock } from './device'

/** Where the station's server answers, set by the build; empty = the host this page came from (browser preview). */
declare const API_BASE: string

export type WireRequest = { method: string; url: string; header: Record<string, string>; body?: unknown }
export type WireReply = { status: number; data: unknown }
/** Carries one request; rejects only when no answer came. */
export type Send = (request: WireRequest) => Promise<WireReply>

const TIMEOUT_MS = 15_000

/** Our own way to the server: Taro's interceptors lose the task, and nothing here needs them. */
export const send: Send = async ({ method, url, header: own, body }) => {
  const reply = await Taro.request({
    url: API_BASE + url,
    method: method as keyof Taro.request.Method,
    header: { 'content-type': 'application/json', ...own },
    // A write without a body still says it is JSON, so it sends an empty object.
    data: method === 'GET' ? undefined : (body ?? {}),
    timeout: TIMEOUT_MS,
  })
  // WeChat on Android and on iOS write header names differently.
  const header = (reply.header ?? {}) as Record<string, string>
  setClock(header.Date ?? header.date ?? '')
  return { status: reply.statusCode, data: reply.data }
}
