import { col, table } from '../../platform/db/table'

/** One power supply station. `province` chooses the rule table; `rules` may only be stricter. */
export type StationRow = {
  id: string
  code: string
  name: string
  /** Number to call back, printed in every message. */
  phone: string
  province: string
  rules: Record<string, number>
  createdAt: Date
}
export const StationTable = table<StationRow>(
  'station',
  {
    id: col.id(),
    code: col.text(20),
    name: col.text(40),
    phone: col.text(20),
    province: col.text(20),
    rules: col.json<Record<string, number>>(),
    createdAt: col.instant(),
  },
  { unique: { uq_station_code: ['code'] } },
)
