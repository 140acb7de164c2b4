/** Every endpoint a fault can be put on. `receipts.*` are the reports we push. */
export const ENDPOINTS = [
  'wechat.jscode2session',
  'wechat.stable_token',
  'wechat.token',
  'wechat.getuserphonenumber',
  'wechat.subscribe',
  'wechat.wxacode',
  'aliyun.SendSms',
  'aliyun.SendBatchSms',
  'aliyun.QuerySendDetails',
  'tencent.SendSms',
  'tencent.PullSmsSendStatus',
  'sms.send',
  'sms.state',
  'receipts.sms',
  'receipts.aliyun',
  'receipts.tencent',
] as const
export type Endpoint = (typeof ENDPOINTS)[number]

/**
 * What goes wrong. delay: `ms` longer · reset: connection cut · html: a gateway's 502 page · answer: the refusal `code` ·
 * truncate: half the JSON · revoke: all access tokens die, then the call goes on · hang: accepted, never answered ·
 * drop, duplicate: only for `receipts.*`.
 */
export const FAULT_KINDS = [
  'delay',
  'reset',
  'html',
  'answer',
  'truncate',
  'revoke',
  'hang',
  'drop',
  'duplicate',
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

export interface FaultSwitch {
  id: number
  endpoint: Endpoint | '*'
  do: FaultKind
  /** Before the state change nothing is stored; after it the message counts although the caller sees a fault. */
  when: 'before' | 'after'
  /** For delay and hang, milliseconds. */
  ms?: number
  /** For answer: errcode or Code. */
  code?: string | number
  message?: string
  /** HTTP status of an answer (Aliyun refuses some things with 4xx/5xx). */
  status?: number
  /** How many calls it still hits; absent: until removed. */
  times?: number
  /** 0–1, chance per call; absent: always. */
  probability?: number
}

export type NewFault = Pick<FaultSwitch, 'endpoint' | 'do'> & Partial<Omit<FaultSwitch, 'id'>>

export class Faults {
  #switches: FaultSwitch[] = []
  #next = 1

  constructor(private readonly random: () => number) {}

  get list(): readonly FaultSwitch[] {
    return this.#switches
  }

  /** Throws when endpoint or kind is unknown. hang and truncate always come after the state change. */
  add(fault: NewFault): FaultSwitch {
    if (fault.endpoint !== '*' && !ENDPOINTS.includes(fault.endpoint))
      throw new Error(`没有这个接口：${fault.endpoint}`)
    if (!FAULT_KINDS.includes(fault.do)) throw new Error(`没有这种故障：${fault.do}`)
    if (fault.do === 'answer' && fault.code === undefined) throw new Error('answer 故障要写明 code')
    const late = fault.do === 'hang' || fault.do === 'truncate'
    const added: FaultSwitch = { ...fault, id: this.#next++, when: late ? 'after' : (fault.when ?? 'before') }
    this.#switches.push(added)
    return added
  }

  remove(id: number): boolean {
    const before = this.#switches.length
    this.#switches = this.#switches.filter((fault) => fault.id !== id)
    return this.#switches.length < before
  }

  clear(): void {
    this.#switches = []
  }

  /** The faults that hit this call; counts down `times` and drops what is used up. */
  take(endpoint: Endpoint): FaultSwitch[] {
    const hits = this.#switches.filter(
      (fault) =>
        (fault.endpoint === endpoint || (fault.endpoint === '*' && !endpoint.startsWith('receipts.'))) &&
        (fault.probability === undefined || this.random() < fault.probability),
    )
    for (const fault of hits) if (fault.times !== undefined) fault.times -= 1
    this.#switches = this.#switches.filter((fault) => fault.times === undefined || fault.times > 0)
    return hits
  }
}
