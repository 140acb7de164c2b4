import { type RuleSet, rulesFor, withStationRules } from '../../../shared/domain/rules'
import type { Reader, Tx } from '../../platform/db/database'
import { held } from '../../platform/db/lock'
import { orRefuse } from '../../platform/http/refuse'
import { type StationRow, StationTable } from './station.tables'

/** The station with its own rules; refuses NOT_FOUND. */
export const stationOf = async (db: Reader, id: string): Promise<StationRow> =>
  orRefuse(await db.findOneBy(StationTable, { id }))

/** Holds the station until the transaction ends: of two who change what counts for all of it, the second sees what the first did. */
export const holdStation = async (tx: Tx, id: string): Promise<void> =>
  void orRefuse(await tx.findOne(StationTable, { select: { id: true }, where: { id }, ...held(tx) }))

/** The rules a station works by: its province's, made stricter by its own. */
export const rulesOfStation = async (db: Reader, id: string): Promise<RuleSet> => rulesOf(await stationOf(db, id))

export function rulesOf({ province, rules }: Pick<StationRow, 'province' | 'rules'>): RuleSet {
  const table = rulesFor(province)
  let set = table
  // A table that became stricter than what the station once set wins, number by number: nothing looser ever applies, and what is
  // still stricter stays.
  for (const [key, value] of Object.entries(rules)) {
    const own = withStationRules(set, { [key]: value })
    if ('rules' in own) set = own.rules
  }
  return set
}
