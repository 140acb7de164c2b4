// Stands for @tarojs/taro in tests: storage that works, hooks that can be called, APIs that only remember.
import { useEffect } from 'react'

// The build puts the server's address in its place.
Object.assign(globalThis, { API_BASE: '' })

const stored = new Map<string, unknown>()
const shown = new Set<() => void>()
const done = () => jest.fn(async () => ({ errMsg: 'ok' }))

const Taro = {
  getStorageSync: (key: string) => stored.get(key) ?? '',
  setStorageSync: (key: string, value: unknown) => void stored.set(key, JSON.parse(JSON.stringify(value))),
  removeStorageSync: (key: string) => void stored.delete(key),
  getStorageInfoSync: () => ({ keys: [...stored.keys()] }),
  getAppBaseInfo: jest.fn(() => ({ fontSizeScaleFactor: 1 })),
  login: jest.fn(async () => ({ code: 'code' })),
  request: jest.fn(),
  makePhoneCall: done(),
  navigateTo: done(),
  switchTab: done(),
  stopPullDownRefresh: done(),
  setClipboardData: done(),
  requestSubscribeMessage: jest.fn(async (): Promise<Record<string, string>> => ({ errMsg: 'ok' })),
}
export default Taro

/** The page comes to the front again. */
export const showPage = () => {
  for (const callback of shown) callback()
}
/** WeChat answers a button of its own, e.g. the one for the phone number. */
export const pressAbility = (button: HTMLElement, name: string, detail: object) =>
  (button as unknown as Record<string, (event: object) => void>)[name]?.({ detail })
export const forgetStored = () => stored.clear()

export function useDidShow(callback: () => void) {
  useEffect(() => {
    shown.add(callback)
    return () => void shown.delete(callback)
  })
}
export const useLaunch = (callback: () => void) => useEffect(callback, [callback])
export const useDidHide = jest.fn()
export const usePullDownRefresh = jest.fn()
export const useShareAppMessage = jest.fn()
export const useRouter = jest.fn(() => ({ params: {} as Record<string, string> }))
