import { type FileHandle, open } from 'node:fs/promises'
import { SheetFault } from './fault'

/** What the bytes say; the name of a file says nothing, since exports often carry the wrong ending. */
export type SheetForm =
  | { form: 'xlsx' }
  | { form: 'csv'; encoding: 'utf-8' | 'gb18030' | 'utf-16le'; delimiter: ',' | '\t' | ';' }

const SAMPLE_BYTES = 64 * 1024
const DELIMITERS = [',', '\t', ';'] as const

/** Recognises a sheet by its bytes. Refusals: SHEET_OLD_XLS, SHEET_UNREADABLE. */
export async function recogniseSheet(file: string): Promise<SheetForm> {
  const handle = await open(file)
  try {
    return await recognise(handle)
  } finally {
    await handle.close()
  }
}

async function recognise(handle: FileHandle): Promise<SheetForm> {
  const start = await bytesAt(handle, 0)
  if (startsWith(start, 'PK\x03\x04')) return { form: 'xlsx' }
  // The container of .xls, and also of an .xlsx behind a password.
  if (startsWith(start, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) throw new SheetFault('SHEET_OLD_XLS')
  if (start.length === 0) throw new SheetFault('SHEET_UNREADABLE')
  const encoding = startsWith(start, '\xff\xfe') ? 'utf-16le' : await textEncoding(handle, start)
  const text = new TextDecoder(encoding).decode(start)
  // Many systems write an HTML or XML table and call it .xls; Excel opens it after a warning, and can save it properly.
  if (/^\s*</.test(text)) throw new SheetFault('SHEET_OLD_XLS')
  if (text.includes('\0') || text.startsWith('%PDF')) throw new SheetFault('SHEET_UNREADABLE')
  return { form: 'csv', encoding, delimiter: mostFrequentDelimiter(text) }
}

/**
 * UTF-8 or GB18030 (GBK and GB2312 are parts of it). Chinese text in GB18030 is practically never valid UTF-8, so the first
 * stretch that is not plain ASCII decides; as far as the file is ASCII, both read alike.
 */
async function textEncoding(handle: FileHandle, start: Buffer): Promise<'utf-8' | 'gb18030'> {
  if (startsWith(start, '\xef\xbb\xbf')) return 'utf-8'
  let sample = start
  for (let at = 0; sample.length > 0; sample = await bytesAt(handle, at)) {
    const special = sample.findIndex((byte) => byte >= 0x80)
    if (special >= 0) {
      return encodingOf(await bytesAt(handle, at + special))
    }
    at += sample.length
  }
  return 'utf-8'
}

/** Some damaged characters are left for the reader to mark at their cell; one in twenty means that this is no text at all. */
function encodingOf(stretch: Buffer): 'utf-8' | 'gb18030' {
  const utf8 = damagedShare('utf-8', stretch)
  const gb18030 = utf8 === 0 ? 1 : damagedShare('gb18030', stretch)
  if (Math.min(utf8, gb18030) > 0.05) throw new SheetFault('SHEET_UNREADABLE')
  return utf8 <= gb18030 ? 'utf-8' : 'gb18030'
}

/** `stream` keeps a character cut by the end of the sample from counting as damaged. */
function damagedShare(encoding: string, bytes: Buffer): number {
  const text = new TextDecoder(encoding).decode(bytes, { stream: true })
  return text.length === 0 ? 0 : (text.split('\ufffd').length - 1) / text.length
}

function mostFrequentDelimiter(text: string): ',' | '\t' | ';' {
  const head = text
    .split('\n', 20)
    .join('\n')
    .replace(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((delimiter) => head.split(delimiter).length)
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ','
}

async function bytesAt(handle: FileHandle, position: number): Promise<Buffer> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, position)
  return buffer.subarray(0, bytesRead)
}

const startsWith = (bytes: Buffer, latin1: string): boolean =>
  bytes.subarray(0, latin1.length).toString('latin1') === latin1
