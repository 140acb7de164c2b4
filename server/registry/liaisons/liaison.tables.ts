import { col, table } from '../../platform/db/table'

/**
 * 一人一村: the pairing of one member of staff with one village, and its history. The two live keys hold the rule in the database:
 * a village has one liaison, a liaison one village (an exception with reason and end date leaves `liveStaff` empty).
 */
export type PairingRow = {
  id: string
  stationId: string
  villageId: string
  staffId: string
  since: Date
  until: Date | null
  /** The village id while the pairing lasts, else null. */
  liveVillage: string | null
  /** The staff id while the pairing lasts and is no exception, else null. */
  liveStaff: string | null
  exceptionReason: string | null
  exceptionUntil: string | null
  appointedBy: string
  endedBy: string | null
  /** Stands in from `deputyFrom` to `deputyUntil`, both days included. */
  deputyStaffId: string | null
  deputyFrom: string | null
  deputyUntil: string | null
}
export const PairingTable = table<PairingRow>(
  'pairing',
  {
    id: col.id(),
    stationId: col.ref(),
    villageId: col.ref(),
    staffId: col.ref(),
    since: col.instant(),
    until: col.instant().orNull(),
    liveVillage: col.ref().orNull(),
    liveStaff: col.ref().orNull(),
    exceptionReason: col.text(200).orNull(),
    exceptionUntil: col.day().orNull(),
    appointedBy: col.text(40),
    endedBy: col.text(40).orNull(),
    deputyStaffId: col.ref().orNull(),
    deputyFrom: col.day().orNull(),
    deputyUntil: col.day().orNull(),
  },
  {
    unique: { uq_pairing_village: ['liveVillage'], uq_pairing_staff: ['liveStaff'] },
    index: {
      ix_pairing_village: ['villageId', 'since'],
      ix_pairing_staff: ['staffId'],
      ix_pairing_deputy: ['deputyStaffId'],
    },
  },
)

/** A member of a village committee. Told first, sees the minimum. */
export type CommitteeMemberRow = {
  id: string
  villageId: string
  name: string
  /** 书记, 主任, 网格员 … */
  post: string
  phoneSealed: string
  phoneHash: string
  active: boolean
  createdAt: Date
}
export const CommitteeMemberTable = table<CommitteeMemberRow>(
  'committee_member',
  {
    id: col.id(),
    villageId: col.ref(),
    name: col.text(30),
    post: col.text(20),
    phoneSealed: col.secret(),
    phoneHash: col.hash(),
    active: col.bool(),
    createdAt: col.instant(),
  },
  { unique: { uq_committee_member: ['villageId', 'phoneHash'] }, index: { ix_committee_phone: ['phoneHash'] } },
)

/** 经理值班: who is on duty; `weekday` 1–7 is the rota, a row with `day` overrides it. */
export type DutyRow = { id: string; stationId: string; weekday: number | null; day: string | null; staffId: string }
export const DutyTable = table<DutyRow>(
  'duty',
  {
    id: col.id(),
    stationId: col.ref(),
    weekday: col.int().orNull(),
    day: col.day().orNull(),
    staffId: col.ref(),
  },
  { unique: { uq_duty_weekday: ['stationId', 'weekday'], uq_duty_day: ['stationId', 'day'] } },
)
