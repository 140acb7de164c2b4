import { randomBytes } from 'node:crypto'
import { createVault } from './vault'

const hmacKey = randomBytes(32)
const older = { id: 'k1', key: randomBytes(32) }
const newer = { id: 'k2', key: randomBytes(32) }
const vault = createVault({ keys: [newer, older], hmacKey })

describe('vault', () => {
  test('a sealed text opens again and shows the key in front, not the text', () => {
    const sealed = vault.seal('13812345678')
    expect(sealed).toMatch(/^v1:k2:[A-Za-z0-9+/]+=*$/)
    expect(vault.open(sealed)).toBe('13812345678')
    expect(Buffer.from(sealed.slice(6), 'base64').includes('1381234')).toBe(false)
  })

  test('empty, rare and four-byte characters survive', () => {
    for (const text of ['', '㛃喆', '𠮷😀', '张三'.repeat(500)]) expect(vault.open(vault.seal(text))).toBe(text)
  })

  test('no two of 5,000 seals of one text are alike, across several fillings of the pool', () => {
    const seals = new Set(Array.from({ length: 5_000 }, () => vault.seal('13812345678').slice(6, 22)))
    expect(seals.size).toBe(5_000)
  })

  test('every changed character is noticed', () => {
    const sealed = vault.seal('13812345678')
    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
      expect(() => vault.open(changed)).toThrow()
    }
    expect(() => vault.open(sealed.slice(0, -4))).toThrow()
    expect(() => vault.open(`${sealed.slice(0, 8)} ${sealed.slice(8)}`)).toThrow('not a sealed text')
    expect(() => vault.open('13812345678')).toThrow('not a sealed text')
  })

  test('a text bound to its row does not open in another row', () => {
    const sealed = vault.seal('13812345678', 'household:1')
    expect(vault.open(sealed, 'household:1')).toBe('13812345678')
    expect(() => vault.open(sealed, 'household:2')).toThrow('belongs to another place')
    expect(() => vault.open(sealed)).toThrow('belongs to another place')
  })

  test('after a change of keys the old texts still open, and older servers say which key they lack', () => {
    const before = createVault({ keys: [older], hmacKey })
    const sealed = before.seal('13812345678')
    expect(vault.open(sealed)).toBe('13812345678')
    expect(() => before.open(vault.seal('x'))).toThrow('"k2", which is not configured')
  })

  test('the search hash is the same under every sealing key and differs by text and by search key', () => {
    const before = createVault({ keys: [older], hmacKey })
    expect(vault.hash('13812345678')).toMatch(/^[0-9a-f]{64}$/)
    expect(vault.hash('13812345678')).toBe(before.hash('13812345678'))
    expect(vault.hash('13812345678')).not.toBe(vault.hash('13812345679'))
    expect(createVault({ keys: [older], hmacKey: randomBytes(32) }).hash('1')).not.toBe(before.hash('1'))
  })

  test('short keys, doubled ids and ids with a colon are refused at start', () => {
    expect(() => createVault({ keys: [], hmacKey })).toThrow('at least one key')
    expect(() => createVault({ keys: [{ id: 'k', key: randomBytes(16) }], hmacKey })).toThrow('16 bytes')
    expect(() => createVault({ keys: [older, older], hmacKey })).toThrow('listed twice')
    expect(() => createVault({ keys: [{ id: 'a:b', key: older.key }], hmacKey })).toThrow('letters or digits')
    expect(() => createVault({ keys: [older], hmacKey: randomBytes(8) })).toThrow('at least 32 bytes')
  })
})
