import { atChina } from './time'
import { villageState } from './village-state'

const now = atChina('2026-11-29', '18:00')
const on = (day: string, off: string, back: string | null, next?: string) => ({
  offAt: atChina(day, off),
  onAt: back === null ? null : atChina(day, back),
  ...(next === undefined ? {} : { nextWordAt: atChina(day, next) }),
})

describe("a village's state in one sentence", () => {
  it('is normal without an outage', () => {
    expect(villageState('东关村', [], now)).toEqual({ state: 'normal', sentence: '东关村 今天正常' })
  })

  it('tells the next outage and how long there still is', () => {
    expect(villageState('东关村', [{ intervals: [on('2026-11-30', '08:00', '12:00')] }], now)).toEqual({
      state: 'soon',
      sentence: '东关村 明天上午8:00–12:00停电，还有14小时',
    })
  })

  it('names the date of one that is days away', () => {
    const { sentence } = villageState('东关村', [{ intervals: [on('2026-12-07', '08:00', '17:00')] }], now)
    expect(sentence).toBe('东关村 12月7日(周一)上午8:00–下午5:00停电，还有7天')
  })

  it('tells when the power is expected back while it is off', () => {
    expect(villageState('东关村', [{ intervals: [on('2026-11-29', '17:00', '20:00')] }], now)).toEqual({
      state: 'off',
      sentence: '东关村 正在停电，预计晚上8:00来电',
    })
  })

  it('tells the day with the time where the power comes back on another day', () => {
    const interval = { offAt: atChina('2026-11-29', '17:00'), onAt: atChina('2026-11-30', '02:00') }
    expect(villageState('东关村', [{ intervals: [interval] }], now).sentence).toBe(
      '东关村 正在停电，预计明天凌晨2:00来电',
    )
  })

  it('says that the end is not known and when there will be more word', () => {
    const fault = { intervals: [on('2026-11-29', '17:00', null, '19:30')] }
    expect(villageState('东关村', [fault], now).sentence).toBe('东关村 正在停电，来电时间未明，晚上7:30前再告知')
  })

  it('names the part of the village it is about', () => {
    const outage = { areaWords: '东台区', intervals: [on('2026-11-30', '08:00', '12:00')] }
    expect(villageState('东关村', [outage], now).sentence).toMatch(/^东关村\(东台区\) 明天/)
  })

  it('puts the outage that is on before one that is to come, whatever their order', () => {
    const coming = { intervals: [on('2026-11-30', '08:00', '12:00')] }
    const going = { intervals: [on('2026-11-29', '17:00', '20:00')] }
    expect(villageState('东关村', [coming, going], now).state).toBe('off')
    expect(villageState('东关村', [going, coming], now).state).toBe('off')
  })

  it('is between two intervals not off, and speaks of the second', () => {
    const truck = { intervals: [on('2026-11-29', '06:00', '08:00'), on('2026-11-29', '19:00', '21:00')] }
    expect(villageState('东关村', [truck], now).sentence).toBe('东关村 今天晚上7:00–9:00停电，还有1小时')
  })

  it('is off from the first moment and normal again from the last', () => {
    const outage = { intervals: [on('2026-11-29', '17:00', '18:00')] }
    expect(villageState('东关村', [outage], atChina('2026-11-29', '17:00')).state).toBe('off')
    expect(villageState('东关村', [outage], now).state).toBe('normal')
  })
})
