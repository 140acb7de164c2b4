import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { BigButton } from './big-button'

export type CallButtonProps = {
  /** Whom: 对接人王强, 95598. */
  who: string
  phone: string
  main?: boolean
  /** A few words under it, e.g. what the hotline is. */
  note?: string
  /** Told when the person taps, before the phone's own dialler opens. */
  onCall?(): void
}

/** Calls without any permission; the number itself stays readable and can be selected. */
export function CallButton({ who, phone, main, note, onCall }: CallButtonProps) {
  const dial = () => {
    onCall?.()
    // Backing out of the dialler is no fault.
    Taro.makePhoneCall({ phoneNumber: phone }).catch(() => {})
  }
  const under = [who === phone ? '' : phone, note ?? ''].filter(Boolean).join('　')
  return (
    <>
      <BigButton main={main} label={`打电话给${who}，${phone}`} onTap={dial}>
        ☎ 打电话给{who}
      </BigButton>
      {under ? (
        <View className="call-number">
          <Text selectable>{under}</Text>
        </View>
      ) : null}
    </>
  )
}
