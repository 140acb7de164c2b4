import { IMPORT_KINDS, IMPORT_MODES, IMPORT_STATES } from '../../../shared/contract/imports'
import type { RowFault } from '../../../shared/domain/sheet-columns'
import { col, table } from '../../platform/db/table'

/** Rows of a file by what they would do; the five after `rows` add up to it. */
export type Counts = {
  rows: number
  new: number
  changed: number
  same: number
  wrong: number
  repeated: number
  onlyPhoneWrong: number
}
/** One of the first differences, masked. */
export type Difference = {
  rowNo: number
  as: 'new' | 'changed'
  what: string
  village: string
  changes: { column: string; before: string; after: string }[]
}
export type ImportTrouble = { code: string; message: string; details?: unknown }

/** One uploaded file and what became of it. The file itself lies under its hash until it is applied or a day old. */
export type ImportRow = {
  id: string
  stationId: string
  kind: (typeof IMPORT_KINDS)[number]
  fileName: string
  fileHash: string
  createVillages: boolean
  /** Column names as they stand in the file, in order. */
  columns: string[]
  state: (typeof IMPORT_STATES)[number]
  /** Rows of the work under way; `total` is null where the file does not tell. */
  total: number | null
  done: number
  ok: number
  failed: number
  startedAt: Date
  counts: Counts | null
  differences: Difference[]
  /** What the check saw, row by row: applying must see the same. */
  outcomeHash: string | null
  mode: (typeof IMPORT_MODES)[number] | null
  withoutNumber: boolean
  trouble: ImportTrouble | null
  /** The process at work, and when it last said so. */
  holder: string
  heartbeatAt: Date
  /** The station while this import is being applied, else null: one at a time. */
  applyingFor: string | null
  createdBy: string
  createdByName: string
  createdAt: Date
  appliedAt: Date | null
  undoneAt: Date | null
}
export const ImportTable = table<ImportRow>(
  'import',
  {
    id: col.id(),
    stationId: col.ref(),
    kind: col.oneOf(IMPORT_KINDS),
    fileName: col.text(120),
    fileHash: col.hash(),
    createVillages: col.bool(),
    columns: col.json<string[]>(),
    state: col.oneOf(IMPORT_STATES),
    total: col.int().orNull(),
    done: col.int(),
    ok: col.int(),
    failed: col.int(),
    startedAt: col.instant(),
    counts: col.json<Counts>().orNull(),
    differences: col.json<Difference[]>(),
    outcomeHash: col.hash().orNull(),
    mode: col.oneOf(IMPORT_MODES).orNull(),
    withoutNumber: col.bool(),
    trouble: col.json<ImportTrouble>().orNull(),
    holder: col.ref(),
    heartbeatAt: col.instant(),
    applyingFor: col.ref().orNull(),
    createdBy: col.text(40),
    createdByName: col.text(60),
    createdAt: col.instant(),
    appliedAt: col.instant().orNull(),
    undoneAt: col.instant().orNull(),
  },
  {
    unique: { uq_import_applying: ['applyingFor'] },
    index: { ix_import_station: ['stationId', 'createdAt'], ix_import_hash: ['fileHash'], ix_import_state: ['state'] },
  },
)

/** A wrong row, kept to be handed back: its cells sealed (they hold names and numbers), its faults in plain words. */
export type ImportFaultRow = {
  importId: string
  rowNo: number
  cellsSealed: string
  faults: RowFault[]
}
export const ImportFaultTable = table<ImportFaultRow>('import_fault', {
  importId: col.ref().primary(),
  rowNo: col.int().primary(),
  cellsSealed: col.longText(),
  faults: col.json<RowFault[]>(),
})

/** Before-images of rows an import changed, some dozens in one row: written once, read only by an undo. */
export type ImportImageRow = { importId: string; seq: number; images: KindImage[] }
export type KindImage = {
  kind: ImageKind
  id: string
  before: Record<string, unknown> | null
  after: Record<string, unknown>
}
export type ImageKind =
  | 'village'
  | 'group'
  | 'feeder'
  | 'area'
  | 'household'
  | 'care'
  | 'staff'
  | 'pairing'
  | 'committee'
export const ImportImageTable = table<ImportImageRow>('import_image', {
  importId: col.ref().primary(),
  seq: col.int().primary(),
  images: col.json<KindImage[]>(),
})
