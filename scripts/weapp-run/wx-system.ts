import { refuse, type WxKit } from './wx-call'

const KEY_LIMIT = 1024 * 1024
const STORAGE_LIMIT = 10 * KEY_LIMIT
const LISTENERS = (
  'onAppShow onAppHide onError onUnhandledRejection onPageNotFound onThemeChange onNetworkStatusChange ' +
  'onKeyboardHeightChange onWindowResize onMemoryWarning onNeedPrivacyAuthorization onUserCaptureScreen'
).split(' ')

/** Storage (1 MB a key, 10 MB in all), facts about phone and client, and app-wide listeners. */
export function addSystem(kit: WxKit) {
  addStorage(kit)
  addFacts(kit)
  const { host, wx } = kit
  for (const name of LISTENERS) {
    const heard = new Set<(value?: unknown) => void>()
    host.listeners.set(name, heard)
    wx[name] = (callback: () => void) => void heard.add(callback)
    wx[name.replace(/^on/, 'off')] = (callback: () => void) => void heard.delete(callback)
  }
}

function addStorage({ host, api, wx }: WxKit) {
  const { storage } = host
  const size = (value: unknown) => JSON.stringify(value ?? null).length
  const copy = (value: unknown) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)))
  const put = (key: string, data: unknown) => {
    if (size(data) > KEY_LIMIT) refuse('exceed storage item max length')
    const others = [...storage].reduce((sum, [name, value]) => (name === key ? sum : sum + size(value)), 0)
    if (others + size(data) > STORAGE_LIMIT) refuse('exceed storage max size')
    storage.set(key, copy(data))
  }
  const facts = () => ({ keys: [...storage.keys()], currentSize: 1, limitSize: STORAGE_LIMIT / 1024 })
  api('setStorage', ({ key, data }) => put(key, data))
  api('getStorage', ({ key }) => (storage.has(key) ? { data: copy(storage.get(key)) } : refuse('data not found')))
  api('removeStorage', ({ key }) => void storage.delete(key))
  api('clearStorage', () => storage.clear())
  api('getStorageInfo', facts)
  wx.setStorageSync = put
  wx.getStorageSync = (key: string) => (storage.has(key) ? copy(storage.get(key)) : '')
  wx.removeStorageSync = (key: string) => void storage.delete(key)
  wx.clearStorageSync = () => storage.clear()
  wx.getStorageInfoSync = facts
}

function addFacts({ host, api, wx }: WxKit) {
  const { window } = host
  const safeArea = { top: 20, left: 0, right: 375, bottom: 778, width: 375, height: 758 }
  const windowFacts = () => ({
    pixelRatio: 2,
    screenWidth: 375,
    screenHeight: 812,
    windowWidth: window.innerWidth || 375,
    windowHeight: (window.innerHeight || 812) - 44,
    statusBarHeight: 20,
    safeArea,
    screenTop: 64,
  })
  const device = {
    brand: 'devtools',
    model: 'weapp-run',
    system: 'iOS 15.0',
    platform: 'ios',
    abi: '',
    memorySize: 4096,
  }
  const base = () => ({
    SDKVersion: '3.8.7',
    version: '8.0.50',
    language: 'zh_CN',
    theme: 'light',
    host: { appId: '', env: 'WeChat' },
    fontSizeSetting: 17,
    fontSizeScaleFactor: 1,
    ...(host.answers.appBaseInfo as object),
  })
  wx.getWindowInfo = windowFacts
  wx.getDeviceInfo = () => device
  wx.getAppBaseInfo = base
  wx.getSystemInfoSync = () => ({ ...windowFacts(), ...device, ...base(), errMsg: 'getSystemInfoSync:ok' })
  api('getSystemInfo', wx.getSystemInfoSync as () => object)
  wx.getSystemSetting = () => ({ locationEnabled: true, wifiEnabled: true })
  wx.getAppAuthorizeSetting = () => ({ locationAuthorized: 'authorized', notificationAuthorized: 'authorized' })
  wx.getMenuButtonBoundingClientRect = () => ({ top: 24, bottom: 56, left: 281, right: 368, width: 87, height: 32 })
  wx.getAccountInfoSync = () => ({ miniProgram: { appId: 'wx0000000000000000', envVersion: 'develop', version: '' } })
  wx.getLaunchOptionsSync = () => host.launch
  wx.getEnterOptionsSync = () => host.launch
  wx.canIUse = () => true
  wx.nextTick = (callback: () => void) => Promise.resolve().then(callback)
  wx.env = { USER_DATA_PATH: 'wxfile://usr' }
  const quiet = { log() {}, info() {}, warn() {}, debug() {}, error() {}, setFilterMsg() {}, addFilterMsg() {} }
  wx.getLogManager = () => quiet
  wx.getRealtimeLogManager = () => quiet
  wx.getUpdateManager = () => ({ onCheckForUpdate() {}, onUpdateReady() {}, onUpdateFailed() {}, applyUpdate() {} })
  wx.base64ToArrayBuffer = (text: string) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0)).buffer
  wx.arrayBufferToBase64 = (buffer: ArrayBuffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
}
