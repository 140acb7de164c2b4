import { Text } from '@tarojs/components'
import type { ReactNode } from 'react'
import type { ReadKey, RouteReply } from '../../../shared/contract/contract'
import type { Reading } from '../api/use-read'
import { aria } from './aria'
import { TroubleCard } from './trouble-card'

export type ShownProps<K extends ReadKey> = {
  of: Reading<K>
  children(reply: RouteReply<K>): ReactNode
}

/** What was read: the answer, with its age when it could not be renewed; before the first answer the wait, or the trouble. */
export function Shown<K extends ReadKey>({ of, children }: ShownProps<K>) {
  const { reply, staleWords, trouble, reading, again } = of
  if (reply === null) {
    if (trouble) return <TroubleCard trouble={trouble} onAgain={() => void again()} />
    return reading ? (
      <Text className="quiet" {...aria('status')}>
        正在读取…
      </Text>
    ) : null
  }
  return (
    <>
      {staleWords ? (
        <Text className="stale" {...aria('status')}>
          ! 没有读到最新消息，下面的内容{staleWords}
        </Text>
      ) : null}
      {children(reply)}
    </>
  )
}
