import type { RefusalCode } from './refusal'
import { chinaDay, DAY, HOUR, MINUTE, minuteOfChinaDay, startOfChinaDay, type When } from './time'

/** The edition of this table; a published notice keeps the edition it was checked against. */
export const RULES_EDITION = '2026-11'

/** How sure the number is: C the source's text was seen, S from a secondary source, M from memory or own practice. */
export type RuleMark = 'C' | 'S' | 'M'
export type RuleUnit = 'day' | 'hour' | 'minute' | 'minute_of_day'

export type RuleKey =
  | 'outage.planned.minLead'
  | 'outage.temporary.minLead'
  | 'outage.temporary.importantUserLead'
  | 'outage.planned.remindBefore'
  | 'outage.fault.firstNotice'
  | 'outage.restoreAfterCause'
  | 'notify.quietHours.from'
  | 'notify.quietHours.to'

export type Rule = {
  key: RuleKey
  value: number
  unit: RuleUnit
  source: string
  mark: RuleMark
  note: string
  /** Which direction is stricter for the station; a station's own setting may only go that way. */
  stricter: 'higher' | 'lower'
}
export type RuleSet = { readonly [K in RuleKey]: Rule }

const row = (
  key: RuleKey,
  value: number,
  unit: RuleUnit,
  stricter: Rule['stricter'],
  mark: RuleMark,
  source: string,
  note: string,
): Rule => ({ key, value, unit, stricter, mark, source, note })

const NATIONAL: RuleSet = {
  'outage.planned.minLead': row(
    'outage.planned.minLead',
    7,
    'day',
    'higher',
    'C',
    '《电力供应与使用条例》(2019年修订)第二十八条第一项',
    '计划检修停电提前7天通知用户或者公告',
  ),
  'outage.temporary.minLead': row(
    'outage.temporary.minLead',
    24,
    'hour',
    'higher',
    'S',
    '《供电监管办法》(条号未核实)',
    '临时检修停电提前24小时公告区域、线路、时间',
  ),
  'outage.temporary.importantUserLead': row(
    'outage.temporary.importantUserLead',
    24,
    'hour',
    'higher',
    'C',
    '《电力供应与使用条例》(2019年修订)第二十八条第二项',
    '临时检修停电提前24小时通知重要用户',
  ),
  'outage.planned.remindBefore': row(
    'outage.planned.remindBefore',
    24,
    'hour',
    'higher',
    'S',
    '供电企业做法(栾城)',
    '停电前一天再提醒一次',
  ),
  'outage.fault.firstNotice': row(
    'outage.fault.firstNotice',
    5,
    'minute',
    'lower',
    'S',
    '供电单位内部规定(题库转述)',
    '故障确认后5分钟内录入停电信息',
  ),
  'outage.restoreAfterCause': row(
    'outage.restoreAfterCause',
    24,
    'hour',
    'lower',
    'S',
    '《供电营业规则》(2024年，题库转述)',
    '停电原因消除后24小时内恢复供电，不能恢复的说明原因',
  ),
  'notify.quietHours.from': row(
    'notify.quietHours.from',
    21 * 60,
    'minute_of_day',
    'lower',
    'M',
    '本系统约定',
    '晚上21:00后不打扰；正在发生的故障除外',
  ),
  'notify.quietHours.to': row(
    'notify.quietHours.to',
    8 * 60,
    'minute_of_day',
    'higher',
    'M',
    '本系统约定',
    '早上8:00前不打扰；正在发生的故障除外',
  ),
}

/** Local law that says more than the national table, by the name of the province or city. */
const LOCAL: Record<string, Partial<RuleSet>> = {
  济南市: {
    'outage.temporary.minLead': row(
      'outage.temporary.minLead',
      24,
      'hour',
      'higher',
      'C',
      '《济南市电力管理条例》第三十五条第二款',
      '临时检修停电提前24小时向社会公告并通知重要用户',
    ),
  },
}

/** The rule table of a province or city; a place without rows of its own has the national table. */
export const rulesFor = (province: string): RuleSet => ({ ...NATIONAL, ...LOCAL[province] })

export const ruleFor = (province: string, key: RuleKey): Rule => rulesFor(province)[key]

/** A number marked S or M is never shown as law. */
export const ruleStanding = (rule: Pick<Rule, 'mark'>): '法规依据' | '企业惯例/未核实' =>
  rule.mark === 'C' ? '法规依据' : '企业惯例/未核实'

/** 法规依据：《…》第二十八条第一项，计划检修停电提前7天… */
export const ruleWords = (rule: Rule): string => `${ruleStanding(rule)}：${rule.source}，${rule.note}`

/** The length of a rule given in days, hours or minutes, in milliseconds. */
export function ruleMs(rule: Rule): number {
  return rule.value * { day: DAY, hour: HOUR, minute: MINUTE, minute_of_day: MINUTE }[rule.unit]
}

const UNIT_WORDS: Record<Exclude<RuleUnit, 'minute_of_day'>, string> = { day: '天', hour: '小时', minute: '分钟' }

/** 7天, 24小时, 21:00 */
export function ruleValueWords({ value, unit }: Pick<Rule, 'value' | 'unit'>): string {
  if (unit !== 'minute_of_day') return value + UNIT_WORDS[unit]
  return `${Math.floor(value / 60)}:${String(value % 60).padStart(2, '0')}`
}

export type StationRules = Partial<Record<RuleKey, number>>
export type RuleFault = { code: RefusalCode; key: RuleKey; message: string }

/**
 * The rules with a station's own numbers (in the unit of the row) over them. Configuration can only be stricter:
 * one looser number refuses the whole setting, nothing is applied.
 */
export function withStationRules(rules: RuleSet, own: StationRules): { rules: RuleSet } | { faults: RuleFault[] } {
  const faults: RuleFault[] = []
  const stricter: Partial<Record<RuleKey, Rule>> = {}
  for (const key of Object.keys(own) as RuleKey[]) {
    const base = (rules as Partial<RuleSet>)[key]
    const value = own[key]
    // A number for a rule the table no longer has is no rule.
    if (base === undefined || value === undefined) continue
    const looser = base.stricter === 'higher' ? value < base.value : value > base.value
    const nonsense = !Number.isInteger(value) || value < 0 || (base.unit === 'minute_of_day' && value >= 24 * 60)
    if (looser || nonsense) {
      faults.push({
        code: nonsense ? 'BAD_INPUT' : 'RULE_LOOSER_THAN_TABLE',
        key,
        message: nonsense
          ? `${base.note}:请填写整数`
          : `${base.note}：规则是${ruleValueWords(base)}，不能改为${ruleValueWords({ ...base, value })}`,
      })
    } else if (value !== base.value) {
      stricter[key] = { ...base, value, mark: 'M', source: `本所规定(严于${base.source})` }
    }
  }
  return faults.length > 0 ? { faults } : { rules: { ...rules, ...stricter } }
}

/**
 * When a message may go out: at once by day or when urgent (a fault now), else at the end of the quiet hours.
 * The quiet hours run over midnight.
 */
export function sendableFrom(now: When, urgent: boolean, rules: RuleSet): Date {
  const at = new Date(now)
  const minute = minuteOfChinaDay(at)
  const from = rules['notify.quietHours.from'].value
  const to = rules['notify.quietHours.to'].value
  if (urgent || (minute >= to && minute < from)) return at
  const today = startOfChinaDay(chinaDay(at)).getTime()
  return new Date((minute < to ? today : today + DAY) + to * MINUTE)
}
