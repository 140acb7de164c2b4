import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { type Answer, bodyObject, type Call, type Desk, json, mobileOf, mountFarEnd } from '../endpoint'
import { piecesOf } from '../templates'
import { charge } from './limits'

const DAY_MS = 86_400_000
/** Longest text, characters. */
const TEXT_MAX = 500

/** The sandbox's own SMS provider under /sms: plain JSON, a bearer key, and idempotent by the caller's id. */
export function simpleSmsRoutes(app: FastifyInstance, desk: Desk): void {
  const refuse = (code: string | number, message?: string, status = 200): Answer =>
    json(String(code), { accepted: false, code: String(code), ...(message ? { message } : {}) }, status)

  const keyHolds = (call: Call) => {
    const given = Buffer.from(call.header('authorization'))
    const wanted = Buffer.from(`Bearer ${desk.accounts.sms.key}`)
    return given.length === wanted.length && timingSafeEqual(given, wanted)
  }
  const guarded = (handle: (call: Call) => Answer) => (call: Call) =>
    keyHolds(call) ? handle(call) : refuse('KEY_INVALID', undefined, 401)

  mountFarEnd(app, desk, ['POST'], '/sms/messages', {
    endpoint: 'sms.send',
    refuse,
    handle: guarded((call) => {
      const input = bodyObject(call)
      const { id, to, text } = input ?? {}
      if (typeof id !== 'string' || !/^[\w.:-]{1,64}$/.test(id)) return refuse('ID_INVALID', undefined, 400)
      if (typeof to !== 'string' || typeof text !== 'string') return refuse('BODY_INVALID', undefined, 400)
      const refused = (code: string) => json(code, { id, accepted: false, code })
      const phone = mobileOf(to)
      const known = desk.ledger.find('sms', id)
      if (known && (known.to !== phone || known.text !== text)) return refuse('ID_REUSED', undefined, 409)
      if (known) return json('REPEATED', { id, accepted: true })
      if (!phone) return refused('NUMBER_INVALID')
      if (text.trim() === '') return refused('TEXT_EMPTY')
      if ([...text].length > TEXT_MAX) return refused('TEXT_TOO_LONG')
      if (desk.ledger.numbers.get(phone)?.fate === 'blacklisted') return refused('NUMBER_BLACKLISTED')
      if (desk.counters.within(`sms ${phone}`, DAY_MS) >= desk.settings.limits.smsPerDay) return refused('DAILY_LIMIT')
      if (!charge(desk.settings.sms, 1)) return refused('NO_BALANCE')
      desk.counters.note(`sms ${phone}`)
      const at = desk.now().toISOString()
      desk.report(desk.ledger.accept({ id, channel: 'sms', to: phone, text, at, pieces: piecesOf(text) }))
      return json('OK', { id, accepted: true })
    }),
  })

  mountFarEnd(app, desk, ['GET'], '/sms/messages/:id', {
    endpoint: 'sms.state',
    refuse,
    handle: guarded((call) => {
      const message = desk.ledger.find('sms', call.params.id ?? '')
      if (!message) return refuse('UNKNOWN', undefined, 404)
      const { id, to, state, code, stateAt, at } = message
      return json('OK', { id, to, accepted: true, acceptedAt: at, state, code, at: stateAt })
    }),
  })
}
