import fc from 'fast-check'
import type { OutageInterval } from './outage'
import {
  fillOutageSms,
  GROUP_TEXT_MAX,
  groupText,
  OUTAGE_SMS_KEYS,
  OUTAGE_SMS_TEMPLATES,
  OUTAGE_TEMPLATE_FIELDS,
  type OutageNotice,
  outageSms,
  outageTemplateData,
  SMS_VARIABLE_MAX,
  taskWords,
  timesWords,
} from './outage-words'
import { lengthOf } from './plain-text'
import { checkTemplateData } from './subscribe-values'
import { atChina, HOUR } from './time'

const on = (day: string, off: string, back: string, backDay = day): OutageInterval => ({
  offAt: atChina(day, off),
  onAt: atChina(backDay, back),
})
const notice = (change: Partial<OutageNotice> = {}): OutageNotice => ({
  kind: 'planned',
  intervals: [on('2026-11-30', '08:00', '17:00')],
  villageName: '前营村',
  areaWords: '',
  reason: '线路检修',
  liaison: { name: '段秀英', phone: '13843530781' },
  stationName: '刘二堡供电所',
  ...change,
})
const fault = (change: Partial<OutageNotice> = {}): OutageNotice =>
  notice({
    kind: 'fault',
    reason: null,
    intervals: [{ offAt: atChina('2026-11-30', '09:12'), onAt: null, nextWordAt: atChina('2026-11-30', '10:30') }],
    ...change,
  })

/** Notices with anything a person may have typed in. */
const anyText = (max: number) =>
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: max }).filter((t) => t.trim() !== '')
const anyNotice: fc.Arbitrary<OutageNotice> = fc.record({
  kind: fc.constantFrom('planned', 'temporary', 'fault'),
  intervals: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }).map((hours) => {
    let at = atChina('2026-11-30', '08:00').getTime()
    return hours.map((length) => {
      const offAt = new Date(at)
      at += (length + 3) * HOUR
      return { offAt, onAt: new Date(at - HOUR) }
    })
  }),
  villageName: anyText(30),
  areaWords: fc.oneof(fc.constant(''), anyText(200)),
  reason: fc.oneof(fc.constant(null), anyText(200)),
  liaison: fc.oneof(fc.constant(null), fc.record({ name: anyText(10), phone: fc.constant('13843530781') })),
  stationName: fc.constantFrom('刘二堡供电所', '于家窝棚中心供电所'),
})

describe('the times of a notice', () => {
  it('of two intervals of one day say the date once', () => {
    const truck = [on('2026-06-12', '06:00', '08:00'), on('2026-06-12', '13:00', '15:00')]
    expect(timesWords({ intervals: truck })).toBe('6月12日(周五)上午6:00至8:00、下午1:00至3:00')
  })

  it('of the same hours on days in a row say the hours once', () => {
    const days = ['2026-12-26', '2026-12-27', '2026-12-28'].map((day) => on(day, '05:00', '19:00'))
    expect(timesWords({ intervals: days })).toBe('12月26日(周六)至12月28日(周一)每天凌晨5:00至晚上7:00')
  })

  it('of a gap between days or of other hours stay apart', () => {
    const days = [
      on('2026-12-26', '08:00', '10:00'),
      on('2026-12-28', '08:00', '10:00'),
      on('2026-12-29', '08:00', '11:00'),
    ]
    expect(timesWords({ intervals: days })).toBe(
      '12月26日(周六)上午8:00至10:00、12月28日(周一)上午8:00至10:00、12月29日(周二)上午8:00至11:00',
    )
  })

  it('over midnight say which day they end', () => {
    expect(timesWords({ intervals: [on('2026-11-30', '22:00', '02:00', '2026-12-01')] })).toBe(
      '11月30日(周一)晚上10:00至次日凌晨2:00',
    )
  })
})

