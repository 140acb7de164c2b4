import { closeSync, existsSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** A file of JSON lines, one for each thing accepted. Without a file the lines live only as long as the process. */
export interface Journal<Line> {
  /** What an earlier process wrote, oldest first. */
  readonly earlier: Line[]
  /** Appends one line with one write call, so a killed process loses at most the line it was writing. */
  append(line: Line): void
  close(): void
}

/** Opens the journal. A torn last line (killed in mid-write) is cut off; a broken line before it stops the start. */
export function openJournal<Line>(file?: string): Journal<Line> {
  if (!file) return { earlier: [], append: () => {}, close: () => {} }
  mkdirSync(dirname(file), { recursive: true })
  const earlier = existsSync(file) ? readLines<Line>(file) : []
  const handle = openSync(file, 'a')
  let open = true
  return {
    earlier,
    append(line) {
      if (open) writeSync(handle, `${JSON.stringify(line)}\n`)
    },
    close() {
      if (open) closeSync(handle)
      open = false
    },
  }
}

function readLines<Line>(file: string): Line[] {
  const bytes = readFileSync(file)
  const whole = bytes.subarray(0, bytes.lastIndexOf(10) + 1)
  if (whole.length < bytes.length) truncateSync(file, whole.length)
  return whole
    .toString('utf8')
    .split('\n')
    .flatMap((text, index) => {
      if (!text) return []
      try {
        return [JSON.parse(text) as Line]
      } catch {
        throw new Error(`${file}: line ${index + 1} is not JSON`)
      }
    })
}
