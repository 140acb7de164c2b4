import { createHash } from 'node:crypto'
import { type Journal, openJournal } from './journal'
import { DEFAULT_TEMPLATES, type Template } from './templates'

export type SmsChannel = 'sms' | 'aliyun' | 'tencent'
export type Channel = 'wechat' | SmsChannel
export const SMS_CHANNELS = ['sms', 'aliyun', 'tencent'] as const

/** A WeChat user of the sandbox. */
export interface Person {
  openid: string
  nickname: string
  /** 11 digits, without country code. */
  phone: string
  /** Where the number is not a mainland one, e.g. `49`. */
  countryCode?: string
  /** High-risk user: sign-in answers 40226. */
  blocked?: boolean
  /** Main switch of subscribe messages is off: every send answers 43101. */
  muted?: boolean
}

/** What becomes of SMS to a number: `silent` is accepted and never reported, `blacklisted` is refused where the provider checks it. */
export interface NumberFate {
  phone: string
  fate: 'delivered' | 'failed' | 'silent' | 'blacklisted'
  /** Status code in the report, e.g. `MK:0001`; the provider's usual one if absent. */
  code?: string
}

/** A message a far end accepted. This list is what tests and the tour count. */
export interface Message {
  /** 1, 2, 3 … in the order of acceptance; gaps never occur. */
  seq: number
  /** The provider's own id: msgid, BizId with the place in the request, SerialNo, or the caller's id. */
  id: string
  channel: Channel
  /** openid, or the number as 11 digits. */
  to: string
  /** The words as the addressee sees them. */
  text: string
  /** Sandbox time of acceptance, ISO. */
  at: string
  state: 'accepted' | 'delivered' | 'failed'
  /** Status code of the report. */
  code?: string
  /** Sandbox time of the report, ISO. */
  stateAt?: string
  /** SMS pieces: 70 characters alone, 67 each when split. */
  pieces?: number
  /** `pushed`: the receiver took the report; `lost`: all attempts failed or a fault swallowed it. */
  report?: 'pushed' | 'lost'
  templateId?: string
  values?: Record<string, string>
  page?: string
  /** Aliyun OutId or Tencent SessionContext. */
  outId?: string
  /** Aliyun BizId: one for all numbers of a request. */
  bizId?: string
}

export type ClearPart = 'messages' | 'credits' | 'people' | 'numbers' | 'faults' | 'limits' | 'clock'

type Line =
  | ({ kind: 'person' } & Person)
  | ({ kind: 'number' } & NumberFate)
  | { kind: 'credit'; openid: string; templateId: string; add: number }
  | ({ kind: 'message' } & Message)
  | { kind: 'state'; seq: number; state: 'delivered' | 'failed'; code: string; at: string }
  | { kind: 'report'; seqs: number[]; report: 'pushed' | 'lost' }
  | { kind: 'template'; template: Template }
  | { kind: 'clock'; offsetMs: number }
  | { kind: 'clear'; what: ClearPart[] }

/** The same person keeps the same openid over restarts: 28 characters made from the phone number. */
export function openidOf(phone: string): string {
  return `o${createHash('sha256').update(`sandbox person ${phone}`).digest('base64url').slice(0, 27)}`
}

const creditKey = (openid: string, templateId: string) => `${openid} ${templateId}`
export const templateKey = (channel: string, id: string) => `${channel} ${id}`

/** Everything the far ends remember over a restart: each change is one journal line, applied the same way live and when read back. */
export class Ledger {
  readonly people = new Map<string, Person>()
  readonly numbers = new Map<string, NumberFate>()
  readonly credits = new Map<string, number>()
  readonly templates = new Map<string, Template>()
  messages: Message[] = []
  offsetMs = 0
  readonly #byId = new Map<string, Message>()
  readonly #bySeq = new Map<number, Message>()
  #seq = 0
  readonly #journal: Journal<Line>

