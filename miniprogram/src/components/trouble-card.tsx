import { Text, View } from '@tarojs/components'
import { village } from '../api/api'
import type { Trouble } from '../api/client'
import { aria } from './aria'
import { BigButton } from './big-button'
import { CallButton } from './call-button'

export type TroubleCardProps = {
  trouble: Trouble
  onAgain?(): void
}

const HOTLINE = { name: '95598', phone: '95598' }

/** A fault stays on the page, says what to do next and offers a person to call. It is never a toast. */
export function TroubleCard({ trouble, onAgain }: TroubleCardProps) {
  // The village's liaison; where none is known the power hotline.
  const helper = village.helper() ?? HOTLINE
  return (
    <View className="card trouble" {...aria('alert')}>
      <Text className="trouble-words">{trouble.message}</Text>
      {trouble.passing && onAgain ? <BigButton onTap={onAgain}>再试一次</BigButton> : null}
      <CallButton who={helper.name} phone={helper.phone} />
      {trouble.requestId ? <Text className="quiet">求助时请报编号：{trouble.requestId}</Text> : null}
    </View>
  )
}
