import { toHalfWidth } from './plain-text'

/** What a household uses power for (用电类别). */
export const HOUSEHOLD_CATEGORIES = ['resident', 'commercial', 'large_industry', 'agriculture', 'irrigation'] as const
export type HouseholdCategory = (typeof HOUSEHOLD_CATEGORIES)[number]
export const HOUSEHOLD_CATEGORY_WORDS: Record<HouseholdCategory, string> = {
  resident: '居民生活',
  commercial: '一般工商业',
  large_industry: '大工业',
  agriculture: '农业生产',
  irrigation: '农业排灌',
}

/** Why a household needs a person (重点关怀). `life_support` is a home breathing machine: told first and by voice. */
export const CARE_MARKS = ['life_support', 'disabled', 'elderly_alone'] as const
export type CareMark = (typeof CARE_MARKS)[number]
export const CARE_MARK_WORDS: Record<CareMark, string> = {
  life_support: '家用呼吸机',
  disabled: '残疾',
  elderly_alone: '高龄独居',
}

/** A household that gets the monthly free quota. It says nothing about needing care. */
export const FREE_QUOTAS = ['dibao', 'wubao'] as const
export type FreeQuota = (typeof FREE_QUOTAS)[number]
export const FREE_QUOTA_WORDS: Record<FreeQuota, string> = { dibao: '低保', wubao: '五保' }

const CATEGORY_ALIASES = new Map<string, HouseholdCategory>([
  ['一般工商业及其他', 'commercial'],
  ['商业', 'commercial'],
  ['农业', 'agriculture'],
  ['排灌', 'irrigation'],
])

/** The category of a word as exports write it, with or without 用电 behind; `null` when unknown. */
export function readCategory(word: string): HouseholdCategory | null {
  const bare = word.replace(/用电$/, '')
  return (
    HOUSEHOLD_CATEGORIES.find((each) => HOUSEHOLD_CATEGORY_WORDS[each] === bare) ?? CATEGORY_ALIASES.get(bare) ?? null
  )
}

const CARE_ALIASES = new Map<string, CareMark>([
  ['呼吸机', 'life_support'],
  ['残疾人', 'disabled'],
  ['独居老人', 'elderly_alone'],
])
const QUOTA_ALIASES = new Map<string, FreeQuota>([
  ['低保户', 'dibao'],
  ['五保户', 'wubao'],
])

export type CareReading = { careMarks: CareMark[]; freeQuota: FreeQuota | null; unknown: string[] }

/** Reads 重点关怀: one or several words. An unknown word is handed back, never dropped: it may be somebody's life. */
export function readCareWords(text: string): CareReading {
  const words = toHalfWidth(text)
    .split(/[、,;/\s]+/)
    .filter((word) => word !== '')
  const marks = new Set<CareMark>()
  let freeQuota: FreeQuota | null = null
  const unknown: string[] = []
  for (const word of words) {
    const mark = CARE_MARKS.find((each) => CARE_MARK_WORDS[each] === word) ?? CARE_ALIASES.get(word)
    const quota = FREE_QUOTAS.find((each) => FREE_QUOTA_WORDS[each] === word) ?? QUOTA_ALIASES.get(word)
    if (mark !== undefined) marks.add(mark)
    else if (quota !== undefined) freeQuota ??= quota
    else unknown.push(word)
  }
  return { careMarks: CARE_MARKS.filter((mark) => marks.has(mark)), freeQuota, unknown }
}
