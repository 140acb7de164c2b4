import { View } from '@tarojs/components'
import type { PropsWithChildren } from 'react'
import { useTextSize } from './text-size'

/** The ground every page stands on: design tokens and the chosen text size. */
export function Screen({ children }: PropsWithChildren) {
  const { size } = useTextSize()
  return <View className={`screen text-${size}`}>{children}</View>
}
