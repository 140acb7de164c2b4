import type { SendOutcome } from '../outcome'

/** Who opened the mini-program, as WeChat names the person. */
export type WeChatIdentity = { openid: string; unionid: string | null }

/** A subscribe message; every value obeys the rule of its key's prefix (thing ≤ 20 characters, …). */
export type SubscribeMessage = { openid: string; templateId: string; page: string; data: Record<string, string> }

/** The mini-program platform. Vendor words stop behind this interface. Refusals: LOGIN_CODE_INVALID, WECHAT_BUSY, FEATURE_OFF. */
export interface WeChat {
  /** Exchanges the code of `wx.login` (5 minutes, once). */
  signIn(code: string): Promise<WeChatIdentity>
  /** Exchanges the code of the phone-number button; answers a Chinese number without country code. Refusal PHONE_INVALID for others. */
  phoneNumber(code: string, openid: string): Promise<string>
  sendSubscribe(message: SubscribeMessage): Promise<SendOutcome>
  /** PNG of a mini-program code that opens `page` with `scene` (≤ 32 of the allowed characters). */
  codeImage(input: { scene: string; page: string }): Promise<Buffer>
}
