import { Text, View } from '@tarojs/components'
import type { PropsWithChildren } from 'react'
import { aria } from './aria'

export type NoticeCardProps = PropsWithChildren<{
  title: string
  /** When it holds: 明天上午8:00–12:00. */
  when: string
  /** Further lines, each a fact: 原因：线路检修. */
  facts?: readonly string[]
  onTap?(): void
}>

/** One notice as a card; with `onTap` the whole card opens it. */
export function NoticeCard({ title, when, facts = [], onTap, children }: NoticeCardProps) {
  const tappable = onTap ? aria('button', `${title}，${when}，点开看详情`) : {}
  return (
    <View className="card" {...tappable} onClick={onTap}>
      <Text className="title">{title}</Text>
      <Text className="title">{when}</Text>
      {facts.map((fact) => (
        <Text className="quiet" key={fact}>
          {fact}
        </Text>
      ))}
      {children}
    </View>
  )
}
