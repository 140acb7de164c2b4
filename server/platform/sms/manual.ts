import { Refusal } from '../http/refuse'
import type { Sms } from './sms'

/**
 * No contract with a provider: messages stay waiting and are handed out as an XLSX list of numbers and texts, which somebody
 * sends by hand. Nothing is ever sent from here, so `send` only says that a person has to.
 */
export function manualSms(): Sms {
  return {
    provider: 'manual',
    repeatable: false,
    reportReply: {},
    send: async () => ({ kind: 'refused', code: 'MANUAL' }),
    readReports: () => {
      throw new Refusal('FEATURE_OFF')
    },
    ask: async () => null,
  }
}
