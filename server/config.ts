import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { jsonTexts } from './platform/json-texts'
import { KeyFault, parseDataKeys } from './platform/keys'
import { readTemplateKeys, type TemplateKeys } from './platform/wechat/template-keys'

/** The settings of one process, read once. Units are in the names. */
export type Config = {
  port: number
  host: string
  databaseUrl: string
  dataFolder: string
  platform: 'sandbox' | 'live'
  publicUrl: string
  /** Proxies whose X-Forwarded-For is believed. */
  trustedProxies: string[]
  requestsPerMinute: number
  sandboxUrl: string | null
  wechat: {
    base: string
    appid: string
    secret: string
    outageTemplate: string
    /** The keys the account's template has, by our field. */
    outageKeys: TemplateKeys
    push: { token: string; aesKey: string } | null
  }
  /** Null while WeChat Pay is not set up. */
  pay: PayConfig | null
  sms: SmsConfig
  /** Sealing keys (`id:base64`, newest first) or null: a sandbox makes them once, beside its embedded database. */
  dataKey: string | null
  sessionSecret: string | null
  metricsToken: string | null
  logLevel: (typeof LOG_LEVELS)[number]
  warnings: string[]
}
export type PayConfig = {
  base: string
  mchid: string
  serialNo: string
  privateKeyFile: string
  certFile: string
  apiV3Key: string
  publicKeyId: string
  publicKeyFile: string
}
export type SmsConfig = {
  provider: 'sandbox' | 'aliyun' | 'tencent' | 'manual'
  base: string
  keyId: string
  keySecret: string
  sign: string
  appId: string
  /** Template code of the provider, by our template key. */
  templates: Record<string, string>
  /** Part of the address the provider reports to; whoever knows it may report. */
  callbackSecret: string
  /** Price of one piece, in fen. */
  fenPerPiece: number
}

/** All faults of the environment at once, each naming the variable and what to write. */
export class ConfigFault extends Error {
  constructor(readonly faults: string[]) {
    super(`配置有 ${faults.length} 处问题:\n${faults.map((fault) => `  · ${fault}`).join('\n')}`)
    this.name = 'ConfigFault'
  }
}

/** The text templates a provider must have approved: one for households, one for committees. */
const SMS_TEMPLATE_KEYS = ['outage', 'committee'] as const
const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const

type Env = Record<string, string | undefined>

