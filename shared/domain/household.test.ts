import { HOUSEHOLD_CATEGORIES, HOUSEHOLD_CATEGORY_WORDS, readCareWords, readCategory } from './household'

describe('a category', () => {
  it('is read from our own word, with 用电 behind or not', () => {
    for (const category of HOUSEHOLD_CATEGORIES) {
      expect(readCategory(HOUSEHOLD_CATEGORY_WORDS[category])).toBe(category)
      expect(readCategory(`${HOUSEHOLD_CATEGORY_WORDS[category]}用电`)).toBe(category)
    }
  })

  it('is never guessed', () => {
    for (const word of ['工业?', '工业', '', 'constructor', '居民']) expect(readCategory(word)).toBeNull()
  })
})

describe('care words', () => {
  it('may be several, once each, in one order', () => {
    expect(readCareWords('高龄独居、家用呼吸机；残疾 残疾人').careMarks).toEqual([
      'life_support',
      'disabled',
      'elderly_alone',
    ])
  })

  it('that are unknown are handed back and not dropped', () => {
    expect(readCareWords('残疾，透析')).toEqual({ careMarks: ['disabled'], freeQuota: null, unknown: ['透析'] })
  })

  it('of nothing are nothing', () => {
    expect(readCareWords(' ')).toEqual({ careMarks: [], freeQuota: null, unknown: [] })
  })
})
