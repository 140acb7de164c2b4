import { SANDBOX_ACCOUNTS } from '../sandbox/accounts'
import type { NewFault } from '../sandbox/faults'
import { createSandbox, type Sandbox } from '../sandbox/sandbox'
import { aliyunCall, tencentCall } from './signed-call'

// One good call of each far end; the table of refusals changes one thing in it.

const { appid, secret } = SANDBOX_ACCOUNTS.wechat
export const PHONE = '13800001234'
export const TEMPLATE = 'sandbox-outage-template'
export const MINUTES = 60_000

export interface Stage {
  sandbox: Sandbox
  openid: string
  token: string
  /** Moves the real clock forward. */
  pass(ms: number): void
  now(): Date
}
type Body = Record<string, unknown>

export async function stage(): Promise<Stage> {
  let at = Date.parse('2026-11-22T04:00:00Z')
  const now = () => new Date(at)
  const sandbox = createSandbox({ clock: now })
  sandbox.control.changeSettings({ receiptDelayMs: 60_000 })
  const { openid } = sandbox.control.addPerson({ phone: PHONE })
  const token = JSON.parse((await stableToken({ sandbox })).body).access_token
  return { sandbox, openid, token, pass: (ms) => (at += ms), now }
}

export const stableToken = ({ sandbox }: Pick<Stage, 'sandbox'>, change: Body = {}) =>
  sandbox.inject({
    method: 'POST',
    url: '/wechat/cgi-bin/stable_token',
    payload: JSON.stringify({ grant_type: 'client_credential', appid, secret, force_refresh: false, ...change }),
  })
export const session = ({ sandbox }: Stage, change: Record<string, string>) => {
  const query = { appid, secret, grant_type: 'authorization_code', ...change }
  return sandbox.inject({ method: 'GET', url: `/wechat/sns/jscode2session?${new URLSearchParams(query)}` })
}
export const plainToken = ({ sandbox }: Stage, change: Record<string, string>) =>
  sandbox.inject({
    method: 'GET',
    url: `/wechat/cgi-bin/token?${new URLSearchParams({ grant_type: 'client_credential', appid, secret, ...change })}`,
  })
export const withToken = ({ sandbox, token }: Stage, path: string, payload: Body | string, given = token) =>
  sandbox.inject({
    method: 'POST',
    url: `/wechat${path}?access_token=${given}`,
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  })
export const phoneNumber = (on: Stage, change: Body = {}, token?: string) =>
  withToken(on, '/wxa/business/getuserphonenumber', { code: 'none', ...change }, token)

const VALUES = {
  thing1: { value: '前营村' },
  time2: { value: '2026年11月30日 08:00' },
  thing3: { value: '预计下午5:00来电' },
  thing4: { value: '计划停电' },
  phone_number5: { value: '95598' },
}
export const send = (on: Stage, change: Body = {}, token?: string) => {
  const body = { touser: on.openid, template_id: TEMPLATE, page: 'pages/outages/index?id=1', data: VALUES, ...change }
  return withToken(on, '/cgi-bin/message/subscribe/send', body, token)
}
export const sendValue = (on: Stage, key: string, value: string) => {
  on.sandbox.control.addTemplate({
    channel: 'wechat',
    id: 'one',
    title: '一项',
    keys: [key],
    enums: { enum1: ['是', '否'] },
  })
  on.sandbox.control.subscribe(on.openid, { templateId: 'one' })
  return send(on, { template_id: 'one', data: { [key]: { value } } })
}
export const wxacode = (on: Stage, change: Body) => withToken(on, '/wxa/getwxacodeunlimit', { scene: 'v=1', ...change })
export const underFault = (fault: Omit<NewFault, 'do'>, call: (on: Stage) => Promise<Reply>) => (on: Stage) => {
  on.sandbox.control.addFault({ do: 'answer', ...fault })
  return call(on)
}
export type Reply = { statusCode: number; body: string }

export const code = (on: Stage, openid = on.openid) => on.sandbox.control.loginCode(openid)
export const subscribeFault = (errcode: number) =>
  underFault({ endpoint: 'wechat.subscribe', code: errcode }, (on) => send(on))
export const twice = async (call: () => Promise<Reply>) => {
  await call()
  return call()
}

const ALIYUN = { PhoneNumbers: PHONE, SignName: '城郊供电所', TemplateCode: 'SMS_100001' }
const PARAMS = { village: '前营村', times: '11月30日上午8:00', kind: '计划停电', reason: '检修', contact: '95598' }
export const aliyun = (
  on: Stage,
  change: Record<string, string> = {},
  action = 'SendSms',
  signing = {},
  key = SANDBOX_ACCOUNTS.aliyun,
) => {
  const params = { ...ALIYUN, TemplateParam: JSON.stringify(PARAMS), ...change }
  return on.sandbox.inject(aliyunCall(key, action, params, { now: on.now(), ...signing }))
}
export const batch = (on: Stage, phones: unknown, change: Record<string, string> = {}) => {
  const list = Array.isArray(phones) ? phones : []
  const SignNameJson = JSON.stringify(list.map(() => '城郊供电所'))
  const TemplateParamJson = JSON.stringify(list.map(() => PARAMS))
  return aliyun(
    on,
    { PhoneNumberJson: JSON.stringify(phones), SignNameJson, TemplateParamJson, ...change },
    'SendBatchSms',
  )
}
export const param = (change: Record<string, string>) => ({ TemplateParam: JSON.stringify({ ...PARAMS, ...change }) })
export const codeSms = { TemplateCode: 'SMS_100002', TemplateParam: '{"code":"123456"}' }

const TENCENT = {
  PhoneNumberSet: [`+86${PHONE}`],
  SmsSdkAppId: '1400000000',
  TemplateId: '100001',
  SignName: '城郊供电所',
  TemplateParamSet: Object.values(PARAMS),
}
export const tencent = (
  on: Stage,
  change: Body = {},
  action = 'SendSms',
  signing = {},
  key = SANDBOX_ACCOUNTS.tencent,
) => on.sandbox.inject(tencentCall(key, action, { ...TENCENT, ...change }, { now: on.now(), ...signing }))
export const words = (last: string) => ({ TemplateParamSet: [...Object.values(PARAMS).slice(0, 4), last] })
export const limit = (on: Stage, limits: Record<string, number>) =>
  on.sandbox.control.changeSettings({ limits: { tencentSameContentPer30Seconds: 99, ...limits } })

export const own = (on: Stage, change: Body = {}, key = SANDBOX_ACCOUNTS.sms.key) =>
  on.sandbox.inject({
    method: 'POST',
    url: '/sms/messages',
    headers: { authorization: `Bearer ${key}` },
    payload: JSON.stringify({ id: 'a1', to: PHONE, text: '停电', ...change }),
  })
