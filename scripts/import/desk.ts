import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { Deps } from '../../server/deps'
import { writeAudit } from '../../server/platform/http/audit'
import { ANONYMOUS } from '../../server/platform/http/rights'
import { faultsAsSheet } from '../../server/registry/imports/faults.reads'
import { applyImport, type Noted, startImport } from '../../server/registry/imports/import.actions'
import { type ImportView, importView } from '../../server/registry/imports/import.reads'
import { StationTable } from '../../server/registry/stations/station.tables'
import { callerOf } from '../stage/call'
import { checkFile } from '../stage/import-file'

export type Choice = { mode: 'all' | 'right_rows_only'; withoutNumber: boolean }
export type OnRows = (done: number, total: number) => void

/** Where files are handed in: straight at the database, or at the server that holds it. */
export type Desk = {
  check(path: string, options: { createVillages: boolean }, onRows: OnRows): Promise<ImportView>
  apply(id: string, choice: Choice, onRows: OnRows): Promise<ImportView>
  /** Writes the wrong rows of an import as an XLSX. */
  faults(id: string, path: string): Promise<void>
  close(): Promise<void>
}

/** A fault a person can do something about; its message is all that is printed. */
export class DeskFault extends Error {}

const PAUSE_MS = 100

/** The desk at the database itself. `station` is the code of the station, needed only where there are several. */
export async function localDesk(
  house: Deps,
  station: string | undefined,
  by: { id: string; name: string },
): Promise<Desk> {
  const stationId = await stationNamed(house, station)
  const actor = { ...ANONYMOUS, ...by, stationId }
  /** A command has no request whose audit would be written for it. */
  const noted =
    (action: string, detail: object): Noted =>
    (tx, id) =>
      writeAudit(tx, house, { actor, requestId: house.newId(), address: '' }, [
        { action, subjectKind: 'import', subjectId: id, detail },
      ])
  const until = async (id: string, state: ImportView['state'], onRows: OnRows): Promise<ImportView> => {
    for (;;) {
      const view = await importView(house.db.read, stationId, id)
      onRows(view.progress.done, view.progress.total ?? 0)
      if (view.state !== state) return view
      await pause(PAUSE_MS)
    }
  }
  return {
    async check(path, options, onRows) {
      const file = basename(path)
      const id = await startImport(
        house,
        { ...by, stationId },
        { path, name: file },
        options,
        noted('POST /imports', { file, ...options }),
      )
      return until(id, 'checking', onRows)
    },
    async apply(id, choice, onRows) {
      await applyImport(house, stationId, id, choice, noted('POST /imports/:id/apply', choice))
      return until(id, 'applying', onRows)
    },
    async faults(id, path) {
      const { content } = await faultsAsSheet(house.db.read, house, stationId, id)
      await pipeline(content as NodeJS.ReadableStream, createWriteStream(path, { mode: 0o600 }))
    },
    close: () => house.db.close(),
  }
}

async function stationNamed(house: Deps, code: string | undefined): Promise<string> {
  const stations = await house.db.read.find(StationTable, { order: { code: 'ASC' } })
  const found = code
    ? stations.find((station) => station.code === code)
    : stations.length === 1
      ? stations[0]
      : undefined
  if (found) return found.id
  if (stations.length === 0) throw new DeskFault('数据库里还没有供电所，请先建立供电所(演示环境运行 npm start)')
  throw new DeskFault(
    `请用 --station 写明供电所代码：${stations.map(({ code: each, name }) => `${each}(${name})`).join('、')}`,
  )
}

/** The desk of a running server, for the holder of `token`. */
export function serverDesk(url: string, token: string): Desk {
  const call = callerOf(url, token)
  return {
    check: (path, { createVillages }, onRows) =>
      checkFile(url, token, path, onRows, createVillages ? { createVillages: 'true' } : {}),
    async apply(id, choice, onRows) {
      let view = await call('POST /imports/:id/apply', { params: { id }, body: choice })
      while (view.state === 'applying') {
        onRows(view.progress.done, view.progress.total ?? 0)
        await pause(PAUSE_MS)
        view = await call('GET /imports/:id', { params: { id } })
      }
      return view
    },
    async faults(id, path) {
      const reply = await fetch(`${url}/imports/${id}/faults.xlsx`, { headers: { authorization: `Bearer ${token}` } })
      if (!reply.ok) throw new DeskFault(`错误行没有取到(${reply.status})`)
      await writeFile(path, Buffer.from(await reply.arrayBuffer()), { mode: 0o600 })
    },
    close: async () => {},
  }
}
