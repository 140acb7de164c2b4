import { useCallback, useState } from 'react'
import type { RouteInput } from '../../../shared/contract/contract'
import { pending } from './api'
import { askSubscribe } from './ask-subscribe'
import { store } from './store'
import { useRead } from './use-read'

type Answer = RouteInput<'POST /me/subscriptions'>['body']['answer']

/** The person said no on this phone: a later 我知道了 does not ask again. */
const REFUSED_KEY = 'subscribe-refused'
const ALLOWED = '好的，下次停电会发微信提醒您一次。'
const REFUSED = '没关系，停电时会发短信，或由对接人打电话告诉您。'
const SWITCHED_OFF = '微信没有让我们提醒您。想收提醒，请点右上角「…」，在「设置」里打开「通知管理」。'

/** Asking for a WeChat message about the next outage. Template ids are read beforehand: a tap leaves no time for it. */
export function useSubscribe(onKept: () => void = () => {}) {
  const client = useRead('GET /client', {})
  const [words, setWords] = useState<string | null>(null)
  const templates = client.reply?.outageTemplates ?? []
  const possible = askSubscribe !== null && templates.length > 0

  const keep = useCallback(
    (answers: Record<string, string>) => {
      const given = Object.entries(answers) as [string, Answer][]
      for (const [templateId, answer] of given)
        pending.add('POST /me/subscriptions', { body: { templateId, answer } }, '微信停电提醒')
      const allowed = given.some(([, answer]) => answer.startsWith('accept'))
      if (allowed) store.remove(REFUSED_KEY)
      else store.set(REFUSED_KEY, true)
      setWords(allowed ? ALLOWED : REFUSED)
      void pending.flush().then(onKept)
    },
    [onKept],
  )
  /** Call it first thing in a tap. Without `again` a person who said no is left in peace. */
  const ask = ({ again = false } = {}) => {
    if (!askSubscribe || !possible || (!again && store.get(REFUSED_KEY))) return
    askSubscribe(templates).then(keep, () => setWords(SWITCHED_OFF))
  }
  return { possible, ask, words }
}
