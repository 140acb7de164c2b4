import { Button, type ButtonProps } from '@tarojs/components'
import type { ReactNode } from 'react'
import { aria } from './aria'

export type BigButtonProps = {
  children: ReactNode
  /** The one thing to do on this page. */
  main?: boolean
  /** Nothing can be done now; says so by look and to a screen reader. */
  off?: boolean
  /** Said by a screen reader in place of the words on it. */
  label?: string
  /** A WeChat ability, e.g. getPhoneNumber, with its event below. */
  openType?: ButtonProps['openType']
  onGetPhoneNumber?: ButtonProps['onGetPhoneNumber']
  onTap?(): void
}

/** At least 44 px high, 60 in the elderly view. */
export function BigButton({ children, main, off, label, onTap, ...ability }: BigButtonProps) {
  const look = off ? 'button button-off' : main ? 'button button-main' : 'button'
  return (
    <Button
      className={look}
      {...(off ? { disabled: true } : {})}
      hoverClass="none"
      {...aria('button', label)}
      {...ability}
      onClick={onTap}
    >
      {children}
    </Button>
  )
}
