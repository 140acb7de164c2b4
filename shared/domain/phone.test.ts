import fc from 'fast-check'
import { readPhone } from './phone'

const mobile = (number: string) => ({ phone: { kind: 'mobile', number } })
const landline = (number: string) => ({ phone: { kind: 'landline', number } })

describe('a phone number', () => {
  it.each([
    ['13812345678', mobile('13812345678')],
    [13812345678, mobile('13812345678')],
    ['１３８１２３４５６７８', mobile('13812345678')],
    [' 138 1234 5678\t', mobile('13812345678')],
    ['138-1234-5678', mobile('13812345678')],
    ['+86 13812345678', mobile('13812345678')],
    ['+86 138 1234 5678', mobile('13812345678')],
    ['008613812345678', mobile('13812345678')],
    ['8613812345678', mobile('13812345678')],
    ['0419-555-1234', landline('0419-5551234')],
    ['04195551234', landline('0419-5551234')],
    ['(0419)5551234', landline('0419-5551234')],
    ['010-65551234', landline('010-65551234')],
    ['024 2555 1234', landline('024-25551234')],
    ['', { phone: null }],
    [null, { phone: null }],
    ['\u00A0 \u3000', { phone: null }],
    ['无', { phone: null }],
    ['-', { phone: null }],
  ])('%j is read', (cell, reading) => {
    expect(readPhone(cell)).toEqual(reading)
  })

  it.each([
    ['1391234567', '手机号应为11位，现在是10位'],
    ['139123456789', '手机号应为11位，现在是12位'],
    ['5551234', '座机缺少区号'],
    ['12345678901', '不是手机号，也不是带区号的座机'],
    ['0419-1551234', '不是手机号，也不是带区号的座机'],
    ['1.38E+10', '号码成了科学计数法，请把单元格改为文本后重填'],
    ['13812345678/13912345678', '一格只填一个号码'],
    ['13812345678、13912345678', '一格只填一个号码'],
    ['王军', '号码里有不是数字的字符'],
    ['+1 212 555 1234', '号码里有不是数字的字符'],
    [true, '号码里有不是数字的字符'],
  ])('%j is refused: %s', (cell, fault) => {
    expect(readPhone(cell)).toEqual({ fault })
  })

  it('once read is read the same again, however it was written', () => {
    const number = fc.oneof(
      fc.stringMatching(/^1[3-9]\d{9}$/),
      fc.stringMatching(/^(010|02\d|0[3-9]\d\d)-[2-8]\d{6,7}$/),
    )
    const written = fc.tuple(number, fc.constantFrom('', '+86', ' '), fc.constantFrom('', ' ', '\t')).map((parts) => {
      const [digits, front, back] = parts
      return (digits.startsWith('0') ? '' : front) + digits + back
    })
    fc.assert(
      fc.property(written, (text) => {
        const reading = readPhone(text)
        if (!('phone' in reading) || reading.phone === null) throw new Error(`not read: ${text}`)
        expect(readPhone(reading.phone.number)).toEqual(reading)
        expect(text.replace(/\D/g, '')).toContain(reading.phone.number.replace('-', ''))
      }),
    )
  })

  it('of any text never comes out longer than a phone number', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const reading = readPhone(text)
        if ('phone' in reading && reading.phone !== null) expect(reading.phone.number).toMatch(/^[\d-]{11,13}$/)
      }),
    )
  })
})
