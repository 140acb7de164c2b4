import { CALL_RESULTS, type CallResult, TOLD_MEANS, type ToldMeans } from '../../../shared/domain/channel'
import { col, table } from '../../platform/db/table'

/**
 * One proof that a household knows of an outage. Kept also when it came after the off time: then it is shown as late and
 * counts for nothing. Rows are only ever added.
 */
export type ToldRow = {
  id: string
  outageId: string
  householdId: string
  means: ToldMeans
  at: Date
  /** `person:…` or `staff:…`; empty for a report. */
  actorId: string | null
  /** Who tapped, or who told. */
  name: string | null
  /** What it rests on: a tap, a contact, a message. Each proves once. */
  sourceKey: string
  createdAt: Date
}
export const ToldTable = table<ToldRow>(
  'told',
  {
    id: col.id(),
    outageId: col.ref(),
    householdId: col.ref(),
    means: col.oneOf(TOLD_MEANS),
    at: col.instant(),
    actorId: col.text(40).orNull(),
    name: col.text(60).orNull(),
    sourceKey: col.text(120),
    createdAt: col.instant(),
  },
  {
    unique: { uq_told_source: ['sourceKey'] },
    index: { ix_told_household: ['outageId', 'householdId', 'means', 'at'] },
  },
)

/** One call or visit of staff, whatever came of it. */
export type ContactTryRow = {
  id: string
  outageId: string
  villageId: string
  /** The household, or … */
  householdId: string | null
  /** … the committee member. */
  memberId: string | null
  means: 'call' | 'visit'
  result: CallResult
  note: string | null
  /** When it was, also if it was uploaded later. */
  at: Date
  staffId: string
  staffName: string
  createdAt: Date
}
export const ContactTryTable = table<ContactTryRow>(
  'contact_try',
  {
    id: col.id(),
    outageId: col.ref(),
    villageId: col.ref(),
    householdId: col.ref().orNull(),
    memberId: col.ref().orNull(),
    means: col.oneOf(['call', 'visit'] as const),
    result: col.oneOf(CALL_RESULTS),
    note: col.text(200).orNull(),
    at: col.instant(),
    staffId: col.ref(),
    staffName: col.text(60),
    createdAt: col.instant(),
  },
  {
    index: { ix_contact_try_household: ['outageId', 'householdId'], ix_contact_try_village: ['outageId', 'villageId'] },
  },
)

/** A committee member said 收到, or was told by staff. */
export type CommitteeReceiptRow = { outageId: string; memberId: string; villageId: string; name: string; at: Date }
export const CommitteeReceiptTable = table<CommitteeReceiptRow>(
  'committee_receipt',
  {
    outageId: col.ref().primary(),
    memberId: col.ref().primary(),
    villageId: col.ref(),
    name: col.text(60),
    at: col.instant(),
  },
  { index: { ix_committee_receipt_village: ['outageId', 'villageId'] } },
)
