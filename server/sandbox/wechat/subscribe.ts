import { type Answer, bodyObject, type Call, type Desk, sleep } from '../endpoint'
import { templateKey } from '../ledger'
import { refuseWeChat } from './answers'
import { faultOfValues } from './values'
import { isPublished } from './wxacode'

const DAY_MS = 86_400_000
const STATES = ['developer', 'trial', 'formal']
const LANGUAGES = ['zh_CN', 'en_US', 'zh_HK', 'zh_TW']
/** Above 2^53: a client that reads it with JSON.parse gets another number. */
const FIRST_MSGID = 4_012_345_678_901_230_000n

/** POST /cgi-bin/message/subscribe/send: one credit, one message. [D] */
export function subscribeSend(desk: Desk): (call: Call) => Promise<Answer> {
  const busy = new Set<string>()

  return async (call) => {
    const refuse = (code: number, words?: string) => refuseWeChat(desk, code, words)
    const input = bodyObject(call)
    if (!input) return refuse(47001)
    const { touser, template_id, page, miniprogram_state = 'formal', lang = 'zh_CN', data } = input
    const person = typeof touser === 'string' ? desk.ledger.people.get(touser) : undefined
    if (!person) return refuse(40003)
    const template = desk.ledger.templates.get(templateKey('wechat', String(template_id)))
    if (template?.channel !== 'wechat') return refuse(40037)
    if (!STATES.includes(String(miniprogram_state)) || !LANGUAGES.includes(String(lang))) return refuse(40097)
    if (page !== undefined && !isPublished(desk.settings.wechat.pages, page, 'with parameters')) return refuse(41030)
    const wrong = faultOfValues(template.keys, template.enums ?? {}, data)
    if (wrong) return refuse(47003, wrong)
    // A second call for the same person while the first is worked on fails, whatever it says.
    if (busy.has(person.openid)) return refuse(43108)
    busy.add(person.openid)
    try {
      await sleep(desk.settings.latencyMs)
      if (person.muted || desk.ledger.creditOf(person.openid, template.id) < 1) return refuse(43101)
      if (!desk.counters.use('subscribe', DAY_MS, desk.settings.limits.subscribePerDay)) return refuse(45009)
      const given = data as Record<string, { value: string }>
      const values = Object.fromEntries(template.keys.map((key) => [key, given[key]?.value ?? '']))
      const id = String(FIRST_MSGID + BigInt(desk.ledger.nextSeq))
      desk.ledger.accept({
        id,
        channel: 'wechat',
        to: person.openid,
        text: `${template.title}｜${Object.values(values).join('｜')}`,
        at: desk.now().toISOString(),
        templateId: template.id,
        values,
        ...(typeof page === 'string' ? { page } : {}),
      })
      // Written by hand: msgid goes out as a JSON number, as WeChat does.
      return { code: 'OK', body: `{"errcode":0,"errmsg":"ok","msgid":${id}}` }
    } finally {
      busy.delete(person.openid)
    }
  }
}
