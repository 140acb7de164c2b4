import fc from 'fast-check'
import { smsCost, smsPieces } from './sms'

describe('SMS pieces', () => {
  it.each([
    [0, 0],
    [1, 1],
    [70, 1],
    [71, 2],
    [134, 2],
    [135, 3],
    [201, 3],
    [202, 4],
  ])('of %i characters are %i', (length, pieces) => {
    expect(smsPieces('电'.repeat(length))).toBe(pieces)
  })

  it('count a rare character or an emoji as the two units that go over the air', () => {
    expect(smsPieces(`${'电'.repeat(68)}𠮷`)).toBe(1)
    expect(smsPieces(`${'电'.repeat(69)}𠮷`)).toBe(2)
    expect(smsPieces('⚡'.repeat(70))).toBe(1)
    expect(smsPieces('👵'.repeat(36))).toBe(2)
  })

  it('always hold the whole text and never one piece too many', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 71, maxLength: 600 }), (text) => {
        const pieces = smsPieces(text)
        expect(pieces * 67).toBeGreaterThanOrEqual(text.length)
        expect((pieces - 1) * 67).toBeLessThan(text.length)
      }),
    )
  })

  it('cost whole fen', () => {
    expect(smsCost(2 * 18_200, 4)).toBe(145_600)
  })
})
