import type { FileHandle } from 'node:fs/promises'
import { SheetFault } from './fault'
import type { SheetLimits } from './limits'

/** One part of an XLSX, as the directory at the end of the file describes it. */
export interface ZipPart {
  name: string
  method: number
  crc: number
  packed: number
  unpacked: number
  /** Where its local header stands. */
  offset: number
}

const END_BYTES = 22
const LONGEST_COMMENT = 65_535
const DIRECTORY_BYTES = 4 * 1024 * 1024
const NOT_HERE = 0xffffffff
const PIECE_BYTES = 64 * 1024
/** Deflate reaches 1,000 : 1 on one repeated letter; real sheets stay below 100 : 1. */
const SUSPICIOUS_RATIO = 250
const SUSPICIOUS_FROM = 16 * 1024 * 1024

const isHeld = (name: string): boolean =>
  name === '[Content_Types].xml' || name.endsWith('.rels') || /^xl\/(workbook|sharedStrings|styles)\.xml$/i.test(name)
const isWorksheet = (name: string): boolean => /^xl\/worksheets\/sheet\d+\.xml$/i.test(name)

/**
 * The parts of an XLSX a reader of rows needs, those to be held first, then the worksheets; pictures and the like are left.
 * Refusals: SHEET_TOO_LARGE from the sizes the directory states, before a byte is unpacked; SHEET_UNREADABLE when the file is
 * cut, encrypted, or not a workbook.
 */
export async function workbookParts(handle: FileHandle, limits: SheetLimits): Promise<ZipPart[]> {
  const parts = await zipDirectory(handle)
  const held = parts.filter(({ name }) => isHeld(name))
  const worksheets = parts.filter(({ name }) => isWorksheet(name))
  if (!held.some(({ name }) => name.toLowerCase() === 'xl/workbook.xml') || worksheets.length === 0) {
    throw new SheetFault('SHEET_UNREADABLE')
  }
  const wanted = [...held, ...worksheets]
  for (const { packed, unpacked, method } of wanted) {
    // A stated size of 0 would switch off the reader's own check that no more than stated comes out.
    if ((method !== 0 && method !== 8) || (unpacked === 0 && packed > 2)) throw new SheetFault('SHEET_UNREADABLE')
    if (unpacked > SUSPICIOUS_FROM && unpacked > packed * SUSPICIOUS_RATIO) throw new SheetFault('SHEET_TOO_LARGE')
  }
  const bytes = (some: ZipPart[]): number => some.reduce((sum, { unpacked }) => sum + unpacked, 0)
  if (bytes(held) > limits.heldBytes || bytes(wanted) > limits.unpackedBytes) throw new SheetFault('SHEET_TOO_LARGE')
  return wanted
}

/**
 * The same parts as an archive that can be read from front to back: sizes stand before the content and shared texts before the
 * rows. Exports often have neither (POI writes sizes behind, Excel puts the texts last), and then hucre would hold everything.
 */
export async function* forwardZip(handle: FileHandle, parts: readonly ZipPart[]): AsyncGenerator<Uint8Array, void> {
  for (const part of parts) {
    const local = await bytesAt(handle, part.offset, 30)
    if (local.length < 30 || local.readUInt32LE(0) !== 0x04034b50) throw new SheetFault('SHEET_UNREADABLE')
    const isEncrypted = (local.readUInt16LE(6) & 1) === 1
    if (isEncrypted) throw new SheetFault('SHEET_OLD_XLS')
    yield localHeader(part)
    const start = part.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28)
    for (let done = 0; done < part.packed; ) {
      const piece = await bytesAt(handle, start + done, Math.min(PIECE_BYTES, part.packed - done))
      if (piece.length === 0) throw new SheetFault('SHEET_UNREADABLE')
      done += piece.length
      yield piece
    }
  }
}

function localHeader({ name, method, crc, packed, unpacked }: ZipPart): Buffer {
  const nameBytes = Buffer.from(name)
  const header = Buffer.alloc(30 + nameBytes.length)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(0x0800, 6)
  header.writeUInt16LE(method, 8)
  header.writeUInt32LE(crc, 14)
  header.writeUInt32LE(packed, 18)
  header.writeUInt32LE(unpacked, 22)
  header.writeUInt16LE(nameBytes.length, 26)
  nameBytes.copy(header, 30)
  return header
}

async function zipDirectory(handle: FileHandle): Promise<ZipPart[]> {
  const { size } = await handle.stat()
  const tailStart = Math.max(0, size - END_BYTES - LONGEST_COMMENT)
  const tail = await bytesAt(handle, tailStart, size - tailStart)
  const end = tail.lastIndexOf('PK\x05\x06', tail.length - END_BYTES, 'latin1')
  if (end < 0) throw new SheetFault('SHEET_UNREADABLE')
  const bytes = tail.readUInt32LE(end + 12)
  const offset = tail.readUInt32LE(end + 16)
  if (bytes > DIRECTORY_BYTES || offset + bytes > size) throw new SheetFault('SHEET_UNREADABLE')
  const directory = await bytesAt(handle, offset, bytes)
  const parts: ZipPart[] = []
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === 0x02014b50; ) {
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28)
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30)
    parts.push(directoryEntry(directory.subarray(at, nameEnd), directory.subarray(nameEnd, extraEnd)))
    at = extraEnd + directory.readUInt16LE(at + 32)
  }
  return parts
}

function directoryEntry(fixed: Buffer, extra: Buffer): ZipPart {
  const long = longSizes(extra)
  // The 64-bit extra holds only those of the three that did not fit, in this order (APPNOTE 4.5.3).
  const value = (at: number): number =>
    (fixed.readUInt32LE(at) === NOT_HERE ? long.shift() : undefined) ?? fixed.readUInt32LE(at)
  const unpacked = value(24)
  const packed = value(20)
  const offset = value(42)
  return {
    name: fixed.toString('utf8', 46),
    method: fixed.readUInt16LE(10),
    crc: fixed.readUInt32LE(16),
    packed,
    unpacked,
    offset,
  }
}

function longSizes(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue
    const field = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2))
    return Array.from({ length: Math.floor(field.length / 8) }, (_, i) => Number(field.readBigUInt64LE(i * 8)))
  }
  return []
}

async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}
