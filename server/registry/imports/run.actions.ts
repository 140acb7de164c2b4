import { In, Not } from 'typeorm'
import { refusalText } from '../../../shared/domain/refusal'
import type { Deps } from '../../deps'
import { bulkInsert } from '../../platform/db/bulk'
import { isDuplicate, type Tx } from '../../platform/db/database'
import { Refusal } from '../../platform/http/refuse'
import { customerIntake } from './customers.actions'
import { asRefusal, dropFile, openStored } from './file.actions'
import {
  type ImportFaultRow,
  ImportFaultTable,
  ImportImageTable,
  type ImportRow,
  ImportTable,
  type ImportTrouble,
  type KindImage,
} from './import.tables'
import { idsOf } from './made-ids.actions'
import { areaIntake } from './places.actions'
import { villageIntake } from './village-rows.actions'
import { type Ground, type ImageSink, type RowIntake, type WalkResult, walk } from './walk.actions'

/** Rows done, right and wrong, of the imports this process works at: SQLite cannot store them while the import holds the one writer. */
type Running = { done: number; ok: number; failed: number; work: Promise<void> }
const running = new Map<string, Running>()

/** Where an import of this process stands right now; undefined when it is not at work here. */
export const liveProgress = (id: string) => running.get(id)

const HEARTBEAT_MS = 2_000

/** Works at an import in the background, once in this process. Its end is noted in its row, or it is begun again. */
export function launch(deps: Deps, id: string): void {
  if (running.has(id)) return
  const progress = reserve(id)
  begin(deps, id, progress)
}

function reserve(id: string): Running {
  const progress = { done: 0, ok: 0, failed: 0, work: Promise.resolve() }
  running.set(id, progress)
  return progress
}

/**
 * The same for an import that is being taken in: `prepare` notes it in the database first and then lays its file down, so that nobody
 * takes that file for unneeded; and nobody resumes what is only being prepared.
 */
export async function launchAfter(deps: Deps, id: string, prepare: () => Promise<void>): Promise<void> {
  const progress = reserve(id)
  try {
    await prepare()
  } catch (error) {
    running.delete(id)
    throw error
  }
  begin(deps, id, progress)
}

function begin(deps: Deps, id: string, progress: Running): void {
  progress.work = run(deps, id, progress)
    // The database was away, or the file could not be removed: `imports.resume` and `imports.tidy` take it up again.
    .catch((error) => deps.log.error({ err: error, importId: id }, 'import left to be resumed'))
    .finally(() => running.delete(id))
}

/** Waits until an import has come to rest, `ms` at most (without a limit when none is given). */
export async function waitFor(id: string, ms?: number): Promise<void> {
  const work = running.get(id)?.work
  if (!work) return
  let timer: NodeJS.Timeout | undefined
  const limit =
    ms === undefined
      ? []
      : [
          new Promise<void>((done) => {
            timer = setTimeout(done, ms)
          }),
        ]
  await Promise.race([work, ...limit])
  clearTimeout(timer)
}

type Progress = { done: number; ok: number; failed: number }

async function run(deps: Deps, id: string, progress: Progress): Promise<void> {
  const row = await deps.db.read.findOneBy(ImportTable, { id })
  if (!row) return
  try {
    if (row.state === 'checking') await check(deps, row, progress)
    else if (row.state === 'applying') await apply(deps, row, progress)
  } catch (error) {
    const refusal = asRefusal(error)
    // Another writer took a 户号 or a pairing first: what was shown no longer holds.
    const trouble = isDuplicate(error) ? new Refusal('IMPORT_PREVIEW_STALE') : refusal
    if (!(trouble instanceof Refusal)) deps.log.error({ err: error, importId: id }, 'import failed')
    await settle(
      deps,
      row,
      trouble instanceof Refusal ? { code: trouble.code, message: trouble.message, details: trouble.details } : BUSY,
    )
    return
  }
  if (row.state === 'applying') await dropUnneededFile(deps, row)
}

const BUSY: ImportTrouble = { code: 'SYSTEM_BUSY', message: refusalText('SYSTEM_BUSY') }

/** Only what is still at work is settled: a commit whose answer was lost has been applied. A failed check stays failed; what could not be applied for a passing reason may be tried again as it was checked. */
async function settle(deps: Deps, row: ImportRow, trouble: ImportTrouble): Promise<void> {
  const mayTryAgain = row.state === 'applying' && trouble.code === 'SYSTEM_BUSY'
  await deps.db.write((tx) =>
    tx.update(
      ImportTable,
      { id: row.id, holder: row.holder, state: row.state },
      { state: mayTryAgain ? 'checked' : 'failed', applyingFor: null, trouble: trouble as never },
    ),
  )
}

