import { type Call, callerOf } from '../stage/call'
import type { FarEnds } from '../stage/far-ends'

/** Somebody who has opened the mini-program and let WeChat vouch for their number. */
export type Guest = { openid: string; call: Call }

/** Signs in the way the mini-program does: WeChat's code, then the code of the phone button. */
export async function signIn(url: string, far: FarEnds, phone: string, nickname: string): Promise<Guest> {
  const [person] = await far.addPeople([{ phone, nickname }])
  const openid = person?.openid as string
  const { token } = await callerOf(url, null)('POST /sessions/wechat', { body: { code: await far.loginCode(openid) } })
  const call = callerOf(url, token)
  await call('POST /me/phone', { body: { code: await far.phoneCode(openid) } })
  return { openid, call }
}

/** The guest allows one message about outages; both ends note it, as after a tap in WeChat's dialog. */
export async function allowReminder(far: FarEnds, guest: Guest): Promise<void> {
  const { outageTemplates } = await guest.call('GET /client')
  for (const templateId of outageTemplates) {
    await far.allow(guest.openid, templateId, 1)
    await guest.call('POST /me/subscriptions', { body: { templateId, answer: 'accept' } })
  }
}
