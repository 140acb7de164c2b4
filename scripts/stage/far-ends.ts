import { searchOf } from './call'

/** A message the far ends accepted, as `GET /__sandbox/record` tells it. */
export type Accepted = {
  seq: number
  id: string
  channel: 'wechat' | 'sms' | 'aliyun' | 'tencent'
  to: string
  text: string
  state: 'accepted' | 'delivered' | 'failed'
}
export type AcceptedCount = { messages: number; addressees: number; byState: Record<Accepted['state'], number> }
type Filter = { channel?: string; after?: number; q?: string }

/** The far ends' control routes, over HTTP. */
export type FarEnds = ReturnType<typeof farEndsAt>

export function farEndsAt(url: string) {
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const reply = await fetch(`${url}/__sandbox${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    if (!reply.ok) throw new Error(`${method} /__sandbox${path}: ${reply.status} ${await reply.text()}`)
    return (await reply.json()) as T
  }
  return {
    now: async (): Promise<Date> => new Date((await ask<{ at: string }>('GET', '/clock')).at),
    /** Turns the clock for everybody who follows it. */
    setClock: (at: Date) => ask('POST', '/clock', { at: at.toISOString() }),
    offsetMs: async (): Promise<number> => (await ask<{ offsetMs: number }>('GET', '/clock')).offsetMs,
    setOffset: (offsetMs: number) => ask('POST', '/clock', { offsetMs }),
    /** Somebody who uses WeChat with this number. */
    addPeople: (people: { phone: string; nickname: string }[]) => ask<{ openid: string }[]>('POST', '/people', people),
    loginCode: async (openid: string) => (await ask<{ code: string }>('POST', `/people/${openid}/login-code`)).code,
    phoneCode: async (openid: string) => (await ask<{ code: string }>('POST', `/people/${openid}/phone-code`)).code,
    /** The person allows so many messages of the template. */
    allow: (openid: string, templateId: string, times: number) =>
      ask('POST', `/people/${openid}/subscribe`, { templateId, answer: 'accept', times }),
    /** The same for many people. */
    addCredits: (credits: { openid: string; templateId: string; times: number }[]) => ask('POST', '/credits', credits),
    /** Messages to these numbers are accepted and then reported as failed. */
    failNumbers: (phones: string[]) =>
      ask(
        'POST',
        '/numbers',
        phones.map((phone) => ({ phone, fate: 'failed' })),
      ),
    changeSettings: (patch: object) => ask('POST', '/settings', patch),
    record: async (filter: Filter = {}) =>
      (await ask<{ items: Accepted[] }>('GET', `/record?${searchOf(filter)}`)).items,
    count: (filter: Filter = {}) => ask<AcceptedCount>('GET', `/record/count?${searchOf(filter)}`),
    /** The number of the last message accepted so far; `after` it are only later ones. */
    async lastSeq(): Promise<number> {
      return (await this.record()).at(-1)?.seq ?? 0
    },
  }
}
