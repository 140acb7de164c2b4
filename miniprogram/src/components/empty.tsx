import { Text, View } from '@tarojs/components'
import type { PropsWithChildren } from 'react'

/** Nothing to show: says so, and what comes here; children offer the next step. */
export function Empty({ words, children }: PropsWithChildren<{ words: string }>) {
  return (
    <View className="card">
      <Text>{words}</Text>
      {children}
    </View>
  )
}
