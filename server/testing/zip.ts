import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** One file of an archive. */
export type Part = [name: string, content: Buffer]

/** Every part of an archive, by its directory. */
export function partsOf(archive: Uint8Array): Part[] {
  const bytes = Buffer.from(archive)
  const parts: Part[] = []
  for (
    let at = bytes.indexOf('PK\x01\x02', 0, 'latin1');
    at >= 0;
    at = bytes.indexOf('PK\x01\x02', at + 46, 'latin1')
  ) {
    const name = bytes.toString('utf8', at + 46, at + 46 + bytes.readUInt16LE(at + 28))
    const local = bytes.readUInt32LE(at + 42)
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const content = bytes.subarray(start, start + bytes.readUInt32LE(at + 20))
    parts.push([name, bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(content) : content])
  }
  return parts
}

/** A deflated archive; `stated` is the size every worksheet claims, `sizesBehind` leaves the local headers empty as POI does. */
export function zip(
  parts: Part[],
  { stated, sizesBehind = false }: { stated?: number; sizesBehind?: boolean } = {},
): Buffer {
  const content: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, bytes] of parts) {
    const packed = deflateRawSync(bytes)
    const unpacked = stated !== undefined && name.endsWith('sheet1.xml') ? stated : bytes.length
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(sizesBehind ? 8 : 0, 2)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(unpacked, 18)
    fields.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.from(fields)
    if (sizesBehind) local.fill(0, 10, 22)
    const start = Buffer.concat([Buffer.from('PK\x03\x04'), local, Buffer.from(name), packed])
    const behind = sizesBehind ? Buffer.concat([Buffer.from('PK\x07\x08'), fields.subarray(10, 22)]) : Buffer.alloc(0)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), fields, tail, Buffer.from(name))
    content.push(start, behind)
    offset += start.length + behind.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...content, listed, end])
}