const OFFICIAL = {
  wechat: 'https://api.weixin.qq.com',
  pay: 'https://api.mch.weixin.qq.com',
  aliyun: 'https://dysmsapi.aliyuncs.com',
  tencent: 'https://sms.tencentcloudapi.com',
}
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** The process environment, with what `.env` adds. Values already set win. */
export function environment(file = resolve('.env')): Env {
  const env: Env = {}
  if (existsSync(file))
    for (const line of readFileSync(file, 'utf8').split(/\r?\n/)) {
      const match = /^\s*([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line)
      if (match?.[1]) env[match[1]] = (match[2] ?? '').replace(/^(["'])(.*)\1$/, '$2')
    }
  return { ...env, ...process.env }
}

/** Reads and checks the environment; throws ConfigFault naming everything that is wrong. */
export function readConfig(env: Env = environment()): Config {
  const faults: string[] = []
  const warnings: string[] = []
  const text = (name: string, otherwise = ''): string => (env[name] ?? '').trim() || otherwise
  const oneOf = <T extends string>(name: string, values: readonly T[], otherwise: T): T => {
    const value = text(name, otherwise)
    if ((values as readonly string[]).includes(value)) return value as T
    faults.push(`${name} 只能是 ${values.join('、')}，现在是「${value}」`)
    return otherwise
  }
  const number = (name: string, otherwise: number, min: number, max: number): number => {
    const value = Number(text(name, String(otherwise)))
    if (Number.isInteger(value) && value >= min && value <= max) return value
    faults.push(`${name} 须是 ${min}–${max} 的整数，现在是「${env[name]}」`)
    return otherwise
  }
  const required = (name: string, why: string): string => {
    const value = text(name)
    if (!value) faults.push(`${name} 没有填：${why}`)
    return value
  }
  const platform = oneOf('PLATFORM', ['sandbox', 'live'] as const, 'sandbox')
  const live = platform === 'live'
  const sandboxUrl = live ? null : text('SANDBOX_URL', `http://127.0.0.1:${number('SANDBOX_PORT', 3100, 1, 65535)}`)

  /** In live only the official host, or a loopback one with a warning; in sandbox only loopback. */
  const base = (name: string, official: string, sandboxPath: string): string => {
    const value = text(name, live ? official : `${sandboxUrl}${sandboxPath}`).replace(/\/$/, '')
    let host: string
    try {
      host = new URL(value).hostname
    } catch {
      faults.push(`${name} 不是网址：「${value}」`)
      return value
    }
    if (live && value !== official) {
      if (LOOPBACK.has(host)) warnings.push(`${name} 指向本机 ${value}，不是官方地址`)
      else faults.push(`${name} 只能是官方地址 ${official}(或本机地址用于检查),现在是「${value}」`)
    }
    if (!live && !LOOPBACK.has(host))
      faults.push(`${name} 在沙箱中只能是本机地址，现在是「${value}」；要连接真实平台请设 PLATFORM=live`)
    return value
  }

  const port = number('PORT', 3000, 0, 65535)
  const databaseUrl = text('DATABASE_URL', 'sqlite:data/cunsuo.sqlite')
  if (!/^(sqlite:.+|mysql:\/\/.+\/.+)$/.test(databaseUrl))
    faults.push('DATABASE_URL 须是 sqlite:文件路径 或 mysql://用户：密码@主机：3306/库名')
  const publicUrl = text('PUBLIC_URL', live ? '' : `http://127.0.0.1:${port}`).replace(/\/$/, '')
  if (live && !/^https:\/\/[^/]+$/.test(publicUrl))
    faults.push('PUBLIC_URL 没有填或不对：须是本服务对外的 https 网址，如 https://gds.example.cn')

  const dataKey = text('DATA_KEY') || null
  const sessionSecret = text('SESSION_SECRET') || null
  if (live && !dataKey)
    faults.push('DATA_KEY 没有填：正式运行须自己保管密钥，写作 k1:加 openssl rand -base64 32 的结果')
  if (live && !sessionSecret)
    faults.push('SESSION_SECRET 没有填：正式运行须自己保管，可用 openssl rand -base64 48 生成')
  if (sessionSecret && sessionSecret.length < 32) faults.push('SESSION_SECRET 太短，至少 32 个字符')
  if (dataKey)
    try {
      parseDataKeys(dataKey)
    } catch (error) {
      if (!(error instanceof KeyFault)) throw error
      faults.push('DATA_KEY 写法不对：每个密钥写作 编号：32字节的base64，几个密钥用逗号隔开，新的放最前')
    }

  const pushToken = text('WECHAT_PUSH_TOKEN')
  const pushKey = text('WECHAT_PUSH_AES_KEY')
  if (pushKey && !/^[A-Za-z0-9]{43}$/.test(pushKey))
    faults.push('WECHAT_PUSH_AES_KEY 须是 43 位字母或数字(小程序后台的 EncodingAESKey)')
  if (Boolean(pushToken) !== Boolean(pushKey))
    faults.push('WECHAT_PUSH_TOKEN 与 WECHAT_PUSH_AES_KEY 须同时填或同时留空')

  const config: Config = {
    port,
    host: text('HOST', live ? '0.0.0.0' : '127.0.0.1'),
    databaseUrl,
    dataFolder: resolve(text('DATA_FOLDER', 'data')),
    platform,
    publicUrl,
    trustedProxies: text('TRUSTED_PROXIES')
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
    requestsPerMinute: number('REQUESTS_PER_MINUTE', 300, 10, 1_000_000),
    sandboxUrl,
    wechat: {
      base: base('WECHAT_API_BASE', OFFICIAL.wechat, '/wechat'),
      appid: live
        ? required('WECHAT_APPID', '小程序后台「开发设置」里的 AppID')
        : text('WECHAT_APPID', 'wx0000000000000000'),
      secret: live
        ? required('WECHAT_SECRET', '小程序后台「开发设置」里的 AppSecret')
        : text('WECHAT_SECRET', 'sandbox-wechat-secret'),
      outageTemplate: live ? text('WECHAT_TEMPLATE_OUTAGE') : text('WECHAT_TEMPLATE_OUTAGE', 'sandbox-outage-template'),
      outageKeys: templateKeys(),
      push: pushToken && pushKey ? { token: pushToken, aesKey: pushKey } : null,
    },
    pay: readPay(),
    sms: readSms(),
    dataKey,
    sessionSecret,
    metricsToken: text('METRICS_TOKEN') || null,
    logLevel: oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    warnings,
  }
  if (live && !config.wechat.outageTemplate)
    warnings.push('WECHAT_TEMPLATE_OUTAGE 没有填：停电提醒不发微信，只用短信和人工')
  if (live && config.trustedProxies.length === 0)
    warnings.push(
      'TRUSTED_PROXIES 没有填：如果前面有反向代理，所有人都会算作代理这一个地址，互相占用请求次数；没有代理请写 127.0.0.1',
    )
  if (faults.length > 0) throw new ConfigFault(faults)
  return config

  function templateKeys(): TemplateKeys {
    const read = readTemplateKeys(text('WECHAT_TEMPLATE_OUTAGE_KEYS', '{}'))
    if ('keys' in read) return read.keys
    faults.push(...read.faults.map((fault) => `WECHAT_TEMPLATE_OUTAGE_KEYS ${fault}`))
    return {}
  }

  function readPay(): PayConfig | null {
    const names = [
      'MCHID',
      'SERIAL_NO',
      'PRIVATE_KEY_FILE',
      'CERT_FILE',
      'APIV3_KEY',
      'PUBLIC_KEY_ID',
      'PUBLIC_KEY_FILE',
    ].map((part) => `WECHAT_PAY_${part}`)
    const payBase = base('WECHAT_PAY_BASE', OFFICIAL.pay, '/pay')
    if (names.every((name) => !text(name))) return null
    const missing = names.filter((name) => !text(name))
    if (missing.length > 0) faults.push(`微信支付的设置不全，还差 ${missing.join('、')}；不用微信支付请全部留空`)
    for (const name of names.filter((each) => each.endsWith('_FILE') && text(each)))
      if (!existsSync(text(name))) faults.push(`${name} 指的文件不存在：${text(name)}`)
    const apiV3Key = text('WECHAT_PAY_APIV3_KEY')
    if (apiV3Key && Buffer.byteLength(apiV3Key) !== 32) faults.push('WECHAT_PAY_APIV3_KEY 须是 32 个字节')
    return {
      base: payBase,
      mchid: text('WECHAT_PAY_MCHID'),
      serialNo: text('WECHAT_PAY_SERIAL_NO'),
      privateKeyFile: text('WECHAT_PAY_PRIVATE_KEY_FILE'),
      certFile: text('WECHAT_PAY_CERT_FILE'),
      apiV3Key,
      publicKeyId: text('WECHAT_PAY_PUBLIC_KEY_ID'),
      publicKeyFile: text('WECHAT_PAY_PUBLIC_KEY_FILE'),
    }
  }

  function readSms(): SmsConfig {
    const provider = oneOf(
      'SMS_PROVIDER',
      ['sandbox', 'aliyun', 'tencent', 'manual'] as const,
      live ? 'manual' : 'sandbox',
    )
    if (live && provider === 'sandbox')
      faults.push('SMS_PROVIDER 正式运行不能是 sandbox;没有短信合同请设 manual(导出名单人工发)')
    const vendor = provider === 'aliyun' || provider === 'tencent'
    const official = provider === 'tencent' ? OFFICIAL.tencent : OFFICIAL.aliyun
    const need = (name: string, why: string, inSandbox: string) =>
      !vendor ? '' : live ? required(name, why) : text(name, inSandbox)
    const given = jsonTexts(text('SMS_TEMPLATES', '{}'))
    if (!given) faults.push('SMS_TEMPLATES 须是 JSON,每项是文字，如 {"outage":"SMS_123456"}')
    let templates = given ?? {}
    const missing = vendor && given ? SMS_TEMPLATE_KEYS.filter((key) => !templates[key]) : []
    if (missing.length > 0) {
      const example = '如 {"outage":"SMS_123456","committee":"SMS_123457"}'
      if (live) faults.push(`SMS_TEMPLATES 缺少 ${missing.join('、')}:outage 发给各户,committee 发给村委会，${example}`)
      else
        templates =
          provider === 'aliyun'
            ? { outage: 'SMS_100001', committee: 'SMS_100003' }
            : { outage: '100001', committee: '100003' }
    }
    const callbackSecret = text('SMS_CALLBACK_SECRET', live ? '' : 'sandbox-report')
    if (vendor && !/^[\w-]{12,64}$/.test(callbackSecret))
      faults.push('SMS_CALLBACK_SECRET 须是 12–64 位字母、数字、_ 或 -(短信回执地址的一部分)')
    return {
      provider,
      base:
        provider === 'manual'
          ? ''
          : provider === 'sandbox'
            ? `${sandboxUrl}/sms`
            : base('SMS_BASE', official, `/${provider}`),
      keyId: need('SMS_KEY_ID', '短信平台的 AccessKeyId / SecretId', 'sandbox-key-id'),
      keySecret: need('SMS_KEY_SECRET', '短信平台的密钥', 'sandbox-key-secret'),
      sign: need('SMS_SIGN', '报备通过的短信签名', '城郊供电所'),
      appId:
        provider === 'tencent'
          ? live
            ? required('SMS_APP_ID', '腾讯云短信应用的 SdkAppId')
            : text('SMS_APP_ID', '1400000000')
          : '',
      templates,
      callbackSecret,
      fenPerPiece: number('SMS_FEN_PER_PIECE', 5, 0, 1000),
    }
  }
}
