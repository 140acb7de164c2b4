import { type Channel, nextChannelAfter } from './channel'
import { MINUTE } from './time'

/** Where one message, or one task of a person, stands. */
export const DELIVERY_STATES = [
  'waiting',
  'sending',
  'sent',
  'delivered',
  'failed',
  'unknown',
  'manual',
  'handed',
  'withdrawn',
] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]
export const DELIVERY_STATE_WORDS: Record<DeliveryState, string> = {
  waiting: '等待发送',
  sending: '正在发送',
  sent: '平台已接收',
  delivered: '已送达',
  failed: '没有送到，已转下一种方式',
  unknown: '结果不明，正在查询',
  manual: '等待人工发送',
  handed: '已交人工告知',
  withdrawn: '不再发送',
}

/** Tries of one channel before the next one takes over. */
export const MAX_TRIES = 6
/** A text message nobody can account for after this long goes to a person instead. */
export const GIVE_UP_ASKING_MS = 10 * MINUTE
const LONGEST_PAUSE_MS = 30 * MINUTE
const FIRST_ASK_MS = 5_000

/** How a send ended, as the platform adapters say it. */
type End =
  | { kind: 'ok'; providerId: string }
  | { kind: 'refused'; code: string }
  | { kind: 'retry'; code: string; afterMs: number }
  | { kind: 'unknown'; code: string }

/** What becomes of a delivery. `next` is the channel that takes over; `inMs` is when it is looked at again. */
export type Turn = {
  state: DeliveryState
  code: string | null
  providerId?: string
  inMs?: number
  next?: Channel
}

/** What one channel's failure leads to. */
const onwards = (channel: Channel, hasMobile: boolean, code: string): Turn => {
  const next = nextChannelAfter(channel, { hasMobile })
  return { state: 'failed', code, ...(next === null ? {} : { next }) }
}

/** After a failed or refused message, whatever the reason. */
export const afterFailure = (row: { channel: Channel }, hasMobile: boolean, code: string): Turn =>
  onwards(row.channel, hasMobile, code)

/**
 * After a send. An unknown end is never "failed, try again": it is looked at later (`afterSilence`). A refusal with the code
 * MANUAL means that nobody sends by machine here.
 */
export function afterSend(row: { channel: Channel; attempts: number }, end: End, hasMobile: boolean): Turn {
  switch (end.kind) {
    case 'ok':
      return { state: 'sent', code: null, providerId: end.providerId }
    case 'unknown':
      return { state: 'unknown', code: end.code, inMs: FIRST_ASK_MS }
    case 'retry':
      if (row.attempts >= MAX_TRIES) return onwards(row.channel, hasMobile, end.code)
      return {
        state: 'waiting',
        code: end.code,
        // Never before the far end said: its own pause may be longer than our longest.
        inMs: Math.max(end.afterMs, Math.min(end.afterMs * 2 ** Math.max(0, row.attempts - 1), LONGEST_PAUSE_MS)),
      }
    case 'refused':
      if (end.code === 'MANUAL') return { state: 'manual', code: null }
      return onwards(row.channel, hasMobile, end.code)
  }
}

/** What the far end says when asked about a message without a known end; `null`: it does not know it, or not yet. */
type Word = { delivered: boolean } | { accepted: true } | null

/**
 * A message whose end is unknown. WeChat: once more, because its credit is gone either way, then the next channel. SMS: never
 * blindly again; only a provider that takes our id once (`repeatable`) and says it does not know the message gets it again.
 * Without any word a person takes over.
 */
export function afterSilence(
  row: { channel: Channel; resent: boolean; unknownForMs: number },
  answer: { word: Word; repeatable: boolean; hasMobile: boolean },
): Turn {
  if (row.channel === 'wechat')
    return row.resent ? onwards('wechat', answer.hasMobile, 'UNKNOWN_TWICE') : { state: 'waiting', code: null, inMs: 0 }
  if (answer.word === null && answer.repeatable) return { state: 'waiting', code: null, inMs: 0 }
  if (answer.word !== null && 'accepted' in answer.word) return { state: 'sent', code: null }
  if (row.unknownForMs >= GIVE_UP_ASKING_MS) return onwards('sms', false, 'NO_WORD')
  return { state: 'unknown', code: null, inMs: Math.min(Math.max(row.unknownForMs, FIRST_ASK_MS), 2 * MINUTE) }
}
