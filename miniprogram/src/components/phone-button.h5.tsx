// The browser preview: the sandbox's sign-in page plays WeChat's phone button, too.
import { useEffect, useRef } from 'react'
import { sessions } from '../api/api'
import { codeWaiting, phoneCodeWaiting, signInAddress } from '../api/login-code.h5'
import { BigButton } from './big-button'
import type { PhoneButtonProps } from './phone-button'

export function PhoneButton({ onCode, onNone }: PhoneButtonProps) {
  const told = useRef({ onCode, onNone })
  told.current = { onCode, onNone }
  useEffect(() => {
    const code = phoneCodeWaiting()
    if (!code) return
    // The phone code belongs to whoever was chosen on the page: they are signed in first.
    const signedIn = codeWaiting() ? sessions.signIn() : Promise.resolve()
    signedIn.then(
      () => told.current.onCode(code),
      () => told.current.onNone('登录没有成功，请再试一次。'),
    )
  }, [])
  const leave = () =>
    signInAddress({ phone: true }).then(
      (address) => window.location.assign(address),
      () => onNone('浏览器预览连不上微信模拟页，请改用户号绑定。'),
    )
  return (
    <BigButton main onTap={() => void leave()}>
      用微信手机号找我家
    </BigButton>
  )
}
