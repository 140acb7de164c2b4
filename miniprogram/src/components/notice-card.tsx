import { Text, View } from '@tarojs/components'
import type { PropsWithChildren } from 'react'
import { aria } from './aria'

/** A notice's state by sign, word and colour. */
const STATES = {
  soon: { sign: '!', words: '还没停电' },
  off: { sign: '✕', words: '正在停电' },
  over: { sign: '✓', words: '已经来电' },
} as const

export type NoticeState = keyof typeof STATES

/** 「! 还没停电」, coloured. */
export function StateTag({ state }: { state: NoticeState }) {
  const { sign, words } = STATES[state]
  return (
    <Text className={`tag tag-${state}`}>
      {sign} {words}
    </Text>
  )
}

export type NoticeCardProps = PropsWithChildren<{
  title: string
  state?: NoticeState
  /** When it holds: 明天上午8:00–12:00. */
  when: string
  /** Further lines, each a fact: 原因：线路检修. */
  facts?: readonly string[]
  onTap?(): void
}>

/** One notice as a card; with `onTap` the whole card opens it. */
export function NoticeCard({ title, state, when, facts = [], onTap, children }: NoticeCardProps) {
  const said = [title, state ? STATES[state].words : '', when].filter(Boolean).join('，')
  const tappable = onTap ? aria('button', `${said}，点开看详情`) : {}
  return (
    <View className="card" {...tappable} onClick={onTap}>
      {state ? <StateTag state={state} /> : null}
      <Text className="title">{title}</Text>
      <Text className="title">{when}</Text>
      {facts.map((fact) => (
        <Text className="quiet" key={fact}>
          {fact}
        </Text>
      ))}
      {children}
      {onTap ? <Text className="more">点开看详情 ›</Text> : null}
    </View>
  )
}
