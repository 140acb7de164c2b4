import { Text, View } from '@tarojs/components'
import { pending, usePending } from '../api/api'
import { aria } from './aria'
import { BigButton } from './big-button'

/** 「3 条待上传」 and, one by one, what the server refused with its reason; nothing while all goes its way. */
export function PendingBadge() {
  const items = usePending()
  const waiting = items.filter((item) => item.refused === undefined && item.heldUntil === undefined)
  const refused = items.filter((item) => item.refused !== undefined)
  if (!waiting.length && !refused.length) return null
  return (
    <View className="card" {...aria('status')}>
      {waiting.length ? (
        <>
          <Text className="title">{waiting.length} 条待上传</Text>
          <Text className="quiet">已记在手机上，有网络时自动上传。</Text>
          <BigButton onTap={() => void pending.flush()}>现在上传</BigButton>
        </>
      ) : null}
      {refused.map((item) => (
        <View key={item.id}>
          <Text className="trouble-words">{item.label}</Text>
          <Text>没有上传成功：{item.refused}</Text>
          <BigButton onTap={() => pending.remove(item.id)}>知道了，不再上传</BigButton>
        </View>
      ))}
    </View>
  )
}
