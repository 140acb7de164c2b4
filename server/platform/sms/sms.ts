import type { SendOutcome } from '../outcome'

/** One text message. `id` is ours; the provider hands it back in its report. `params` are the approved template's variables. */
export type SmsMessage = { id: string; to: string; text: string; templateKey: string; params: Record<string, string> }

/** What a provider reports about a message it took. */
export type SmsReport = { id: string | null; providerId: string; delivered: boolean; code: string; at: Date }

/** A provider of text messages. */
export interface Sms {
  readonly provider: 'sandbox' | 'aliyun' | 'tencent' | 'manual'
  /** The provider takes one id once: sending it again does nothing twice. */
  readonly repeatable: boolean
  send(message: SmsMessage): Promise<SendOutcome>
  /** Reads the body the provider posts to /callbacks/sms/{provider}/{secret}; throws a Refusal when it is not one. */
  readReports(body: unknown): SmsReport[]
  /** The answer the provider wants to its report. */
  readonly reportReply: unknown
  /** Asks what became of a message whose sending ended `unknown`; `null` when the provider does not know it (yet). */
  ask(message: {
    id: string
    to: string
    sentAt: Date
  }): Promise<SmsReport | { accepted: true; providerId: string } | null>
}
