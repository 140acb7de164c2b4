import { chinaTime, type Desk, sleep } from '../endpoint'
import { type Message, SMS_CHANNELS, type SmsChannel } from '../ledger'

/** Status codes the providers' reports carry. */
const GOOD = { sms: 'DELIVERED', aliyun: 'DELIVERED', tencent: 'DELIVRD' }
const BAD = { sms: 'UNREACHABLE', aliyun: 'MOBILE_NOT_ON_SERVICE', tencent: 'UNDELIV' }
const BATCH = 100
const PUSH_TIMEOUT_MS = 5_000

/** Bodies as each provider pushes them: always a JSON array. */
export const RECEIPT: Record<SmsChannel, (message: Message) => object> = {
  sms: ({ id, to, state, code, stateAt }) => ({ id, to, state, code, at: stateAt }),
  aliyun: ({ to, at, stateAt, state, code, pieces, bizId, outId }) => ({
    phone_number: to,
    send_time: chinaTime(new Date(at)),
    report_time: chinaTime(new Date(stateAt ?? at)),
    success: state === 'delivered',
    err_code: code,
    err_msg: state === 'delivered' ? '用户接收成功' : '用户接收失败',
    sms_size: String(pieces ?? 1),
    biz_id: bizId,
    out_id: outId ?? '',
  }),
  tencent: ({ id, to, at, stateAt, state, code }) => ({
    user_receive_time: chinaTime(new Date(stateAt ?? at)),
    nationcode: '86',
    mobile: to,
    report_status: state === 'delivered' ? 'SUCCESS' : 'FAIL',
    errmsg: code,
    description: state === 'delivered' ? '用户短信送达成功' : '用户短信送达失败',
    sid: id,
  }),
}

/** Did the receiver answer as the provider wants it? */
const TAKEN: Record<SmsChannel, (answer: unknown) => boolean> = {
  sms: () => true,
  aliyun: (answer) => (answer as { code?: unknown } | null)?.code === 0,
  tencent: (answer) => (answer as { result?: unknown } | null)?.result === 0,
}

/** Delivery reports: the state changes after a while, then the report is pushed, again and again while nobody takes it. */
export class Receipts {
  readonly #waiting: Record<SmsChannel, Message[]> = { sms: [], aliyun: [], tencent: [] }
  readonly #pushing = new Set<SmsChannel>()
  #closed = false

  constructor(private readonly desk: Desk) {}

  /** Takes up what an earlier process left: messages without a state, reports nobody took. */
  resume(): void {
    for (const message of this.desk.ledger.messages) {
      if (message.channel === 'wechat' || message.report) continue
      if (message.state === 'accepted') this.due(message)
      else this.#enqueue(message)
    }
  }

  due(message: Message): void {
    setTimeout(() => this.#settle(message), this.desk.settings.receiptDelayMs).unref()
  }

  /** An address was set: reports that had nowhere to go are pushed now. */
  addressSet(): void {
    for (const channel of SMS_CHANNELS) void this.#push(channel)
  }

  close(): void {
    this.#closed = true
  }

  /** Forgets reports of a cleared record. */
  clear(): void {
    for (const channel of SMS_CHANNELS) this.#waiting[channel] = []
  }

  #settle(message: Message): void {
    const known = this.desk.ledger.find(message.channel, message.id) === message
    if (this.#closed || !known || message.channel === 'wechat') return
    const fate = this.desk.ledger.numbers.get(message.to)
    if (fate?.fate === 'silent') return
    const good = !fate || fate.fate === 'delivered'
    const code = fate?.code ?? (good ? GOOD : BAD)[message.channel]
    this.desk.ledger.settle(message, good ? 'delivered' : 'failed', code, this.desk.now())
    this.#enqueue(message)
  }

  #enqueue(message: Message): void {
    const channel = message.channel as SmsChannel
    this.#waiting[channel].push(message)
    // Reports that fall due together go in one array.
    setImmediate(() => void this.#push(channel))
  }

  async #push(channel: SmsChannel): Promise<void> {
    if (this.#pushing.has(channel) || this.#closed) return
    this.#pushing.add(channel)
    try {
      while (this.#waiting[channel].length > 0 && this.desk.settings.reportUrls[channel] && !this.#closed) {
        const batch = this.#waiting[channel].splice(0, BATCH)
        const faults = this.desk.faults.take(`receipts.${channel}`)
        const delay = faults.find((fault) => fault.do === 'delay')
        if (faults.some((fault) => fault.do === 'drop')) this.desk.ledger.markReport(batch, 'lost')
        else if (delay) void sleep(delay.ms ?? 0).then(() => this.#attempt(channel, batch, 0))
        else await this.#attempt(channel, batch, 0, faults.some((fault) => fault.do === 'duplicate') ? 2 : 1)
      }
    } finally {
      this.#pushing.delete(channel)
    }
  }

  async #attempt(channel: SmsChannel, batch: Message[], attempt: number, copies = 1): Promise<void> {
    if (this.#closed) return
    const results = await Promise.all(Array.from({ length: copies }, () => this.#post(channel, batch)))
    if (this.#closed) return
    if (results.includes(true)) return this.desk.ledger.markReport(batch, 'pushed')
    const pause = this.desk.settings.receiptRetriesMs[attempt]
    if (pause === undefined) return this.desk.ledger.markReport(batch, 'lost')
    // The next batches need not wait for a receiver that refuses this one.
    void sleep(pause).then(() => this.#attempt(channel, batch, attempt + 1))
  }

  async #post(channel: SmsChannel, batch: Message[]): Promise<boolean> {
    const url = this.desk.settings.reportUrls[channel]
    if (!url) return false
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(batch.map(RECEIPT[channel])),
        redirect: 'error',
        signal: AbortSignal.timeout(PUSH_TIMEOUT_MS),
      })
      const text = await answer.text()
      return answer.ok && TAKEN[channel](channel === 'sms' ? null : JSON.parse(text))
    } catch {
      return false
    }
  }
}