describe('the SMS', () => {
  it('fits one piece with sender, village, weekday, half of the day, reason and a number to call', () => {
    const sms = outageSms(notice())
    expect(sms.text).toBe(
      '【刘二堡供电所】前营村11月30日(周一)上午8:00至下午5:00计划停电，原因：线路检修。咨询段秀英13843530781或95598',
    )
    expect(sms).toMatchObject({ sign: '刘二堡供电所', pieces: 1 })
  })

  it('carries the sign the provider approved, and is counted with it', () => {
    const sms = outageSms(notice(), 'household', '国网辽宁省电力有限公司辽阳供电公司')
    expect(sms.text).toMatch(/^【国网辽宁省电力有限公司辽阳供电公司】前营村/)
    expect(sms.sign).toBe('国网辽宁省电力有限公司辽阳供电公司')
    expect(sms.pieces).toBe(Math.ceil(sms.text.length / 70))
  })

  it('gives up the second number before it takes a second piece', () => {
    const { text, pieces } = outageSms(notice({ villageName: '于家窝棚村' }))
    expect(text).toMatch(/咨询段秀英13843530781$/)
    expect(pieces).toBe(1)
  })

  it('of a village without liaison names the hotline', () => {
    expect(outageSms(notice({ liaison: null })).text).toMatch(/咨询95598$/)
  })

  it('names the part of the village while there is room, and shortens the reason before it takes a second piece', () => {
    expect(outageSms(notice({ areaWords: '东台区', liaison: null })).text).toContain('前营村(东台区)11月30日')
    const long = outageSms(notice({ areaWords: '东台区、西台区', reason: '10千伏营房线改造换线换杆' }))
    expect(long.pieces).toBe(1)
    expect(long.text).toContain('…。咨询段秀英13843530781')
    expect(long.text).not.toContain('台区')
  })

  it('of several intervals keeps all of them, in two pieces', () => {
    const { text, pieces } = outageSms(
      notice({ intervals: [on('2026-06-12', '06:00', '08:00'), on('2026-06-12', '13:00', '15:00')] }),
    )
    expect(text).toContain('6月12日(周五)上午6:00至8:00、下午1:00至3:00计划停电')
    expect(pieces).toBeLessThanOrEqual(2)
  })

  it('of more intervals than a provider takes tells the first and their number', () => {
    const days = ['2026-12-01', '2026-12-03', '2026-12-05'].map((day) => on(day, '08:00', '17:00'))
    expect(outageSms(notice({ intervals: days })).params.times).toBe('12月1日(周二)上午8:00至下午5:00等3段')
  })

  it('of a fault says what is not known and when there will be more word', () => {
    const { text, pieces } = outageSms(fault())
    expect(text).toBe(
      '【刘二堡供电所】前营村11月30日(周一)上午9:12起故障停电，原因：未明，来电时间未明，上午10:30前再告知。咨询段秀英13843530781或95598',
    )
    expect(pieces).toBe(2)
    expect(outageSms(fault({ reason: '大风刮断电线', liaison: null })).text).toContain(
      '原因：大风刮断电线，来电时间未明，上午10:30前再告知。',
    )
  })

  it('names the day of the next word when it is another day', () => {
    const interval = { offAt: atChina('2026-11-30', '20:00'), onAt: null, nextWordAt: atChina('2026-12-01', '08:00') }
    expect(outageSms(fault({ intervals: [interval] })).text).toContain('12月1日(周二)上午8:00前再告知')
  })

  it('to the committee asks to pass it on', () => {
    const sms = outageSms(notice(), 'committee')
    expect(sms.text).toMatch(/^【刘二堡供电所】村委会您好：前营村11月30日/)
    expect(sms.text).toContain('请转告村民')
  })

  it('is exactly its template filled with its values, none of them longer than a provider takes', () => {
    fc.assert(
      fc.property(anyNotice, fc.constantFrom('household' as const, 'committee' as const), (each, reader) => {
        const { sign, params, text } = outageSms(each, reader)
        expect(text).toBe(`【${sign}】${fillOutageSms(reader, params)}`)
        for (const key of OUTAGE_SMS_KEYS) {
          expect(params[key]).not.toBe('')
          expect(lengthOf(params[key])).toBeLessThanOrEqual(SMS_VARIABLE_MAX)
        }
      }),
    )
  })

  it('always names a number to call and has no link', () => {
    fc.assert(
      fc.property(anyNotice, (each) => {
        const { contact } = outageSms(each).params
        expect(contact).toContain(each.liaison === null ? '95598' : '13843530781')
      }),
    )
    for (const template of Object.values(OUTAGE_SMS_TEMPLATES)) expect(template).not.toMatch(/http|www|【|】/)
  })
})

