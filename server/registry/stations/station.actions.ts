import type { RouteInput } from '../../../shared/contract/contract'
import { rulesFor, withStationRules } from '../../../shared/domain/rules'
import type { Tx } from '../../platform/db/database'
import { Refusal } from '../../platform/http/refuse'
import { stationOf } from './station.reads'
import { StationTable } from './station.tables'

/** Changes the station; its own rules are held against the table of the province it will then be in. */
export async function changeStation(
  tx: Tx,
  stationId: string,
  change: RouteInput<'PUT /station'>['body'],
): Promise<void> {
  const station = { ...(await stationOf(tx, stationId)), ...change }
  // A number that a newer table overtook does not apply, and must not stand in the way of another phone number.
  const isAboutRules = change.rules !== undefined || change.province !== undefined
  const checked = withStationRules(rulesFor(station.province), isAboutRules ? station.rules : {})
  if ('faults' in checked) throw new Refusal(checked.faults[0]?.code ?? 'BAD_INPUT', checked.faults)
  const { name, phone, province, rules } = station
  await tx.update(StationTable, { id: stationId }, { name, phone, province, rules: rules as never })
}