async function check(deps: Deps, row: ImportRow, progress: Progress): Promise<void> {
  await deps.db.write((tx) => tx.delete(ImportFaultTable, { importId: row.id }))
  const sheet = await openStored(deps.config.dataFolder, row)
  const beat = heartbeat(deps, row, progress)
  const result = await walk(
    sheet,
    (wantsDifferences) =>
      intakeOf(row, {
        db: deps.db.read,
        tools: deps,
        stationId: row.stationId,
        createVillages: row.createVillages,
        wantsDifferences,
        write: null,
      }),
    {
      progress: beat,
      faults: (rows) =>
        deps.db.write(async (tx) => {
          await bulkInsert(
            tx,
            ImportFaultTable,
            rows.map(
              ({ row: { rowNo, cells }, faults }): ImportFaultRow => ({
                importId: row.id,
                rowNo,
                cellsSealed: deps.vault.seal(cellsToKeep(row.columns.map((column) => cells[column] ?? ''))),
                faults,
              }),
            ),
          )
        }),
    },
  )
  const { counts, differences, outcomeHash } = result
  await deps.db.write((tx) =>
    tx.update(
      ImportTable,
      { id: row.id, holder: row.holder, state: 'checking' },
      { state: 'checked', counts: counts as never, differences: differences as never, outcomeHash, ...after(result) },
    ),
  )
}

const after = ({ counts }: WalkResult, takenWithoutNumber = 0) => ({
  total: counts.rows,
  done: counts.rows,
  ok: counts.rows - counts.wrong + takenWithoutNumber,
  failed: counts.wrong - takenWithoutNumber,
})

/**
 * Writes the whole file in one transaction, on both databases: whatever ends the process in the middle leaves nothing behind, and the
 * next process starts the same work again with the same ids. The end is a compare-and-set on the import's own row, so of two
 * processes that both believe to hold it only one commits. On SQLite other writers wait meanwhile: about 2 s for 18,200 rows.
 */
async function apply(deps: Deps, row: ImportRow, progress: Progress): Promise<void> {
  const beat = heartbeat(deps, row, progress)
  await deps.db.write(async (tx) => {
    const sheet = await openStored(deps.config.dataFolder, row)
    const images = imageSink(tx, row.id)
    const write = { tx, withoutNumber: row.withoutNumber, by: row.createdBy, nextId: idsOf(row.id), images }
    const result = await walk(
      sheet,
      (wantsDifferences) =>
        intakeOf(row, {
          db: tx,
          tools: deps,
          stationId: row.stationId,
          createVillages: row.createVillages,
          wantsDifferences,
          write,
        }),
      {
        progress: beat,
        faults: async () => {},
      },
    )
    if (result.outcomeHash !== row.outcomeHash) throw new Refusal('IMPORT_PREVIEW_STALE')
    await images.end()
    const done = await tx.update(
      ImportTable,
      { id: row.id, holder: row.holder, state: 'applying' },
      {
        state: 'applied',
        applyingFor: null,
        appliedAt: deps.clock(),
        trouble: null,
        ...after(result, row.withoutNumber ? result.counts.onlyPhoneWrong : 0),
      },
    )
    if (done.affected !== 1) throw new Error('another process took this import over')
  })
}

/** The plain copy of a file goes as soon as no import waits for it. */
export async function dropUnneededFile(
  deps: Pick<Deps, 'config' | 'db'>,
  { id, fileHash }: Pick<ImportRow, 'id' | 'fileHash'>,
): Promise<void> {
  const waiting = await deps.db.read.countBy(ImportTable, {
    id: Not(id),
    fileHash,
    state: In(['checking', 'checked', 'applying']),
  })
  if (waiting === 0) await dropFile(deps.config.dataFolder, fileHash)
}

function intakeOf(row: ImportRow, ground: Ground): RowIntake {
  if (row.kind === 'areas') return areaIntake(ground, row.columns)
  return row.kind === 'villages' ? villageIntake(ground, row.columns) : customerIntake(ground, row.columns)
}

/** Notes progress here, and every two seconds in the database where others could look; on SQLite nobody else can. */
function heartbeat(deps: Deps, row: ImportRow, progress: Progress) {
  let last = deps.clock().getTime()
  return async (done: number, ok: number, failed: number): Promise<void> => {
    Object.assign(progress, { done, ok, failed })
    // Gives requests their turn: SQLite and the checks of a batch never wait for anything by themselves.
    await new Promise((resume) => setImmediate(resume))
    const now = deps.clock()
    if (deps.db.dialect === 'sqlite' || now.getTime() - last < HEARTBEAT_MS) return
    last = now.getTime()
    await deps.db.write((tx) =>
      tx.update(ImportTable, { id: row.id, holder: row.holder }, { done, ok, failed, heartbeatAt: now }),
    )
  }
}

/** TEXT of MySQL holds 65,535 bytes; sealing makes a third more of it. */
const KEPT_BYTES = 45_000

/** The cells of a wrong row as they stand in the file; a monstrous row is cut cell by cell until it can be kept. */
function cellsToKeep(cells: string[]): string {
  for (let most = 32_767; ; most = Math.floor(most / 2)) {
    const text = JSON.stringify(cells.map((cell) => (cell.length > most ? cell.slice(0, most) : cell)))
    if (Buffer.byteLength(text) <= KEPT_BYTES || most === 0) return text
  }
}

const IMAGE_CHARS = 16_000

/** Collects before-images and writes some dozens as one row. */
function imageSink(tx: Tx, importId: string): ImageSink {
  let held: KindImage[] = []
  let chars = 0
  let seq = 0
  const write = async () => {
    if (held.length > 0) await bulkInsert(tx, ImportImageTable, [{ importId, seq: seq++, images: held }])
    held = []
    chars = 0
  }
  return {
    async add(images) {
      for (const image of images) {
        held.push(image)
        chars += JSON.stringify(image).length
        if (chars > IMAGE_CHARS) await write()
      }
    },
    end: write,
  }
}
