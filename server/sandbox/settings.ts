/** What the far ends can be told to be like. Not kept over a restart: command line and control route set it. */
export interface Settings {
  /** Where delivery reports are pushed; loopback only. */
  reportUrls: { sms: string | null; aliyun: string | null; tencent: string | null }
  /** Milliseconds from acceptance to the report. */
  receiptDelayMs: number
  /** Pauses before the second, third … attempt to push a report, milliseconds. */
  receiptRetriesMs: number[]
  /** Working time of every vendor call, milliseconds. Two calls for one openid inside it collide (43108). */
  latencyMs: number
  wechat: {
    /** Caller addresses that may fetch tokens; null: any. */
    ipWhitelist: string[] | null
    /** Published pages; null: any path of the right form. */
    pages: string[] | null
  }
  aliyun: SmsAccount & { service: boolean; permitted: boolean }
  tencent: SmsAccount
  /** `null`: as many as you like. */
  sms: { balance: number | null }
  limits: {
    /** jscode2session, per user and minute. */
    jscodePerMinute: number
    stableTokenPerMinute: number
    stableTokenPerDay: number
    forceRefreshPerDay: number
    forceRefreshGapSeconds: number
    phoneNumberPerMinute: number
    subscribePerDay: number
    wxacodePerMinute: number
    /** Per sign and number. */
    aliyunCodePerMinute: number
    aliyunCodePerHour: number
    aliyunCodePerDay: number
    /** Per sign, template and number. */
    aliyunNoticePerDay: number
    tencentPerSecond: number
    /** Same content to one number within 30 s. */
    tencentSameContentPer30Seconds: number
    tencentSameContentPerDay: number
    tencentPerHour: number
    tencentPerDay: number
    smsPerDay: number
  }
}

interface SmsAccount {
  /** Signs (签名) the provider approved. */
  signs: string[]
  /** Messages left; null: as many as you like. */
  balance: number | null
  /** Words no variable may carry. */
  blackWords: string[]
}

export function defaultSettings(): Settings {
  return {
    reportUrls: { sms: null, aliyun: null, tencent: null },
    receiptDelayMs: 200,
    receiptRetriesMs: [300, 1_000, 3_000, 10_000, 30_000, 60_000],
    latencyMs: 3,
    wechat: { ipWhitelist: null, pages: null },
    aliyun: { signs: ['城郊供电所'], balance: null, blackWords: ['贷款', '博彩'], service: true, permitted: true },
    tencent: { signs: ['城郊供电所'], balance: null, blackWords: ['贷款', '博彩'] },
    sms: { balance: null },
    limits: {
      jscodePerMinute: 100,
      stableTokenPerMinute: 10_000,
      stableTokenPerDay: 500_000,
      forceRefreshPerDay: 20,
      forceRefreshGapSeconds: 30,
      phoneNumberPerMinute: 1_000,
      subscribePerDay: 10_000_000,
      wxacodePerMinute: 5_000,
      aliyunCodePerMinute: 1,
      aliyunCodePerHour: 5,
      aliyunCodePerDay: 10,
      aliyunNoticePerDay: 50,
      tencentPerSecond: 3_000,
      tencentSameContentPer30Seconds: 1,
      tencentSameContentPerDay: 5,
      tencentPerHour: 10,
      tencentPerDay: 10,
      smsPerDay: 1_000,
    },
  }
}

export type Patch<T> = {
  [K in keyof T]?: T[K] extends unknown[] | null | string | number | boolean ? T[K] : Patch<T[K]>
}

const isBranch = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Writes a patch into the settings. Throws on a name that does not exist, so a typing mistake in a test is seen. */
export function patchSettings(target: object, patch: object, path = ''): void {
  const into = target as Record<string, unknown>
  for (const [key, value] of Object.entries(patch)) {
    if (!Object.hasOwn(into, key)) throw new Error(`没有这个设置：${path}${key}`)
    const old = into[key]
    if (isBranch(old) && isBranch(value)) patchSettings(old, value, `${path}${key}.`)
    else if (path === 'reportUrls.' && value !== null && !isLoopback(String(value)))
      throw new Error('回执地址只能是本机地址')
    else into[key] = value
  }
}

/** Only this machine: 127.0.0.0/8, ::1 or localhost over http(s). */
export function isLoopback(url: string): boolean {
  try {
    const { protocol, hostname } = new URL(url)
    return /^https?:$/.test(protocol) && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname)
  } catch {
    return false
  }
}
