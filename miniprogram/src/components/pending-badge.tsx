import { Text, View } from '@tarojs/components'
import { pending, usePending } from '../api/api'
import { aria } from './aria'
import { BigButton } from './big-button'

/** 「3 条待上传」 and, one by one, what the server refused with its reason; nothing when all is sent. */
export function PendingBadge() {
  const items = usePending()
  const waiting = items.filter((item) => item.refused === undefined)
  if (!items.length) return null
  return (
    <View className="card" {...aria('status')}>
      {waiting.length ? (
        <>
          <Text className="title">{waiting.length} 条待上传</Text>
          <BigButton onTap={() => void pending.flush()}>现在上传</BigButton>
        </>
      ) : null}
      {items.map((item) =>
        item.refused === undefined ? null : (
          <View key={item.id}>
            <Text className="trouble-words">{item.label}</Text>
            <Text>没有上传成功：{item.refused}</Text>
            <BigButton onTap={() => pending.remove(item.id)}>知道了，不再上传</BigButton>
          </View>
        ),
      )}
    </View>
  )
}
