import type { Deps } from '../../deps'
import type { Mount } from '../../platform/http/mount'
import { type Actor, may, own } from '../../platform/http/rights'
import { faultsAsCsv, faultsAsSheet } from './faults.reads'
import { applyImport, startImport } from './import.actions'
import { importsOfStation, importView } from './import.reads'
import { waitFor } from './run.actions'
import { templateOf } from './template.reads'
import { type HeldHouseholds, undoImport } from './undo.actions'

/** A small file is answered with its result; a large one with its progress, to be asked for again. */
const ANSWER_WITHIN_MS = 5_000

const stationOf = (actor: Actor): string => actor.stationId as string

/** `above` is what the rooms above hold on to. */
export function importRoutes({ read, write, reach }: Mount, above: { heldHouseholds: HeldHouseholds }): void {
  const admin = may({ station_admin: own })
  const settled = async (deps: Deps, actor: Actor, id: string) => {
    await waitFor(id, ANSWER_WITHIN_MS)
    return importView(deps.db.read, stationOf(actor), id)
  }

  reach('POST /imports', admin, async (deps, { file, body }, { actor, audit }) => {
    const by = { id: actor.id, name: actor.name, stationId: stationOf(actor) }
    const id = await startImport(deps, by, file, { createVillages: body.createVillages ?? false })
    audit({ subjectKind: 'import', subjectId: id, detail: { file: file.name, bytes: file.bytes } })
    return settled(deps, actor, id)
  })
  read('GET /imports', admin, (db, { query }, { actor }) => importsOfStation(db, stationOf(actor), query))
  read('GET /imports/:id', admin, (db, { params }, { actor }) => importView(db, stationOf(actor), params.id))
  reach('POST /imports/:id/apply', admin, async (deps, { params, body }, { actor, audit }) => {
    const choice = { mode: body.mode, withoutNumber: body.withoutNumber ?? false }
    await applyImport(deps, stationOf(actor), params.id, choice)
    audit({ subjectKind: 'import', subjectId: params.id, detail: choice })
    return settled(deps, actor, params.id)
  })
  write('POST /imports/:id/undo', admin, (tx, { params }, { tools, actor }) =>
    undoImport(tx, tools, above.heldHouseholds, stationOf(actor), params.id),
  )
  read('GET /imports/:id/faults.xlsx', admin, (db, { params }, { tools, actor, audit }) => {
    audit({ subjectKind: 'import', subjectId: params.id })
    return faultsAsSheet(db, tools, stationOf(actor), params.id)
  })
  read('GET /imports/:id/faults.csv', admin, (db, { params }, { tools, actor, audit }) => {
    audit({ subjectKind: 'import', subjectId: params.id })
    return faultsAsCsv(db, tools, stationOf(actor), params.id)
  })
  read('GET /import-templates/:kind.xlsx', admin, async (_db, { params }) => templateOf(params.kind))
}
