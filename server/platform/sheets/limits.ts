/** How much one sheet may hold before it is refused with SHEET_TOO_LARGE. */
export interface SheetLimits {
  /** Bytes of the file as uploaded. */
  fileBytes: number
  /** Bytes all parts of an XLSX unpack to, taken together. */
  unpackedBytes: number
  /** Bytes of those parts of an XLSX that have to be held in memory (shared texts, styles, list of sheets). */
  heldBytes: number
  /** Rows, the header and empty ones counted. */
  rows: number
  /** Characters of one row. A quote that is never closed would otherwise swallow the rest of the file. */
  rowChars: number
}

/** Room for a million customers. Excel itself ends at 1,048,576 rows, a cell at 32,767 characters. */
export const SHEET_LIMITS: SheetLimits = {
  fileBytes: 256 * 1024 * 1024,
  unpackedBytes: 1024 * 1024 * 1024,
  heldBytes: 64 * 1024 * 1024,
  rows: 1_048_576,
  rowChars: 1_000_000,
}
