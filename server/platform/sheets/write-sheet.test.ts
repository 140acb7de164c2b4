import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { readXlsx } from 'hucre/xlsx'
import { openSheet, readRows } from './read-sheet'
import { writeCsv } from './write-csv'
import { MARKED_ROWS, type SheetLine, type SheetToWrite, sheetStream, writeSheet } from './write-sheet'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sheets-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const firstSheet = async (sheet: SheetToWrite) => {
  const { sheets } = await readXlsx(await buffer(sheetStream(sheet)), { readStyles: true })
  const first = sheets[0]
  if (!first) throw new Error('no sheet')
  return first
}

describe('an XLSX for people', () => {
  test('account numbers and phones are texts in text columns, amounts stay numbers', async () => {
    const rows = [['6100000001', '013812345678', 72.5], [6100000002, '', 0] as const]
    const sheet = await firstSheet({ columns: ['户号', '手机', { title: '金额', kind: 'number' }], rows })
    expect(sheet.rows).toEqual([
      ['户号', '手机', '金额'],
      ['6100000001', '013812345678', 72.5],
      ['6100000002', null, 0],
    ])
    expect(sheet.cells?.get('1,0')?.style?.numFmt).toBe('@')
    expect(sheet.cells?.get('1,2')?.style?.numFmt).not.toBe('@')
  })

  test.each([
    ['=HYPERLINK("http://x","点我")', `'=HYPERLINK("http://x","点我")`],
    ['+cmd|calc', `'+cmd|calc`],
    ['-1+1', `'-1+1`],
    ['@SUM(A1)', `'@SUM(A1)`],
    ['\t=1', `'\t=1`],
    ['＝1+1', `'＝1+1`],
    ['-12.50', '-12.50'],
    ['+8613812345678', '+8613812345678'],
    ['张三=李四', '张三=李四'],
  ])('%s is written as %s, so that no spreadsheet runs it', async (text, written) => {
    const sheet = await firstSheet({ columns: ['户号', '户名'], rows: [['1', text]], notes: [text] })
    expect(sheet.rows[0]?.[0]).toBe(written)
    expect(sheet.rows[2]?.[1]).toBe(written)
  })

  test('wrong cells are red, the others are not, and it reads back below its notes', async () => {
    const file = join(folder, 'red.xlsx')
    const rows: SheetLine[] = [['1', '张三', ''], { cells: ['', '李四', '户号是空的'], wrong: [0] }]
    await writeSheet(file, { columns: ['户号', '户名', '错误说明'], rows, notes: ['请改正红色的格后重新上传'] })
    const { sheets } = await readXlsx(readFileSync(file), { readStyles: true })
    const colour = (at: string): unknown => JSON.stringify(sheets[0]?.cells?.get(at)?.style?.fill ?? null)
    expect(colour('3,0')).toContain('FFC7CE')
    expect(colour('3,1')).not.toContain('FFC7CE')
    const read: unknown[] = []
    for await (const row of readRows(file, { known: ['户号', '户名'] })) read.push(row)
    expect(read).toEqual([
      { rowNo: 3, cells: { 户号: '1', 户名: '张三', 错误说明: '' } },
      { rowNo: 4, cells: { 户号: '', 户名: '李四', 错误说明: '户号是空的' } },
    ])
  })

  test('a longer list than can be marked loses only the colour, and rows are asked for one after another', async () => {
    const total = MARKED_ROWS + 500
    let asked = 0
    const rows = async function* (): AsyncGenerator<SheetLine> {
      for (; asked < total; asked++) yield { cells: [String(asked), '张三'], wrong: [1] }
    }
    const file = join(folder, 'long.xlsx')
    await writeSheet(file, { columns: ['户号', '户名'], rows: rows() })
    expect(asked).toBe(total)
    const seen: string[] = []
    for await (const { cells } of readRows(file)) seen.push(cells.户号 ?? '')
    expect(seen).toEqual(Array.from({ length: total }, (_, i) => String(i)))
  })

  test('a row that cannot be had breaks the stream instead of ending the sheet early', async () => {
    const rows = function* (): Generator<SheetLine> {
      yield ['1', '张三']
      throw new Error('database gone')
    }
    await expect(buffer(sheetStream({ columns: ['户号', '户名'], rows: rows() }))).rejects.toThrow('database gone')
  })
})

describe('a CSV between systems', () => {
  test.each(['gb18030', 'utf-8-bom'] as const)(
    'in %s reads back as it was, formulas and rare characters too',
    async (encoding) => {
      const file = join(folder, `${encoding}.csv`)
      const rows = [
        ['1', '㛃喆,"甲"'],
        ['2', '=1+1'],
        ['3', '两\n行'],
      ]
      let written = 0
      await writeCsv(file, { columns: ['户号', '户名'], rows, encoding }, () => written++)
      expect(written).toBe(3)
      const read: string[][] = []
      for await (const { cells } of readRows(file)) read.push([cells.户号 ?? '', cells.户名 ?? ''])
      expect(read).toEqual(rows)
      const sheet = await openSheet(file)
      expect(sheet.form).toMatchObject({ encoding: encoding === 'gb18030' ? 'gb18030' : 'utf-8' })
      await sheet.close()
      expect(readFileSync(file).subarray(0, 3).equals(Buffer.from('efbbbf', 'hex'))).toBe(encoding === 'utf-8-bom')
    },
  )

  test('is written piece by piece and loses nothing between the pieces', async () => {
    const file = join(folder, 'long.csv')
    const rows = function* () {
      for (let i = 0; i < 50_000; i++) yield [String(i), '张三㛃']
    }
    await writeCsv(file, { columns: ['户号', '户名'], rows: rows(), encoding: 'gb18030' })
    let next = 0
    for await (const { cells } of readRows(file)) {
      if (cells.户号 !== String(next) || cells.户名 !== '张三㛃')
        throw new Error(`row ${next} is ${JSON.stringify(cells)}`)
      next++
    }
    expect(next).toBe(50_000)
    expect(statSync(file).size).toBeGreaterThan(500_000)
  })
})
