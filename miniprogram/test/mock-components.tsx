// Stands for @tarojs/components in tests: plain elements with the same events.
import { type ChangeEvent, createElement, type ReactNode } from 'react'

type Props = Record<string, unknown> & {
  children?: ReactNode
  onInput?: (event: { detail: { value: string } }) => void
}

/** What only WeChat understands. */
const WECHAT_ONLY = ['aria-role', 'hoverClass', 'openType', 'onGetPhoneNumber', 'selectable', 'mode']

const element = (tag: string) =>
  function Plain({ children, onInput, ...props }: Props) {
    const heard = onInput && {
      onInput: (event: ChangeEvent<HTMLInputElement>) => onInput({ detail: { value: event.target.value } }),
    }
    const abilities = Object.entries(props).filter(([name]) => name === 'onGetPhoneNumber')
    const known = Object.entries(props).filter(([name]) => !WECHAT_ONLY.includes(name))
    // An ability of WeChat answers through its own event: it stands on the element for a test to call.
    const ref = abilities.length
      ? { ref: (drawn: HTMLElement | null) => drawn && void Object.assign(drawn, Object.fromEntries(abilities)) }
      : {}
    return createElement(tag, { ...Object.fromEntries(known), ...heard, ...ref }, children)
  }
export const View = element('div')
export const Text = element('span')
export const Button = element('button')
export const Image = element('img')
export const Input = element('input')
export const Textarea = element('textarea')
