import Taro from '@tarojs/taro'

/** What stays on the phone between visits. */
export type Store = {
  get<T>(key: string): T | null
  set(key: string, value: unknown): void
  remove(key: string): void
  keys(): string[]
}

export const store: Store = {
  get: (key) => Taro.getStorageSync(key) || null,
  set(key, value) {
    try {
      Taro.setStorageSync(key, value)
    } catch {
      // Storage is full: the page still works, only without a copy for the next time.
    }
  },
  remove: (key) => Taro.removeStorageSync(key),
  keys: () => [...Taro.getStorageInfoSync().keys],
}
