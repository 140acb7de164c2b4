import { type RuleSet, rulesFor, withStationRules } from '../../../shared/domain/rules'
import type { Reader } from '../../platform/db/database'
import { orRefuse } from '../../platform/http/refuse'
import { type StationRow, StationTable } from './station.tables'

/** The station with its own rules; refuses NOT_FOUND. */
export const stationOf = async (db: Reader, id: string): Promise<StationRow> =>
  orRefuse(await db.findOneBy(StationTable, { id }))

/** The rules a station works by: its province's, made stricter by its own. */
export const rulesOfStation = async (db: Reader, id: string): Promise<RuleSet> => rulesOf(await stationOf(db, id))

export function rulesOf({ province, rules }: Pick<StationRow, 'province' | 'rules'>): RuleSet {
  const table = rulesFor(province)
  const own = withStationRules(table, rules)
  // A table that became stricter than what the station once set wins: nothing looser ever applies.
  return 'rules' in own ? own.rules : table
}