describe('the subscribe message', () => {
  it('tells place, time, return, reason and a phone number', () => {
    expect(outageTemplateData(notice({ areaWords: '东台区' }))).toEqual({
      thing1: { value: '前营村(东台区)' },
      time2: { value: '2026年11月30日 08:00' },
      thing3: { value: '预计下午5:00来电' },
      thing4: { value: '计划停电：线路检修' },
      phone_number5: { value: '13843530781' },
    })
  })

  it('says that there are several intervals, that the end is not known, or the day of the end', () => {
    const back = (change: Partial<OutageNotice>) => outageTemplateData(notice(change)).thing3.value
    expect(back({ intervals: [on('2026-11-30', '06:00', '08:00'), on('2026-11-30', '13:00', '15:00')] })).toBe(
      '共2段，点开看全部',
    )
    expect(outageTemplateData(fault()).thing3.value).toBe('来电时间未明')
    expect(back({ intervals: [on('2026-11-30', '08:00', '17:00', '2026-12-12')] })).toBe('预计12月12日下午5:00来电')
  })

  it('cuts a long place or reason at 20 characters with …, a rare character counting as one', () => {
    const data = outageTemplateData(notice({ villageName: '𠮷'.repeat(25), reason: '线路检修'.repeat(10) }))
    expect(data.thing1.value).toBe(`${'𠮷'.repeat(19)}…`)
    expect(lengthOf(data.thing4.value)).toBe(20)
  })

  it('is taken by WeChat whatever people typed in', () => {
    fc.assert(
      fc.property(anyNotice, (each) => {
        expect(checkTemplateData(outageTemplateData(each), Object.keys(OUTAGE_TEMPLATE_FIELDS))).toEqual([])
      }),
    )
  })
})

describe('the text for the village group', () => {
  it('says everything a villager needs, without a link', () => {
    expect(groupText(notice({ areaWords: '东台区' }))).toBe(
      '【停电通知】各位村民：前营村(东台区)11月30日(周一)上午8:00至下午5:00计划停电，原因：线路检修。' +
        '请提前备好用水和照明；家里有呼吸机等设备的，请马上联系对接人员。' +
        '对接人员段秀英，电话13843530781；24小时热线95598。刘二堡供电所',
    )
  })

  it('drops advice and cuts areas before it loses a time', () => {
    const text = groupText(notice({ areaWords: '台区'.repeat(120) }))
    expect(text).toContain('11月30日(周一)上午8:00至下午5:00')
    expect(text).toContain('13843530781')
    expect(lengthOf(text)).toBeLessThanOrEqual(GROUP_TEXT_MAX)
  })

  it('says how many intervals it left out', () => {
    const days = Array.from({ length: 15 }, (_, day) =>
      on(`2026-12-${String(2 * day + 1).padStart(2, '0')}`, '08:00', '17:00'),
    )
    expect(groupText(notice({ intervals: days }))).toContain('共15段，其余时段请电话询问')
  })

  it('is never longer than 300 characters', () => {
    fc.assert(fc.property(anyNotice, (each) => expect(lengthOf(groupText(each))).toBeLessThanOrEqual(GROUP_TEXT_MAX)))
  })
})

describe("the liaison's task", () => {
  it('gives the words to say', () => {
    expect(taskWords(notice())).toEqual({
      title: '告知计划停电：前营村',
      say:
        '您好，我是刘二堡供电所段秀英。前营村11月30日(周一)上午8:00至下午5:00计划停电，原因是线路检修。' +
        '您听清楚了吗？有事请打段秀英13843530781。',
    })
  })

  it('names the deputy who calls, and the number of the liaison', () => {
    expect(taskWords(notice(), '钱金花').say).toMatch(/我是刘二堡供电所钱金花。.*有事请打段秀英13843530781。$/)
  })

  it('speaks for the station where the village has no liaison', () => {
    expect(taskWords(notice({ liaison: null })).say).toMatch(/^您好，我是刘二堡供电所。.*有事请打95598。$/)
  })
})
