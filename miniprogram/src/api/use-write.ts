import { useCallback, useRef, useState } from 'react'
import type { RouteInput, RouteReply, WriteKey } from '../../../shared/contract/contract'
import { call } from './api'
import { Trouble } from './client'
import { newId } from './device'

export type Writing<K extends WriteKey> = {
  /** Sends it. Answers null when it failed: the reason is then in `trouble`. */
  write(input: RouteInput<K>): Promise<RouteReply<K> | null>
  writing: boolean
  trouble: Trouble | null
  /** Lets go of the last trouble. */
  clear(): void
}

/**
 * Writes through a route. When no answer came, the same input is sent again under the same key, so that a write the
 * server had done already is not done twice. A second tap while the first is under way does nothing.
 */
export function useWrite<K extends WriteKey>(key: K): Writing<K> {
  const [writing, setWriting] = useState(false)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const busy = useRef(false)
  const open = useRef<{ input: string; idempotencyKey: string } | null>(null)

  const write = useCallback(
    async (input: RouteInput<K>) => {
      if (busy.current) return null
      busy.current = true
      setWriting(true)
      setTrouble(null)
      const same = JSON.stringify(input)
      if (open.current?.input !== same) open.current = { input: same, idempotencyKey: newId() }
      const { idempotencyKey } = open.current
      try {
        const send = call as (key: K, input: unknown, options: object) => Promise<RouteReply<K>>
        const reply = await send(key, input, { idempotencyKey })
        open.current = null
        return reply
      } catch (error) {
        const met = error instanceof Trouble ? error : new Trouble(0, 'FAILED', String(error))
        if (!met.passing) open.current = null
        setTrouble(met)
        return null
      } finally {
        busy.current = false
        setWriting(false)
      }
    },
    [key],
  )
  const clear = useCallback(() => setTrouble(null), [])
  return { write, writing, trouble, clear }
}
