import {
  type CareMark,
  FREE_QUOTAS,
  type FreeQuota,
  HOUSEHOLD_CATEGORIES,
  type HouseholdCategory,
} from '../../../shared/domain/household'
import { col, table } from '../../platform/db/table'

/** A customer of the station: one 户号. `phone…` is the number on record (档案联系电话). */
export type HouseholdRow = {
  id: string
  stationId: string
  villageId: string
  groupId: string | null
  areaId: string
  /** 户号, plain because bills join on it; masked in lists and logs. */
  accountNo: string
  name: string
  address: string
  meterNo: string
  category: HouseholdCategory
  /** 客户类型 as the file writes it, e.g. 低压居民. */
  customerKind: string
  phoneSealed: string | null
  phoneHash: string | null
  /** 低保 or 五保: gets the free quota. Not a care mark. */
  freeQuota: FreeQuota | null
  /** Important customer: to be told directly 24 h ahead. */
  important: boolean
  /** Counts up with every change; undo of an import refuses a row whose version moved on. */
  version: number
  updatedAt: Date
}
export const HouseholdTable = table<HouseholdRow>(
  'household',
  {
    id: col.id(),
    stationId: col.ref(),
    villageId: col.ref(),
    groupId: col.ref().orNull(),
    areaId: col.ref(),
    accountNo: col.text(20),
    name: col.text(60),
    address: col.text(120),
    meterNo: col.text(32),
    category: col.oneOf(HOUSEHOLD_CATEGORIES),
    customerKind: col.text(24),
    phoneSealed: col.secret().orNull(),
    phoneHash: col.hash().orNull(),
    freeQuota: col.oneOf(FREE_QUOTAS).orNull(),
    important: col.bool(),
    version: col.int(),
    updatedAt: col.instant(),
  },
  {
    unique: { uq_household_account: ['stationId', 'accountNo'] },
    index: {
      ix_household_area: ['areaId'],
      ix_household_village: ['villageId', 'groupId'],
      ix_household_phone: ['phoneHash'],
    },
  },
)

/** Another person of a household: a child far away, a neighbour who helps. */
export type ContactRow = {
  id: string
  householdId: string
  name: string
  relation: string
  phoneSealed: string
  phoneHash: string
  createdBy: string
  createdAt: Date
}
export const ContactTable = table<ContactRow>(
  'contact',
  {
    id: col.id(),
    householdId: col.ref(),
    name: col.text(30),
    relation: col.text(20),
    phoneSealed: col.secret(),
    phoneHash: col.hash(),
    createdBy: col.text(40),
    createdAt: col.instant(),
  },
  { unique: { uq_contact_phone: ['householdId', 'phoneHash'] }, index: { ix_contact_phone: ['phoneHash'] } },
)

/** Where a care mark comes from. */
export const CARE_SOURCES = ['import', 'liaison', 'admin'] as const
/** How consent was given: 口头, 书面. */
export const CONSENT_WAYS = ['oral', 'written'] as const

/**
 * The care marks of a household, with their own consent (PIPL 29): without one they are kept but shown to nobody; the
 * liaison only learns that there is something to ask about. Withdrawing the consent empties the row (PIPL 47); what stays is that it was
 * withdrawn, so that the next file does not write the mark again.
 */
export type CareMarkRow = {
  householdId: string
  kinds: CareMark[]
  /** One of `kinds` is a breathing machine: told first and by voice. */
  lifeSupport: boolean
  source: (typeof CARE_SOURCES)[number]
  /** Who consented: the person, or who cares for them. */
  consentBy: string | null
  consentAt: Date | null
  consentHow: (typeof CONSENT_WAYS)[number] | null
  markedAt: Date
  /** When the consent was withdrawn; from then on `kinds` is empty until a person notes a new consent. */
  withdrawnAt: Date | null
}
export const CareMarkTable = table<CareMarkRow>('care_mark', {
  householdId: col.ref().primary(),
  kinds: col.json<CareMark[]>(),
  lifeSupport: col.bool(),
  source: col.oneOf(CARE_SOURCES),
  consentBy: col.text(40).orNull(),
  consentAt: col.instant().orNull(),
  consentHow: col.oneOf(CONSENT_WAYS).orNull(),
  markedAt: col.instant(),
  withdrawnAt: col.instant().orNull(),
})
