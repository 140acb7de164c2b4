import fc from 'fast-check'
import {
  addDays,
  atChina,
  chinaDay,
  chinaParts,
  daysBetween,
  durationWords,
  halfDayWord,
  instantWords,
  intervalWords,
  isChinaDay,
  isWireInstant,
  minuteOfChinaDay,
  nearDayWords,
  startOfChinaDay,
  templateTime,
  untilWords,
  weekdayWord,
} from './time'

const at = (text: string): Date => {
  const [day, clock] = text.split(' ') as [string, string]
  return atChina(day, clock)
}
const instants = fc.date({ min: new Date('1992-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })

describe('what comes from outside', () => {
  it.each(['2026-12-01', '2000-01-01', '2100-12-31', '2028-02-29'])('%s is a day', (day) => {
    expect(isChinaDay(day)).toBe(true)
    expect(isWireInstant(`${day}T08:00:00+08:00`)).toBe(true)
  })
  it.each(['2026-02-30', '2027-02-29', '2026-13-01', '2026-00-10', '1999-12-31', '2101-01-01', '2026-1-1', ''])(
    '%s is no day',
    (day) => {
      expect(isChinaDay(day)).toBe(false)
      expect(isWireInstant(`${day}T08:00:00+08:00`)).toBe(false)
    },
  )
  it.each(['08:00:00+08', '23:59:60Z', '24:00:00Z', '08:00+08:00', '08:00:00', '08:00:00+0800', '08:00:00+15:00'])(
    '%s is no time',
    (clock) => expect(isWireInstant(`2026-11-22T${clock}`)).toBe(false),
  )
  it('every instant as the server writes it is one', () => {
    fc.assert(
      fc.property(
        instants.filter((when) => when.getUTCFullYear() >= 2000),
        (when) => isWireInstant(when.toISOString()),
      ),
    )
  })
})

describe('Chinese days', () => {
  it('begin at 16:00 UTC of the day before', () => {
    expect(chinaDay('2026-11-29T15:59:59.999Z')).toBe('2026-11-29')
    expect(chinaDay('2026-11-29T16:00:00Z')).toBe('2026-11-30')
    expect(startOfChinaDay('2026-11-30').toISOString()).toBe('2026-11-29T16:00:00.000Z')
  })

  it('hold every instant that falls on them', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const day = chinaDay(instant)
        const start = startOfChinaDay(day).getTime()
        expect(instant.getTime() - start).toBeGreaterThanOrEqual(0)
        expect(startOfChinaDay(addDays(day, 1)).getTime() - instant.getTime()).toBeGreaterThan(0)
      }),
    )
  })

  it('can be counted over the end of a leap February', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
    expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2)
    expect(daysBetween('2026-12-01', '2026-11-30')).toBe(-1)
  })

  it('are the same as the time-zone data of Asia/Shanghai says', () => {
    const shanghai = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', dateStyle: 'short' })
    fc.assert(fc.property(instants, (instant) => expect(chinaDay(instant)).toBe(shanghai.format(instant))))
  })
})

describe('words of time', () => {
  it('name the weekday of the Chinese day, not of the UTC day', () => {
    expect(weekdayWord('2026-11-29T16:30:00Z')).toBe('周一')
    expect(chinaParts('2026-11-29T16:30:00Z')).toMatchObject({ month: 11, day: 30, hour: 0, minute: 30 })
    expect(minuteOfChinaDay('2026-11-29T16:30:00Z')).toBe(30)
  })

  it.each([
    ['00:00', '凌晨'],
    ['05:59', '凌晨'],
    ['06:00', '上午'],
    ['11:59', '上午'],
    ['12:00', '中午'],
    ['13:00', '下午'],
    ['17:59', '下午'],
    ['18:00', '晚上'],
  ])('call %s %s', (clock, word) => {
    expect(halfDayWord(atChina('2026-11-30', clock))).toBe(word)
  })

  it('say an instant with day, weekday and half of the day', () => {
    expect(instantWords(at('2026-11-30 08:00'))).toBe('11月30日(周一)上午8:00')
    expect(instantWords(at('2026-12-02 17:05'))).toBe('12月2日(周三)下午5:05')
    expect(instantWords(at('2026-12-02 12:30'))).toBe('12月2日(周三)中午12:30')
  })

  it.each([
    ['2026-11-30 08:00', '2026-11-30 12:00', '11月30日(周一)上午8:00–12:00'],
    ['2026-11-30 06:00', '2026-11-30 08:00', '11月30日(周一)上午6:00–8:00'],
    ['2026-11-30 08:00', '2026-11-30 17:00', '11月30日(周一)上午8:00–下午5:00'],
    ['2026-11-30 08:00', '2026-11-30 12:30', '11月30日(周一)上午8:00–中午12:30'],
    ['2026-11-30 05:00', '2026-11-30 12:00', '11月30日(周一)凌晨5:00–中午12:00'],
    ['2026-11-30 22:00', '2026-12-01 02:00', '11月30日(周一)晚上10:00–次日凌晨2:00'],
    ['2026-11-30 20:00', '2026-12-01 00:00', '11月30日(周一)晚上8:00–24:00'],
    ['2026-11-30 08:00', '2026-12-02 17:00', '11月30日(周一)上午8:00–12月2日(周三)下午5:00'],
  ])('say the interval %s to %s as %s', (off, on, words) => {
    expect(intervalWords(at(off), at(on))).toBe(words)
  })

  it('say an interval without a known end as a beginning', () => {
    expect(intervalWords(at('2026-11-30 08:00'), null)).toBe('11月30日(周一)上午8:00起')
  })

  it('call near days 今天, 明天, 后天 over midnight and the end of the year', () => {
    const now = at('2026-12-31 23:59')
    expect(nearDayWords(at('2026-12-31 00:00'), now)).toBe('今天')
    expect(nearDayWords(at('2027-01-01 00:00'), now)).toBe('明天')
    expect(nearDayWords(at('2027-01-02 23:00'), now)).toBe('后天')
    expect(nearDayWords(at('2027-01-03 00:00'), now)).toBe('1月3日(周日)')
    expect(nearDayWords(at('2026-12-30 23:00'), now)).toBe('12月30日(周三)')
  })

  it('round a time still to go down and never say nothing is left', () => {
    expect(untilWords(at('2026-11-29 18:00'), at('2026-11-30 08:00'))).toBe('还有14小时')
    expect(durationWords(14.9 * 3_600_000)).toBe('14小时')
    expect(durationWords(47.9 * 3_600_000)).toBe('47小时')
    expect(durationWords(8 * 86_400_000)).toBe('8天')
    expect(durationWords(59 * 60_000)).toBe('59分钟')
    expect(durationWords(1_000)).toBe('1分钟')
  })

  it('write a WeChat time with the Chinese day', () => {
    expect(templateTime('2026-11-29T16:05:00Z')).toBe('2026年11月30日 00:05')
  })
})
