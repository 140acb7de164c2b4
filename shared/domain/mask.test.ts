import fc from 'fast-check'
import { maskAccountNo, maskIdNumber, maskName, maskPhone } from './mask'

const digits = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: min, maxLength: max })

/** The longest run of the value that can still be read in the masked text. */
const longestShown = (masked: string): number => Math.max(0, ...masked.split('*').map((run) => [...run].length))

describe('a masked value', () => {
  it.each([
    [maskPhone, '13812341234', '138****1234'],
    [maskPhone, '0419-5551234', '0419-****34'],
    [maskPhone, '010-65551234', '010-****34'],
    [maskPhone, '95598', '****'],
    [maskAccountNo, '6100000004', '******0004'],
    [maskAccountNo, '1234', '****'],
    [maskIdNumber, '11010519491231002X', '1****************X'],
    [maskIdNumber, '1101', '****'],
    [maskName, '王秀英', '王**'],
    [maskName, '王军', '王**'],
    [maskName, '𠮷田', '𠮷**'],
    [maskName, ' ', '**'],
  ])('%p of %s is %s', (mask, value, shown) => {
    expect(mask(value)).toBe(shown)
  })

  it('of any digits shows at most four in a row and never all of them', () => {
    fc.assert(
      fc.property(digits(0, 20), (value) => {
        for (const mask of [maskPhone, maskAccountNo, maskIdNumber]) {
          expect(longestShown(mask(value))).toBeLessThanOrEqual(4)
          expect(value !== '' && mask(value).includes(value)).toBe(false)
        }
      }),
    )
  })

  it('of a mobile hides its middle: two numbers that differ only there look the same', () => {
    fc.assert(fc.property(digits(4, 4), (middle) => expect(maskPhone(`138${middle}0007`)).toBe('138****0007')))
  })

  it('of a name shows the first character and says nothing about the length', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => name.trim() !== ''),
        (name) => {
          expect([...maskName(name)]).toHaveLength(3)
        },
      ),
    )
  })
})
