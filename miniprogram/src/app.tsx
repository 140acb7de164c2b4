import { useDidHide, useDidShow, useLaunch } from '@tarojs/taro'
import type { PropsWithChildren } from 'react'
import { pending, sessions } from './api/api'
import { codeWaiting } from './api/login-code'
import { TextSizeProvider } from './components/text-size'
import './theme.css'
import './components/components.css'

export default function App({ children }: PropsWithChildren) {
  useLaunch(() => {
    // A refusal shows again, in words, at the first thing the person does.
    if (codeWaiting()) sessions.signIn().catch(() => {})
  })
  useDidShow(() => void pending.flush())
  useDidHide(() => void pending.release())
  return <TextSizeProvider>{children}</TextSizeProvider>
}
