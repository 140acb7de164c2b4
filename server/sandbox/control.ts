import { type Desk, mobileOf } from './endpoint'
import type { FaultSwitch, NewFault } from './faults'
import {
  type Channel,
  type ClearPart,
  type Message,
  type NumberFate,
  openidOf,
  type Person,
  templateKey,
} from './ledger'
import { type Patch, patchSettings, type Settings } from './settings'
import type { Receipts } from './sms/receipts'
import { type Template, variablesOf } from './templates'
import type { Codes } from './wechat/codes'
import type { Tokens } from './wechat/tokens'
import { typeOfKey } from './wechat/values'

/** The sandbox cannot do what was asked; the message is for a person. */
export class ControlFault extends Error {
  constructor(
    readonly status: 400 | 404,
    message: string,
  ) {
    super(message)
  }
}

export interface RecordFilter {
  channel?: Channel
  /** Messages accepted at or after this sandbox time (ISO). */
  since?: string
  /** openid or 11-digit number. */
  to?: string
  /** Part of the text, the addressee or the outId. */
  q?: string
  /** Only messages with a greater seq. */
  after?: number
}

export interface RecordCount {
  messages: number
  /** Different addressees. */
  addressees: number
  /** SMS pieces; 0 for WeChat. */
  pieces: number
  byState: Record<Message['state'], number>
}

/** A new person: the phone is enough. */
export type NewPerson = {
  phone: string
  /** `86` unless given. */
  countryCode?: string
  nickname?: string
  openid?: string
  blocked?: boolean
  muted?: boolean
}

/** Answers of the popup; the last four count as accept. */
const ACCEPTS = ['accept', 'acceptWithAudio', 'acceptWithAlert', 'acceptWithForcePush']
const ANSWERS = [...ACCEPTS, 'reject', 'ban', 'filter']
const FATES: NumberFate['fate'][] = ['delivered', 'failed', 'silent', 'blacklisted']
const CLEARED: ClearPart[] = ['messages', 'credits', 'numbers', 'faults', 'limits']

