import { cut, lengthOf } from './plain-text'

/** The kind of a subscribe-message value is the prefix of its key: `thing1` is a `thing`. */
export const VALUE_KINDS = [
  'thing',
  'phrase',
  'name',
  'number',
  'letter',
  'symbol',
  'character_string',
  'time',
  'date',
  'amount',
  'phone_number',
  'car_number',
] as const
export type ValueKind = (typeof VALUE_KINDS)[number]

/** What WeChat takes for `data` of a subscribe message. */
export type TemplateData = Record<string, { value: string }>
export type ValueFault = { key: string; reason: string }

/** What stands where nothing is to be said: an empty value is refused by WeChat (47003). */
export const NOTHING_TO_SAY = '无'

const DATE = String.raw`(?:\d{4}年\d{1,2}月\d{1,2}日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{4}-\d{1,2}|\d{1,2}-\d{1,2})`
const CLOCK = String.raw`(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?`
const TIME_POINT = `(?:${DATE} ?)?${CLOCK}`
const DATE_POINT = `${DATE}(?: ?${CLOCK})?`
const range = (point: string): RegExp => new RegExp(`^${point}(?:~${point})?$`)

const SIGNS = String.raw`\x21-\x2F\x3A-\x40\x5B-\x60\x7B-\x7E`
const HAN = String.raw`\p{Script=Han}`

/** What each kind takes besides not being empty; the limits count code points. */
const RULES: Record<ValueKind, { max?: number; form?: RegExp; says: string }> = {
  thing: { max: 20, says: '最多20个字' },
  phrase: { max: 5, form: new RegExp(`^${HAN}+$`, 'u'), says: '最多5个汉字' },
  name: {
    form: new RegExp(`^(?:[A-Za-z${SIGNS} ]{1,20}|[${HAN}·A-Za-z${SIGNS} ]{1,10})$`, 'u'),
    says: '最多10个汉字或20个字母',
  },
  number: { max: 32, form: /^\d+(\.\d+)?$/, says: '最多32位数字' },
  letter: { max: 32, form: /^[A-Za-z]+$/, says: '最多32个字母' },
  symbol: { max: 5, form: new RegExp(`^[${SIGNS}]+$`), says: '最多5个符号' },
  character_string: {
    max: 32,
    form: new RegExp(`^[A-Za-z0-9${SIGNS}]+$`),
    says: '最多32位数字、字母或符号，不能有汉字',
  },
  time: { form: range(TIME_POINT), says: '应为24小时制时间，可带日期' },
  date: { form: range(DATE_POINT), says: '应为年月日，可带时间' },
  amount: { form: /^[\u00A5\uFFE5$€£]?\d{1,10}(\.\d+)?元?$/, says: '应为金额，最多10位数字' },
  phone_number: { max: 17, form: new RegExp(`^[0-9${SIGNS}]+$`), says: '最多17位数字或符号' },
  car_number: { max: 8, says: '最多8个字' },
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]/

/** The kind of a key, or `null` when the prefix is none or the number is missing. */
export function valueKindOf(key: string): ValueKind | null {
  const prefix = /^([a-z_]+)\d+$/.exec(key)?.[1]
  return VALUE_KINDS.find((kind) => kind === prefix) ?? null
}

/** What is wrong with one value, in Chinese, or `null`. */
export function valueFault(kind: ValueKind, value: string): string | null {
  if (value.trim() === '') return '不能为空'
  if (CONTROL.test(value)) return '不能有换行或控制字符'
  const { max, form, says } = RULES[kind]
  if (max !== undefined && lengthOf(value) > max) return says
  return form === undefined || form.test(value) ? null : says
}

/**
 * Everything WeChat would refuse with 47003, found before sending. `keys` are those the template has: one missing is
 * refused like an empty one, one too many as well.
 */
export function checkTemplateData(data: TemplateData, keys: readonly string[] = Object.keys(data)): ValueFault[] {
  const missing = keys.filter((key) => data[key] === undefined).map((key) => ({ key, reason: '缺少这一项' }))
  const wrong = Object.entries(data).flatMap(([key, { value }]) => {
    if (!keys.includes(key)) return [{ key, reason: '模板里没有这一项' }]
    const kind = valueKindOf(key)
    const reason = kind === null ? '不认识的类型' : valueFault(kind, value)
    return reason === null ? [] : [{ key, reason }]
  })
  return [...missing, ...wrong]
}

/**
 * Free text made to fit: one line, … inside the limit, 无 for nothing. Only for kinds that are text; a time, an amount
 * or a number cut short would say something else.
 */
export function fitValue(kind: 'thing' | 'phrase' | 'name' | 'car_number', text: string): string {
  const line = text.replace(new RegExp(CONTROL, 'g'), ' ').replace(/\s+/g, ' ').trim()
  if (kind === 'thing') return cut(line, 20) || NOTHING_TO_SAY
  if (kind === 'car_number') return cut(line, 8) || NOTHING_TO_SAY
  // … is no Chinese character: these two are cut without it.
  if (kind === 'phrase')
    return (
      [...line]
        .filter((c) => /\p{Script=Han}/u.test(c))
        .slice(0, 5)
        .join('') || NOTHING_TO_SAY
    )
  const name = [...line].filter((c) => new RegExp(`^[${HAN}·A-Za-z${SIGNS} ]$`, 'u').test(c))
  const latin = name.every((c) => /[\x20-\x7E]/.test(c))
  return (
    name
      .slice(0, latin ? 20 : 10)
      .join('')
      .trim() || NOTHING_TO_SAY
  )
}
