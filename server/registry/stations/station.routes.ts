import type { RouteReply } from '../../../shared/contract/contract'
import { type RuleKey, ruleStanding, rulesFor } from '../../../shared/domain/rules'
import type { Reader } from '../../platform/db/database'
import type { Mount } from '../../platform/http/mount'
import { may, own } from '../../platform/http/rights'
import { changeStation } from './station.actions'
import { rulesOf, stationOf } from './station.reads'

export function stationRoutes({ read, write }: Mount): void {
  const staff = may({ station_admin: own, duty_manager: own, liaison: own })
  read('GET /station', staff, (db, _input, { actor }) => stationView(db, actor.stationId as string))
  write('PUT /station', may({ station_admin: own }), async (tx, { body }, { actor, audit }) => {
    await changeStation(tx, actor.stationId as string, body)
    audit({ subjectKind: 'station', subjectId: actor.stationId as string, detail: body })
    return stationView(tx, actor.stationId as string)
  })
}

async function stationView(db: Reader, id: string): Promise<RouteReply<'GET /station'>> {
  const station = await stationOf(db, id)
  const table = rulesFor(station.province)
  const { code, name, phone, province, rules: ownRules } = station
  const rules = Object.values(rulesOf(station)).map((rule) => ({
    key: rule.key,
    value: rule.value,
    tableValue: table[rule.key as RuleKey].value,
    unit: rule.unit,
    note: rule.note,
    source: rule.source,
    mark: rule.mark,
    standing: ruleStanding(rule),
  }))
  return { id, code, name, phone, province, ownRules, rules }
}
