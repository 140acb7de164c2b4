import fc from 'fast-check'
import { readAccountNo } from './account-no'

describe('an account number', () => {
  it.each([
    ['6100000004', '6100000004'],
    ['６１００００0004', '6100000004'],
    [' 6100000008\t', '6100000008'],
    ['\uFEFF6100000008\u3000', '6100000008'],
    ["'0100000008", '0100000008'],
    [6100000004, '6100000004'],
    ['6100000000123', '6100000000123'],
  ])('%j is read as %s', (cell, accountNo) => {
    expect(readAccountNo(cell)).toEqual({ accountNo })
  })

  it.each([
    ['', '户号是空的'],
    [null, '户号是空的'],
    [' \t', '户号是空的'],
    ['6.1E+09', '户号成了科学计数法，末几位已丢失，请把单元格改为文本后重填'],
    ['6.1e9', '户号成了科学计数法，末几位已丢失，请把单元格改为文本后重填'],
    ['６.１Ｅ＋０９', '户号成了科学计数法，末几位已丢失，请把单元格改为文本后重填'],
    [1234567890123456, '户号超过15位又不是文本，末几位可能已丢失，请把单元格改为文本后重填'],
    [6.1e21, '户号超过15位又不是文本，末几位可能已丢失，请把单元格改为文本后重填'],
    [61000000.5, '户号里有不是数字的字符'],
    ['610000000A', '户号里有不是数字的字符'],
    ['610000000', '户号应为10至13位，现在是9位'],
    ['61000000000000', '户号应为10至13位，现在是14位'],
  ])('%j is refused: %s', (cell, fault) => {
    expect(readAccountNo(cell)).toEqual({ fault })
  })

  it('keeps every digit, in whatever width and with blanks around', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{10,13}$/), fc.constantFrom('', ' ', '\t', '\u3000'), (digits, blank) => {
        const wide = [...digits].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('')
        for (const written of [digits, wide]) {
          expect(readAccountNo(blank + written + blank)).toEqual({ accountNo: digits })
        }
      }),
    )
  })
})