/** What the control routes do, callable in a test that holds the sandbox itself. */
export function createControl(desk: Desk, tokens: Tokens, codes: Codes, receipts: Receipts) {
  const { ledger } = desk

  const person = (openid: string): Person => {
    const found = ledger.people.get(openid)
    if (!found) throw new ControlFault(404, `没有这个人：${openid}`)
    return found
  }

  const control = {
    addPerson(input: NewPerson): Person {
      const phone = mobileOf(String(input.phone ?? ''))
      if (!phone) throw new ControlFault(400, `手机号不对：${input.phone}`)
      const { countryCode = '86' } = input
      if (!/^[1-9]\d{0,3}$/.test(countryCode)) throw new ControlFault(400, `国家代码不对：${countryCode}`)
      const openid = input.openid ?? openidOf(countryCode === '86' ? phone : `+${countryCode} ${phone}`)
      if (!/^[\w-]{6,64}$/.test(openid)) throw new ControlFault(400, `openid 不对：${openid}`)
      const before = ledger.people.get(openid)
      const { blocked, muted } = { ...before, ...input }
      const added: Person = {
        openid,
        phone,
        nickname: input.nickname ?? before?.nickname ?? `微信用户${phone.slice(-4)}`,
      }
      if (countryCode !== '86') added.countryCode = countryCode
      if (blocked) added.blocked = true
      if (muted) added.muted = true
      const same = before && JSON.stringify(before) === JSON.stringify(added)
      return same ? before : ledger.addPerson(added)
    },
    people: (): Person[] => [...ledger.people.values()],
    /** Switches of one person: `blocked` → 40226 at sign-in, `muted` → 43101 at every send. */
    changePerson: (openid: string, change: { blocked?: boolean; muted?: boolean }): Person =>
      ledger.addPerson({ ...person(openid), ...change }),
    /** What wx.login hands out. `appid` of another mini-program makes a code ours must be refused with. */
    loginCode: (openid: string, appid = desk.accounts.wechat.appid): string =>
      codes.issue('login', person(openid).openid, appid),
    /** What the phone-number button hands out. */
    phoneCode: (openid: string): string => codes.issue('phone', person(openid).openid, desk.accounts.wechat.appid),
    /** The user answers the popup for one template; an accept adds one credit. Returns the credits then held. */
    subscribe(openid: string, input: { templateId: string; answer?: string; times?: number }): number {
      const { templateId, answer = 'accept', times = 1 } = input
      person(openid)
      if (ledger.templates.get(templateKey('wechat', templateId)) === undefined)
        throw new ControlFault(404, `没有这个模板：${templateId}`)
      if (!ANSWERS.includes(answer)) throw new ControlFault(400, `没有这种回答：${answer}`)
      if (!Number.isInteger(times) || times < 1) throw new ControlFault(400, 'times 应为正整数')
      return ACCEPTS.includes(answer)
        ? ledger.addCredit(openid, templateId, times)
        : ledger.creditOf(openid, templateId)
    },
    credits: (openid: string, templateId: string): number => ledger.creditOf(openid, templateId),

    /** Accepted messages, oldest first. */
    record(filter: RecordFilter = {}): Message[] {
      const { channel, since, to, q, after } = filter
      const from = since === undefined ? undefined : Date.parse(since)
      if (Number.isNaN(from)) throw new ControlFault(400, `since 不是时间：${since}`)
      return ledger.messages.filter(
        (message) =>
          (!channel || message.channel === channel) &&
          (from === undefined || Date.parse(message.at) >= from) &&
          (!to || message.to === to) &&
          (after === undefined || message.seq > after) &&
          (!q || [message.text, message.to, message.outId ?? '', message.id].some((part) => part.includes(q))),
      )
    },
    count(filter: RecordFilter = {}): RecordCount {
      const found = control.record(filter)
      const byState = { accepted: 0, delivered: 0, failed: 0 }
      for (const message of found) byState[message.state] += 1
      const pieces = found.reduce((sum, message) => sum + (message.pieces ?? 0), 0)
      return { messages: found.length, addressees: new Set(found.map((message) => message.to)).size, pieces, byState }
    },
    /** Calls since the start, by endpoint and code. */
    calls(): Record<string, Record<string, number>> {
      const result: Record<string, Record<string, number>> = {}
      for (const [key, count] of desk.calls) {
        const [endpoint = '', code = ''] = key.split(' ')
        result[endpoint] = { ...result[endpoint], [code]: count }
      }
      return result
    },

    faults: (): readonly FaultSwitch[] => desk.faults.list,
    addFault(fault: NewFault): FaultSwitch {
      try {
        return desk.faults.add(fault)
      } catch (error) {
        throw new ControlFault(400, (error as Error).message)
      }
    },
    removeFault(id: number): void {
      if (!desk.faults.remove(id)) throw new ControlFault(404, `没有这个故障：${id}`)
    },
    clearFaults: (): void => desk.faults.clear(),

    setNumber(fate: NumberFate): void {
      const phone = mobileOf(String(fate.phone ?? ''))
      if (!phone) throw new ControlFault(400, `手机号不对：${fate.phone}`)
      if (!FATES.includes(fate.fate)) throw new ControlFault(400, `fate 只能是 ${FATES.join('、')}`)
      ledger.setNumber({ ...fate, phone })
    },
    templates: (): Template[] => [...ledger.templates.values()],
    addTemplate(template: Template): void {
      if (!template.id) throw new ControlFault(400, '模板缺少 id')
      if (template.channel === 'wechat') {
        const odd = (template.keys ?? []).find((key) => !typeOfKey(key))
        if (odd !== undefined || !template.keys?.length) throw new ControlFault(400, `模板关键词不对：${odd ?? '没有'}`)
      } else if (variablesOf(template).length > 0 && !template.text.replace(/\$?\{\w+\}/g, '').trim()) {
        throw new ControlFault(400, '模板不能只有变量')
      }
      ledger.addTemplate(template)
    },
    settings: (): Settings => desk.settings,
    changeSettings(patch: Patch<Settings>): Settings {
      try {
        patchSettings(desk.settings, patch)
      } catch (error) {
        throw new ControlFault(400, (error as Error).message)
      }
      if (patch.reportUrls) receipts.addressSet()
      return desk.settings
    },
    clock: () => ({ offsetMs: ledger.offsetMs, at: desk.now().toISOString() }),
    /** Moves sandbox time for everybody who asks it: to an instant, or by an offset from the clock. */
    setClock(input: { at?: string; offsetMs?: number }) {
      const offset =
        input.at === undefined ? input.offsetMs : Date.parse(input.at) - desk.now().getTime() + ledger.offsetMs
      if (offset === undefined || !Number.isFinite(offset))
        throw new ControlFault(400, '写 at（ISO 时间）或 offsetMs（毫秒）')
      ledger.setOffset(Math.round(offset))
      return control.clock()
    },
    revokeTokens: (): void => tokens.revokeAll(),
    /** Forgets: by default messages, credits, number fates, faults and used-up limits; people and clock only when named. */
    clear(what: ClearPart[] = CLEARED): void {
      ledger.clear(what)
      if (what.includes('messages')) receipts.clear()
      if (what.includes('faults')) desk.faults.clear()
      if (what.includes('limits')) {
        desk.counters.clear()
        tokens.clearLimits()
        desk.calls.clear()
      }
    },
  }
  return control
}

export type Control = ReturnType<typeof createControl>
