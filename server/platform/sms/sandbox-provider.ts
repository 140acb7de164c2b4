import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import type { Config } from '../../config'
import { type Answer, ask, jsonObject, NoAnswer } from '../http/ask'
import { Refusal } from '../http/refuse'
import type { Sms, SmsReport } from './sms'

const TIMEOUT_MS = 5_000
const KEY = 'sandbox-sms-key'
const Reports = Type.Array(
  Type.Object({
    id: Type.String(),
    to: Type.String(),
    state: Type.String(),
    code: Type.Union([Type.String(), Type.Null()]),
    at: Type.String(),
  }),
  { maxItems: 1000 },
)

/** The sandbox's own provider: plain JSON, idempotent by our id. For a start without any contract. */
export function sandboxSms(settings: Config['sms']): Sms {
  const headers = { authorization: `Bearer ${KEY}` }
  return {
    provider: 'sandbox',
    repeatable: true,
    reportReply: { ok: true },
    async send({ id, to, text }) {
      let answer: Answer
      try {
        answer = await ask(`${settings.base}/messages`, { json: { id, to, text }, headers, timeoutMs: TIMEOUT_MS })
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error
        return error.sent ? { kind: 'unknown', code: error.code } : { kind: 'retry', code: error.code, afterMs: 5_000 }
      }
      const body = jsonObject(answer.text)
      if (body === null) return { kind: 'unknown', code: `HTTP${answer.status}` }
      if (body.accepted === true) return { kind: 'ok', providerId: id }
      if (answer.status === 429 || answer.status >= 500)
        return { kind: 'retry', code: String(body.code), afterMs: 5_000 }
      return { kind: 'refused', code: String(body.code ?? `HTTP${answer.status}`) }
    },
    readReports(body): SmsReport[] {
      if (!Value.Check(Reports, body)) throw new Refusal('BAD_INPUT')
      return (body as Static<typeof Reports>).map(({ id, state, code, at }) => ({
        id,
        providerId: id,
        delivered: state === 'delivered',
        code: code ?? state,
        at: new Date(at),
      }))
    },
    async ask({ id }) {
      const answer = await ask(`${settings.base}/messages/${encodeURIComponent(id)}`, {
        headers,
        timeoutMs: TIMEOUT_MS,
      })
      const body = jsonObject(answer.text)
      if (answer.status !== 200 || body === null) return null
      if (body.state === 'accepted') return { accepted: true, providerId: id }
      return {
        id,
        providerId: id,
        delivered: body.state === 'delivered',
        code: String(body.code),
        at: new Date(String(body.at)),
      }
    },
  }
}
