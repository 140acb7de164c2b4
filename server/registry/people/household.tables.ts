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
  /** 用电类别, e.g. 居民生活. */
  category: string
  /** 客户类型, e.g. 低压居民. */
  customerKind: string
  phoneSealed: string | null
  phoneHash: string | null
  /** 低保 or 五保: gets the free quota. Not a care mark. */
  freeQuota: string | null
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
    category: col.text(24),
    customerKind: col.text(24),
    phoneSealed: col.secret().orNull(),
    phoneHash: col.hash().orNull(),
    freeQuota: col.text(12).orNull(),
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

/** A care mark with its own consent (PIPL 29): without one recorded, only the fact that the file carried it is kept. */
export type CareMarkRow = {
  householdId: string
  kind: string
  lifeSupport: boolean
  source: string
  consentBy: string | null
  consentAt: Date | null
  /** How consent was given: `口头`, `书面`. */
  consentHow: string | null
  markedAt: Date
}
export const CareMarkTable = table<CareMarkRow>('care_mark', {
  householdId: col.ref().primary(),
  kind: col.text(20),
  lifeSupport: col.bool(),
  source: col.text(20),
  consentBy: col.text(40).orNull(),
  consentAt: col.instant().orNull(),
  consentHow: col.text(20).orNull(),
  markedAt: col.instant(),
})
