import { OUTAGE_TEMPLATE_FIELDS } from '../../../shared/domain/outage-words'
import { valueKindOf } from '../../../shared/domain/subscribe-values'
import { jsonTexts } from '../json-texts'

/** Our field → the key it has in the account's template: WeChat numbers the keys when a template is put together. */
export type TemplateKeys = Record<string, string>

const FIELDS = Object.keys(OUTAGE_TEMPLATE_FIELDS)
const EXAMPLE = '如 {"thing1":"thing4","time2":"time1"}'

/** Reads `WECHAT_TEMPLATE_OUTAGE_KEYS`; fields it does not name keep their own key. Answers the keys or what is wrong. */
export function readTemplateKeys(json: string): { keys: TemplateKeys } | { faults: string[] } {
  const given = jsonTexts(json)
  if (!given) return { faults: [`须是 JSON,${EXAMPLE}`] }
  const keys: TemplateKeys = Object.fromEntries(FIELDS.map((field) => [field, given[field] ?? field]))
  const unknown = Object.keys(given).filter((field) => !FIELDS.includes(field))
  const otherKind = FIELDS.filter((field) => valueKindOf(keys[field] as string) !== valueKindOf(field))
  const used = Object.values(keys)
  const twice = used.filter((key, at) => used.indexOf(key) !== at)
  const faults = [
    ...unknown.map((field) => `没有「${field}」这一项，只有 ${FIELDS.join('、')}`),
    ...otherKind.map((field) => `「${field}」不能对应「${keys[field]}」，类型须相同，${EXAMPLE}`),
    ...twice.map((key) => `「${key}」用了两次(没写的项按原名算)`),
  ]
  return faults.length > 0 ? { faults } : { keys }
}
