import fc from 'fast-check'
import { idCheckCharacter, readIdNumber } from './id-number'

const valid = fc
  .tuple(
    fc.integer({ min: 110_000, max: 659_999 }),
    fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
    fc.integer({ min: 0, max: 999 }),
  )
  .map(([place, birthday, order]) => {
    const digits = `${place}${birthday.toISOString().slice(0, 10).replaceAll('-', '')}${String(order).padStart(3, '0')}`
    return digits + idCheckCharacter(digits)
  })

describe('an ID number', () => {
  it('of the standard itself is valid, also with a small x and blanks', () => {
    expect(readIdNumber('11010519491231002X')).toBe('11010519491231002X')
    expect(readIdNumber(' 110105 19491231 002x')).toBe('11010519491231002X')
    expect(readIdNumber('440524188001010014')).toBeNull()
  })

  it('with a day that does not exist is none, whatever its check character', () => {
    for (const birthday of ['19490230', '19491301', '19490001', '20230229']) {
      const digits = `110105${birthday}002`
      expect(readIdNumber(digits + idCheckCharacter(digits))).toBeNull()
    }
  })

  it('with any one digit changed is none', () => {
    fc.assert(
      fc.property(valid, fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (id, index, step) => {
        const wrong = id.slice(0, index) + ((Number(id[index]) + step) % 10) + id.slice(index + 1)
        expect(readIdNumber(id)).toBe(id)
        expect(readIdNumber(wrong)).toBeNull()
      }),
    )
  })
})
