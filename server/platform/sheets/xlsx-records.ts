import { open } from 'node:fs/promises'
import { type CellValue, streamXlsxRows } from 'hucre/xlsx'
import { cellText, hasLostDigits } from './cell-text'
import type { SheetRecord } from './csv-records'
import { SheetFault } from './fault'
import type { SheetLimits } from './limits'
import { forwardZip, workbookParts } from './zip-parts'

const ROWS_AT_ONCE = 1000

/** The records of the first worksheet of an XLSX, a thousand at a time, as texts. */
export async function* xlsxRecords(file: string, limits: SheetLimits): AsyncGenerator<SheetRecord[], void, undefined> {
  const handle = await open(file)
  const demand = new Demand()
  try {
    const parts = await workbookParts(handle, limits)
    const rows = streamXlsxRows(onDemand(forwardZip(handle, parts), demand))
    for (let batch: SheetRecord[] = []; ; ) {
      demand.begin()
      const row = await rows.next()
      demand.end()
      if (row.done) {
        if (batch.length > 0) yield batch
        return
      }
      if (row.value.index >= limits.rows) throw new SheetFault('SHEET_TOO_LARGE', { rowNo: row.value.index + 1 })
      batch.push(recordOf(row.value.index + 1, row.value.values))
      if (batch.length === ROWS_AT_ONCE) {
        yield batch
        batch = []
      }
    }
  } catch (error) {
    throw asSheetFault(error)
  } finally {
    demand.stop()
    await handle.close()
  }
}

function recordOf(rowNo: number, values: CellValue[]): SheetRecord {
  const record: SheetRecord = { rowNo, cells: values.map(cellText) }
  if (values.some(hasLostDigits)) record.lost = values.flatMap((value, at) => (hasLostDigits(value) ? [at] : []))
  return record
}

function asSheetFault(error: unknown): SheetFault {
  if (error instanceof SheetFault) return error
  // hucre stops as soon as a part unpacks to more than its stated size.
  const isBomb = error instanceof Error && /exceeds limit/i.test(error.message)
  return new SheetFault(isBomb ? 'SHEET_TOO_LARGE' : 'SHEET_UNREADABLE', undefined, { cause: error })
}

/**
 * hucre parses as fast as bytes arrive and keeps the rows nobody has asked for yet; against a slow reader (a database) that is
 * the whole sheet. So bytes are handed on only while somebody waits for a row.
 */
class Demand {
  private isWanted = false
  private isStopped = false
  private wake: (() => void) | undefined

  begin(): void {
    this.isWanted = true
    this.wake?.()
  }

  end(): void {
    this.isWanted = false
  }

  stop(): void {
    this.isStopped = true
    this.wake?.()
  }

  /** Resolves when bytes are wanted: true, or when nobody will ask again: false. */
  async wanted(): Promise<boolean> {
    while (!this.isWanted && !this.isStopped) {
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
    return !this.isStopped
  }
}

function onDemand(bytes: AsyncGenerator<Uint8Array, void>, demand: Demand): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = (await demand.wanted()) ? await bytes.next() : undefined
        if (next === undefined || next.done) controller.close()
        else controller.enqueue(next.value)
      },
    },
    { highWaterMark: 0 },
  )
}
