import fc from 'fast-check'
import {
  type RuleKey,
  ruleFor,
  ruleMs,
  ruleStanding,
  rulesFor,
  ruleValueWords,
  ruleWords,
  sendableFrom,
  withStationRules,
} from './rules'
import { atChina } from './time'

const rules = rulesFor('辽宁省')
const keys = Object.keys(rules) as RuleKey[]

describe('the rule table', () => {
  it('gives every row a source, a note and a mark, under its own key', () => {
    for (const key of keys) {
      expect(rules[key].key).toBe(key)
      expect(rules[key].source).not.toBe('')
      expect(rules[key].note).not.toBe('')
      expect(['C', 'S', 'M']).toContain(rules[key].mark)
    }
  })

  it('holds 7 days for planned and 24 hours for temporary outages', () => {
    expect(ruleMs(rules['outage.planned.minLead'])).toBe(7 * 86_400_000)
    expect(ruleMs(rules['outage.temporary.minLead'])).toBe(24 * 3_600_000)
  })

  it('lets a place with its own law override a row and leaves the others', () => {
    expect(ruleFor('济南市', 'outage.temporary.minLead').source).toContain('济南市电力管理条例')
    expect(ruleFor('济南市', 'outage.planned.minLead')).toEqual(rules['outage.planned.minLead'])
  })

  it('calls only a number whose source was seen law', () => {
    expect(ruleWords(rules['outage.planned.minLead'])).toMatch(/^法规依据：《电力供应与使用条例》.*第二十八条/)
    for (const key of keys.filter((each) => rules[each].mark !== 'C')) {
      expect(ruleStanding(rules[key])).toBe('企业惯例/未核实')
      expect(ruleWords(rules[key])).not.toContain('法规依据')
    }
  })

  it('says a value in its unit', () => {
    expect(ruleValueWords(rules['outage.planned.minLead'])).toBe('7天')
    expect(ruleValueWords(rules['outage.temporary.minLead'])).toBe('24小时')
    expect(ruleValueWords(rules['notify.quietHours.from'])).toBe('21:00')
  })
})

describe("a station's own numbers", () => {
  it('may be stricter, and are then shown as its own and not as law', () => {
    const own = withStationRules(rules, { 'outage.planned.minLead': 10 })
    if (!('rules' in own)) throw new Error('refused')
    expect(own.rules['outage.planned.minLead'].value).toBe(10)
    expect(ruleStanding(own.rules['outage.planned.minLead'])).toBe('企业惯例/未核实')
    expect(own.rules['outage.temporary.minLead']).toEqual(rules['outage.temporary.minLead'])
  })

  it('are refused when looser, whatever the row', () => {
    for (const key of keys) {
      const { value, stricter } = rules[key]
      const looser = stricter === 'higher' ? value - 1 : value + 1
      expect(withStationRules(rules, { [key]: looser })).toMatchObject({
        faults: [{ code: 'RULE_LOOSER_THAN_TABLE', key }],
      })
    }
  })

  it('are refused as a whole when one of them is looser', () => {
    const answer = withStationRules(rules, { 'outage.planned.minLead': 10, 'outage.temporary.minLead': 23 })
    expect(answer).not.toHaveProperty('rules')
  })

  it('are refused when they are no whole number or no time of day', () => {
    for (const own of [
      { 'outage.planned.minLead': 7.5 },
      { 'notify.quietHours.to': 1440 },
      { 'outage.planned.minLead': Number.NaN },
    ]) {
      expect(withStationRules(rules, own)).toMatchObject({ faults: [{ code: 'BAD_INPUT' }] })
    }
  })

  it('keep the law standing where they say the same number', () => {
    expect(withStationRules(rules, { 'outage.planned.minLead': 7 })).toEqual({ rules })
  })
})

describe('quiet hours', () => {
  it.each([
    ['2026-11-30', '07:59', '2026-11-30', '08:00'],
    ['2026-11-30', '08:00', '2026-11-30', '08:00'],
    ['2026-11-30', '20:59', '2026-11-30', '20:59'],
    ['2026-11-30', '21:00', '2026-12-01', '08:00'],
    ['2026-12-01', '00:00', '2026-12-01', '08:00'],
  ])('hold a message of %s %s until %s %s', (day, clock, sendDay, sendClock) => {
    expect(sendableFrom(atChina(day, clock), false, rules)).toEqual(atChina(sendDay, sendClock))
  })

  it('do not hold what is urgent', () => {
    const night = atChina('2026-11-30', '23:00')
    expect(sendableFrom(night, true, rules)).toEqual(night)
  })

  it('never hold longer than the night and never send inside it', () => {
    const min = new Date('2026-01-01')
    fc.assert(
      fc.property(fc.date({ min, max: new Date('2027-01-01'), noInvalidDate: true }), (now) => {
        const from = sendableFrom(now, false, rules)
        expect(from.getTime() - now.getTime()).toBeGreaterThanOrEqual(0)
        expect(from.getTime() - now.getTime()).toBeLessThanOrEqual(11 * 3_600_000)
        expect(sendableFrom(from, false, rules)).toEqual(from)
      }),
    )
  })
})
