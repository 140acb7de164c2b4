/** A template the far end has approved. WeChat: `keys` with type prefixes; SMS: `text` with `${name}` (Aliyun) or `{1}` (Tencent). */
export type Template =
  | { channel: 'wechat'; id: string; title: string; keys: string[]; enums?: Record<string, string[]> }
  | { channel: 'aliyun' | 'tencent'; id: string; text: string; kind: 'notice' | 'code'; maxLength: number }

export type SmsTemplate = Extract<Template, { channel: 'aliyun' | 'tencent' }>

/** Longest value of one variable, characters. Providers' pages contradict each other, so every template carries its own. */
export const VARIABLE_LENGTH = 35

const notice = (channel: 'aliyun' | 'tencent', id: string, text: string): SmsTemplate => ({
  channel,
  id,
  text,
  kind: 'notice',
  maxLength: VARIABLE_LENGTH,
})

/** Approved from the start; more are registered by `POST /__sandbox/templates`. */
export const DEFAULT_TEMPLATES: Template[] = [
  {
    channel: 'wechat',
    id: 'sandbox-outage-template',
    title: '停电通知',
    keys: ['thing1', 'time2', 'thing3', 'thing4', 'phone_number5'],
  },
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Aliyun's own way to write a variable
  notice('aliyun', 'SMS_100001', '${village}${times}${kind}，原因：${reason}。咨询${contact}'),
  {
    channel: 'aliyun',
    id: 'SMS_100002',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Aliyun's own way to write a variable
    text: '您的验证码是${code}，5分钟内有效，请勿告诉他人。',
    kind: 'code',
    maxLength: 6,
  },
  // The committee's own words; what they are asked to do stands in the template, not in a variable.
  notice(
    'aliyun',
    'SMS_100003',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Aliyun's own way to write a variable
    '村委会您好：${village}${times}${kind}，原因：${reason}。请转告村民，咨询${contact}',
  ),
  notice('tencent', '100001', '{1}{2}{3}，原因：{4}。咨询{5}'),
  notice('tencent', '100003', '村委会您好：{1}{2}{3}，原因：{4}。请转告村民，咨询{5}'),
  {
    channel: 'tencent',
    id: '100002',
    text: '您的验证码是{1}，5分钟内有效，请勿告诉他人。',
    kind: 'code',
    maxLength: 6,
  },
]

const HOLE = { aliyun: /\$\{(\w+)\}/g, tencent: /\{(\d+)\}/g }

/** Names of the variables of an SMS template, each once, in the order of the text. */
export function variablesOf(template: SmsTemplate): string[] {
  return [...new Set([...template.text.matchAll(HOLE[template.channel])].map((hit) => hit[1] as string))]
}

/** The words as they reach the phone, sign in front. */
export function fill(template: SmsTemplate, sign: string, values: Record<string, string>): string {
  return `【${sign}】${template.text.replace(HOLE[template.channel], (_, name: string) => values[name] ?? '')}`
}

/** 70 characters are one piece; longer texts are cut into 67 each. UTF-16 units are what a phone network counts. */
export function piecesOf(text: string): number {
  return text.length <= 70 ? 1 : Math.ceil(text.length / 67)
}
