// Value rules of subscribe messages. [D] What a page leaves open is marked [U].

const DAY = String.raw`(?:\d{4}年\d{1,2}月\d{1,2}日|\d{4}年\d{1,2}月|\d{1,2}月\d{1,2}日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{4}-\d{1,2}|\d{1,2}-\d{1,2})`
const CLOCK = String.raw`(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?`
const DATE_CLOCK = `${DAY}(?: ?${CLOCK})?`
const CLOCK_DATE = `(?:${DAY} ?)?${CLOCK}`
const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`, 'u')
const range = (pattern: string, second = pattern) => whole(`${pattern}(?: ?~ ?(?:${second}))?`)

const length = (text: string) => [...text].length
const CHINESE = /^\p{Script=Han}+$/u
const PRINTABLE = String.raw`[\x21-\x7e]`

const RULES: Record<string, (value: string) => boolean> = {
  thing: (value) => length(value) <= 20,
  phrase: (value) => length(value) <= 5 && CHINESE.test(value),
  // Mixed counts as Chinese: 10. Letters and symbols alone: 20.
  name: (value) =>
    /^[^\p{Script=Han}\d]+$/u.test(value) ? length(value) <= 20 : length(value) <= 10 && !/\d/.test(value),
  number: (value) => value.length <= 32 && whole(String.raw`-?\d+(?:\.\d+)?`).test(value),
  letter: (value) => /^[A-Za-z]{1,32}$/.test(value),
  symbol: (value) => length(value) <= 5 && /^[\p{P}\p{S}]+$/u.test(value),
  character_string: (value) => whole(`${PRINTABLE}{1,32}`).test(value),
  time: (value) => range(CLOCK_DATE).test(value),
  date: (value) => range(DATE_CLOCK, `${DATE_CLOCK}|${CLOCK}`).test(value),
  amount: (value) => whole(String.raw`[¥￥$€£]?\d{1,10}(?:\.\d+)?元?`).test(value),
  phone_number: (value) => /^[\d+\-() #*]{1,17}$/.test(value),
  car_number: (value) => length(value) <= 8 && /^[\p{Script=Han}A-Z0-9]+$/u.test(value),
}

/** `thing` of `thing1`, null for an unknown type. */
export function typeOfKey(key: string): string | null {
  const type = /^([a-z_]+)\d+$/.exec(key)?.[1] ?? ''
  return type === 'enum' || Object.hasOwn(RULES, type) ? type : null
}

/**
 * The words of a 47003, or null when WeChat would take the values. Every key of the template must be there with
 * `{ value: text }`; keys beyond the template are not looked at. [U]
 */
export function faultOfValues(keys: string[], enums: Record<string, string[]>, data: unknown): string | null {
  const given = (typeof data === 'object' && data !== null ? data : {}) as Record<
    string,
    { value?: unknown } | undefined
  >
  for (const key of keys) {
    const value = given[key]?.value
    if (typeof value !== 'string' || value.trim() === '') return `argument invalid! data.${key}.value is empty`
    if (/\p{Cc}/u.test(value)) return `argument invalid! data.${key}.value invalid`
    const type = typeOfKey(key) ?? ''
    const good = type === 'enum' ? (enums[key] ?? []).includes(value) : RULES[type]?.(value)
    if (!good) return `argument invalid! data.${key}.value invalid`
  }
  return null
}
