import { BigButton } from './big-button'

export type PhoneButtonProps = {
  /** The one-time code of WeChat for the phone number, good for five minutes. */
  onCode(code: string): void
  /** Why there is none, in words with the next step. */
  onNone(words: string): void
}

/** WeChat's number for this errand is used up: the button fails for every villager until the station tops it up. */
const QUOTA_USED_UP = 1400001

/** WeChat's own button for the phone number. */
export function PhoneButton({ onCode, onNone }: PhoneButtonProps) {
  return (
    <BigButton
      main
      openType="getPhoneNumber"
      onGetPhoneNumber={({ detail }) => {
        const { code, errno } = detail as { code?: string; errno?: number }
        if (code) onCode(code)
        else if (errno === QUOTA_USED_UP) onNone('现在不能用微信手机号，请改用户号绑定。')
        else onNone('没有拿到手机号。不想提供也没关系，请改用户号绑定。')
      }}
    >
      用微信手机号找我家
    </BigButton>
  )
}
