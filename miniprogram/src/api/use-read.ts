import Taro, { useDidShow, usePullDownRefresh } from '@tarojs/taro'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { ReadKey, RouteInput, RouteReply } from '../../../shared/contract/contract'
import { chinaDay, clockWords, dayWords } from '../../../shared/domain/time'
import { call } from './api'
import { Trouble } from './client'
import { clock } from './device'
import { store } from './store'

type Kept<K extends ReadKey> = { at: string; reply: RouteReply<K> }
export type Reading<K extends ReadKey> = {
  /** The newest answer, maybe one kept from an earlier visit; null before the first. */
  reply: RouteReply<K> | null
  /** `reply` is of this visit, not kept from an earlier one. */
  fresh: boolean
  /** 「截至 上午8:00」 when what is shown could not be renewed; null when it is fresh. */
  staleWords: string | null
  /** Why the last attempt failed. */
  trouble: Trouble | null
  reading: boolean
  again(): Promise<void>
}

/** 截至 上午8:00, with the day when it was not today. */
function sinceWords(at: string, now: Date): string {
  const day = chinaDay(at) === chinaDay(now) ? '' : dayWords(at)
  return `截至 ${day}${clockWords(at)}`
}

/**
 * Reads a route: first what an earlier visit left, then the server, again each time the page is shown.
 * With `input` null nothing is read (somebody has to sign in first, or a village has to be chosen).
 */
export function useRead<K extends ReadKey>(key: K, input: RouteInput<K> | null): Reading<K> {
  const place = input === null ? null : `read:${key}:${JSON.stringify(input)}`
  const load = useCallback(() => (place === null ? null : store.get<Kept<K>>(place)), [place])
  const [kept, setKept] = useState(load)
  const [freshPlace, setFreshPlace] = useState<string | null>(null)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [reading, setReading] = useState(place !== null)
  // The place whose answer is wanted now: a slow answer to an older question is dropped.
  const wanted = useRef(place)
  const running = useRef<string | null>(null)

  const again = useCallback(async () => {
    if (place === null || running.current === place) return
    running.current = place
    setReading(true)
    try {
      const asked = JSON.parse(place.slice(`read:${key}:`.length))
      const reply = await (call as (key: K, input: unknown) => Promise<RouteReply<K>>)(key, asked)
      const fresh = { at: clock().toISOString(), reply }
      store.set(place, fresh)
      if (wanted.current !== place) return
      setKept(fresh)
      setFreshPlace(place)
      setTrouble(null)
    } catch (error) {
      if (wanted.current === place)
        setTrouble(error instanceof Trouble ? error : new Trouble(0, 'FAILED', String(error)))
    } finally {
      if (running.current === place) running.current = null
      if (wanted.current === place) setReading(false)
    }
  }, [key, place])

  useEffect(() => {
    wanted.current = place
    setKept(load())
    setTrouble(null)
    void again()
  }, [place, load, again])
  useDidShow(() => void again())
  usePullDownRefresh(() => void again().then(() => Taro.stopPullDownRefresh()))

  const staleWords = kept && trouble ? sinceWords(kept.at, clock()) : null
  const fresh = freshPlace === place && trouble === null
  return { reply: kept?.reply ?? null, fresh, staleWords, trouble, reading, again }
}
