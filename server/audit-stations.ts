import { type EntitySchema, IsNull, Not } from 'typeorm'
import type { Reader } from './platform/db/database'
import type { AuditStations } from './platform/http/audit'
import { BindingTable } from './registry/bindings/binding.tables'
import { ImportTable } from './registry/imports/import.tables'
import { HouseholdTable } from './registry/people/household.tables'
import { StaffTable } from './registry/people/staff.tables'
import { VillageTable } from './registry/villages/village.tables'
import { OutageTable } from './services/outages/outage.tables'

type OfStation = EntitySchema<{ id: string; stationId: string }>
/** Where the station of a subject stands, by the subject's kind and by the first word of its paths. */
const TABLES = Object.fromEntries(
  [
    ['village', VillageTable],
    ['household', HouseholdTable],
    ['outage', OutageTable],
    ['import', ImportTable],
    ['staff', StaffTable],
  ].flatMap(([kind, table]) => [kind, `${kind}s`].map((word) => [word, table])),
) as unknown as Record<string, OfStation | undefined>

async function stationOf(db: Reader, table: OfStation, id: string): Promise<string | null> {
  return (await db.findOne(table, { where: { id }, select: { stationId: true } }))?.stationId ?? null
}

async function ofBinding(db: Reader, where: object): Promise<string | null> {
  const binding = await db.findOne(BindingTable, { where, order: { id: 'DESC' } })
  return binding && stationOf(db, HouseholdTable as OfStation, binding.householdId)
}

/** Whose admins read of what was done by, and to, those who are no staff of a station. */
export const stations: AuditStations = {
  async ofActor(db, { committeeOf: [village], personId }) {
    if (village) return stationOf(db, VillageTable as OfStation, village)
    return personId ? ofBinding(db, { personId, liveKey: Not(IsNull()) }) : null
  },
  async ofSubject(db, kind, id) {
    if (kind === 'binding' || kind === 'bindings') return ofBinding(db, { id })
    const table = TABLES[kind]
    return table ? stationOf(db, table, id) : null
  },
}
