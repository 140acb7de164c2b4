import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SANDBOX_ACCOUNTS } from '../sandbox/accounts'
import { createSandbox, type Sandbox } from '../sandbox/sandbox'
import { aliyunCall } from './signed-call'

// What the sandbox's own tests share.

/** A person's number. */
export const PHONE = '13800001234'
export const TEMPLATE = 'sandbox-outage-template'
export const VALUES = {
  thing1: { value: '前营村' },
  time2: { value: '08:00' },
  thing3: { value: '下午5:00来电' },
  thing4: { value: '检修' },
  phone_number5: { value: '95598' },
}
const ALIYUN_PARAMS = JSON.stringify({
  village: '前营村',
  times: '8:00',
  kind: '停电',
  reason: '检修',
  contact: '95598',
})

const open: Sandbox[] = []
const folders: string[] = []

/** A sandbox whose reports come at once. */
export function start(journalFile?: string): Sandbox {
  const sandbox = createSandbox({ clock: () => new Date(), ...(journalFile ? { journalFile } : {}) })
  sandbox.control.changeSettings({ receiptDelayMs: 5, receiptRetriesMs: [20, 20, 20] })
  open.push(sandbox)
  return sandbox
}
export function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
  folders.push(folder)
  return join(folder, 'deep', 'sandbox.jsonl')
}

/** Closes every sandbox of the test and removes its files; to be called after each test. */
export async function endStage(): Promise<void> {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
}

export const listen = (sandbox: Sandbox) => sandbox.listen({ port: 0, host: '127.0.0.1' })
/** One message through the sandbox's own provider. */
export const sms = (sandbox: Sandbox, id: string, to = PHONE) =>
  sandbox.inject({
    method: 'POST',
    url: '/sms/messages',
    headers: { authorization: `Bearer ${SANDBOX_ACCOUNTS.sms.key}` },
    payload: JSON.stringify({ id, to, text: '明天停电' }),
  })
export async function tokenOf(sandbox: Sandbox): Promise<string> {
  const { appid, secret } = SANDBOX_ACCOUNTS.wechat
  const payload = JSON.stringify({ grant_type: 'client_credential', appid, secret, force_refresh: false })
  return (await sandbox.inject({ method: 'POST', url: '/wechat/cgi-bin/stable_token', payload })).json().access_token
}
export const subscribeCall = (openid: string, token: string) => ({
  method: 'POST' as const,
  url: `/wechat/cgi-bin/message/subscribe/send?access_token=${token}`,
  payload: JSON.stringify({ touser: openid, template_id: TEMPLATE, data: VALUES }),
})
export const aliyunSms = (sandbox: Sandbox, outId: string) => {
  const params = {
    PhoneNumbers: PHONE,
    SignName: '城郊供电所',
    TemplateCode: 'SMS_100001',
    TemplateParam: ALIYUN_PARAMS,
  }
  return sandbox.inject(aliyunCall(SANDBOX_ACCOUNTS.aliyun, 'SendSms', { ...params, OutId: outId }))
}
export const tencentBody = { SmsSdkAppId: '1400000000', TemplateId: '100001', SignName: '城郊供电所' }

/** Waits until it holds, at most 5 s. */
export async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 5_000
  while (!holds()) {
    if (Date.now() > end) throw new Error('did not come true within 5 s')
    await new Promise((wake) => setTimeout(wake, 5))
  }
}

/** The msgid as it stands in the text; JSON.parse would round it. */
export const msgid = (body: string) => /"msgid":(\d+)/.exec(body)?.[1] ?? ''
