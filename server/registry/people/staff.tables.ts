import { col, table } from '../../platform/db/table'

/** Somebody employed by the station. `number` is the 工号. */
export type StaffRow = {
  id: string
  stationId: string
  number: string
  name: string
  /** 催费班, 抄表班, 抢修班 … */
  team: string
  duties: string
  phoneSealed: string | null
  phoneHash: string | null
  /** For the console; null when the person only works in WeChat. */
  account: string | null
  passwordHash: string | null
  admin: boolean
  active: boolean
  createdAt: Date
}
export const StaffTable = table<StaffRow>(
  'staff',
  {
    id: col.id(),
    stationId: col.ref(),
    number: col.text(20),
    name: col.text(30),
    team: col.text(20),
    duties: col.text(200),
    phoneSealed: col.secret().orNull(),
    phoneHash: col.hash().orNull(),
    account: col.text(40).orNull(),
    passwordHash: col.text(200).orNull(),
    admin: col.bool(),
    active: col.bool(),
    createdAt: col.instant(),
  },
  {
    unique: { uq_staff_number: ['stationId', 'number'], uq_staff_account: ['account'] },
    index: { ix_staff_phone: ['phoneHash'] },
  },
)