  constructor(file?: string) {
    for (const template of DEFAULT_TEMPLATES) this.templates.set(templateKey(template.channel, template.id), template)
    this.#journal = openJournal<Line>(file)
    for (const line of this.#journal.earlier) this.#apply(line)
  }

  #commit(line: Line): void {
    this.#journal.append(line)
    this.#apply(line)
  }

  #apply(line: Line): void {
    switch (line.kind) {
      case 'person': {
        const { kind: _, ...person } = line
        this.people.set(person.openid, person)
        return
      }
      case 'number': {
        const { kind: _, ...fate } = line
        this.numbers.set(fate.phone, fate)
        return
      }
      case 'credit': {
        const key = creditKey(line.openid, line.templateId)
        this.credits.set(key, (this.credits.get(key) ?? 0) + line.add)
        return
      }
      case 'message': {
        const { kind: _, ...message } = line
        this.#seq = message.seq
        this.messages.push(message)
        this.#byId.set(`${message.channel} ${message.id}`, message)
        this.#bySeq.set(message.seq, message)
        // A subscribe message eats its credit in the same line: no kill can part the two.
        if (message.channel === 'wechat' && message.templateId) {
          const key = creditKey(message.to, message.templateId)
          this.credits.set(key, (this.credits.get(key) ?? 0) - 1)
        }
        return
      }
      case 'state': {
        const message = this.#bySeq.get(line.seq)
        if (message) Object.assign(message, { state: line.state, code: line.code, stateAt: line.at })
        return
      }
      case 'report':
        for (const seq of line.seqs) {
          const message = this.#bySeq.get(seq)
          if (message) message.report = line.report
        }
        return
      case 'template':
        this.templates.set(templateKey(line.template.channel, line.template.id), line.template)
        return
      case 'clock':
        this.offsetMs = line.offsetMs
        return
      case 'clear':
        this.#clear(line.what)
    }
  }

  #clear(what: ClearPart[]): void {
    if (what.includes('messages')) {
      this.messages = []
      this.#byId.clear()
      this.#bySeq.clear()
    }
    if (what.includes('credits')) this.credits.clear()
    if (what.includes('people')) this.people.clear()
    if (what.includes('numbers')) this.numbers.clear()
    if (what.includes('clock')) this.offsetMs = 0
  }

  addPerson(person: Person): Person {
    this.#commit({ kind: 'person', ...person })
    return person
  }

  setNumber(fate: NumberFate): void {
    this.#commit({ kind: 'number', ...fate })
  }

  addCredit(openid: string, templateId: string, add: number): number {
    this.#commit({ kind: 'credit', openid, templateId, add })
    return this.creditOf(openid, templateId)
  }

  creditOf(openid: string, templateId: string): number {
    return this.credits.get(creditKey(openid, templateId)) ?? 0
  }

  accept(message: Omit<Message, 'seq' | 'state'>): Message {
    const seq = this.nextSeq
    this.#commit({ kind: 'message', seq, state: 'accepted', ...message })
    return this.#bySeq.get(seq) as Message
  }

  /** The seq the next accepted message will get; ids are made from it, so no restart repeats one. */
  get nextSeq(): number {
    return this.#seq + 1
  }

  find(channel: Channel, id: string): Message | undefined {
    return this.#byId.get(`${channel} ${id}`)
  }

  settle(message: Message, state: 'delivered' | 'failed', code: string, at: Date): void {
    this.#commit({ kind: 'state', seq: message.seq, state, code, at: at.toISOString() })
  }

  markReport(messages: Message[], report: 'pushed' | 'lost'): void {
    this.#commit({ kind: 'report', seqs: messages.map((message) => message.seq), report })
  }

  addTemplate(template: Template): void {
    this.#commit({ kind: 'template', template })
  }

  setOffset(offsetMs: number): void {
    this.#commit({ kind: 'clock', offsetMs })
  }

  clear(what: ClearPart[]): void {
    this.#commit({ kind: 'clear', what })
  }

  close(): void {
    this.#journal.close()
  }
}
