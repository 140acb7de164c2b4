import fc from 'fast-check'
import { checkTemplateData, fitValue, VALUE_KINDS, valueFault, valueKindOf } from './subscribe-values'

describe('a value of a subscribe message', () => {
  it.each([
    ['thing', '电'.repeat(20)],
    ['thing', '𠮷'.repeat(20)],
    ['thing', '👵 abc 1'],
    ['phrase', '计划停电'],
    ['name', '欧阳·阿不都热依木'],
    ['name', 'Abdurehim Otkur'],
    ['number', '12.50'],
    ['letter', 'ABC'],
    ['symbol', '!?#'],
    ['character_string', 'A-6100000004'],
    ['time', '08:00'],
    ['time', '23:59:59'],
    ['time', '2026年11月30日 08:00'],
    ['time', '2026年11月30日 08:00~2026年11月30日 12:00'],
    ['time', '08:00~12:00'],
    ['date', '2026年11月30日'],
    ['date', '2026-11-30 08:00'],
    ['date', '2026/11/30~2026/12/01'],
    ['date', '2026.11.30'],
    ['date', '2026-11'],
    ['date', '11-22'],
    ['amount', '¥100.50元'],
    ['amount', '¥100'],
    ['phone_number', '0419-5551234'],
    ['car_number', '辽K12345'],
  ] as const)('of kind %s may be %s', (kind, value) => {
    expect(valueFault(kind, value)).toBeNull()
  })

  it.each([
    ['thing', '电'.repeat(21)],
    ['thing', '一行\n两行'],
    ['thing', '   '],
    ['phrase', '计划停电了吗'],
    ['phrase', '停电1'],
    ['name', '十一个汉字的名字太长了吧'],
    ['name', 'a'.repeat(21)],
    ['name', `王${'a'.repeat(10)}`],
    ['name', '王1'],
    ['number', '1,000'],
    ['number', '1'.repeat(33)],
    ['letter', 'A1'],
    ['symbol', '!!!!!!'],
    ['character_string', '户号1'],
    ['time', '24:00'],
    ['time', '未明'],
    ['time', '8点'],
    ['date', '30日'],
    ['amount', '100元整'],
    ['amount', '12345678901'],
    ['phone_number', '1'.repeat(18)],
    ['phone_number', '电话95598'],
    ['car_number', '辽K1234567'],
  ] as const)('of kind %s may not be %j', (kind, value) => {
    expect(valueFault(kind, value)).not.toBeNull()
  })

  it('has the kind of its key', () => {
    expect(valueKindOf('thing1')).toBe('thing')
    expect(valueKindOf('phone_number15')).toBe('phone_number')
    expect(valueKindOf('thing')).toBeNull()
    expect(valueKindOf('nothing1')).toBeNull()
    expect(valueKindOf('constructor1')).toBeNull()
  })

  it('is refused when empty, missing, not of the template or of no known kind', () => {
    const data = { thing1: { value: '' }, time2: { value: '08:00' }, other3: { value: '1' } }
    expect(checkTemplateData(data, ['thing1', 'time4', 'other3'])).toEqual([
      { key: 'time4', reason: '缺少这一项' },
      { key: 'thing1', reason: '不能为空' },
      { key: 'time2', reason: '模板里没有这一项' },
      { key: 'other3', reason: '不认识的类型' },
    ])
    expect(checkTemplateData({ time2: { value: '08:00' } })).toEqual([])
  })
})

describe('a text made to fit', () => {
  it('becomes a right value of its kind, whatever it was', () => {
    const kinds = fc.constantFrom('thing' as const, 'phrase' as const, 'name' as const, 'car_number' as const)
    fc.assert(
      fc.property(kinds, fc.string({ unit: 'binary', maxLength: 60 }), (kind, text) => {
        expect(valueFault(kind, fitValue(kind, text))).toBeNull()
      }),
    )
  })

  it('is left alone when it fits', () => {
    expect(fitValue('thing', '前营村(东台区)')).toBe('前营村(东台区)')
    expect(fitValue('name', '段秀英')).toBe('段秀英')
    expect(fitValue('phrase', '计划停电')).toBe('计划停电')
  })

  it('is cut with … where the kind allows it, and 无 where nothing is left', () => {
    expect(fitValue('thing', '线'.repeat(30))).toBe(`${'线'.repeat(19)}…`)
    expect(fitValue('phrase', '计划停电通知')).toBe('计划停电通')
    expect(fitValue('phrase', 'abc')).toBe('无')
    expect(fitValue('thing', ' \n ')).toBe('无')
  })

  it('knows a rule for each kind there is', () => {
    for (const kind of VALUE_KINDS) expect(valueFault(kind, '\n')).not.toBeNull()
  })
})
