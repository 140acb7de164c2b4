/** Slots are kept at most half full. */
const FIRST_SLOTS = 1 << 15

/**
 * Which 户号 a file has had, at which row and with what content: 16 bytes a slot instead of some 200 in a Map, so that a million
 * rows need 32 MB. A 户号 has at most 13 digits; with a 1 in front it is one exact number and keeps its leading zeros.
 */
export class SeenAccounts {
  private keys = new Float64Array(FIRST_SLOTS)
  private rows = new Uint32Array(FIRST_SLOTS)
  private contents = new Uint32Array(FIRST_SLOTS)
  private held = 0

  /** `new`, the same row again, or the number of the first row when this one says something else. */
  note(accountNo: string, rowNo: number, content: string): 'new' | 'same' | { rowNo: number } {
    const key = Number(`1${accountNo}`)
    const print = fingerprint(content)
    const slot = this.slotOf(key)
    if (this.keys[slot] === key) return this.contents[slot] === print ? 'same' : { rowNo: this.rows[slot] as number }
    this.put(slot, key, rowNo, print)
    if (++this.held * 2 > this.keys.length) this.grow()
    return 'new'
  }

  private put(slot: number, key: number, rowNo: number, print: number): void {
    this.keys[slot] = key
    this.rows[slot] = rowNo
    this.contents[slot] = print
  }

  private slotOf(key: number): number {
    const mask = this.keys.length - 1
    // Neighbouring numbers are usual: both halves are stirred so that they do not fill one stretch.
    let slot = Math.imul((key % 4294967296) ^ ((key / 4294967296) * 40503), 2654435761) >>> 7
    for (slot &= mask; this.keys[slot] !== 0 && this.keys[slot] !== key; slot = (slot + 1) & mask);
    return slot
  }

  private grow(): void {
    const { keys, rows, contents } = this
    this.keys = new Float64Array(keys.length * 2)
    this.rows = new Uint32Array(keys.length * 2)
    this.contents = new Uint32Array(keys.length * 2)
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at] as number
      if (key !== 0) this.put(this.slotOf(key), key, rows[at] as number, contents[at] as number)
    }
  }
}

/** FNV-1a over the characters: two different rows of one 户号 meet by chance once in four thousand million. */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
