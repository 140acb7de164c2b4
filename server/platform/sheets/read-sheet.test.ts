import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CellValue, writeXlsx } from 'hucre/xlsx'
import iconv from 'iconv-lite'
import { type Part, partsOf, zip } from '../../testing/zip'
import type { SheetFault } from './fault'
import { openSheet, type ReadOptions, readRows, type SheetRow } from './read-sheet'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sheets-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
function fileOf(content: string | Uint8Array): string {
  const file = join(folder, `${files++}.upload`)
  writeFileSync(file, content)
  return file
}
async function read(content: string | Uint8Array, options?: ReadOptions): Promise<SheetRow[]> {
  const rows: SheetRow[] = []
  for await (const row of readRows(fileOf(content), options)) rows.push(row)
  return rows
}
const xlsx = (rows: CellValue[][]) => writeXlsx({ sheets: [{ name: '表', rows }] })
const refusal = async (content: string | Uint8Array, options?: ReadOptions): Promise<string> =>
  read(content, options).then(
    () => 'read',
    (fault: SheetFault) => fault.code,
  )

const TEXT = '户号,户名\r\n6100000001,张㛃\r\n6100000002,李四\r\n'
const ROWS = [
  { rowNo: 2, cells: { 户号: '6100000001', 户名: '张㛃' } },
  { rowNo: 3, cells: { 户号: '6100000002', 户名: '李四' } },
]

describe('the encoding of a CSV is seen from its bytes', () => {
  test.each([
    ['UTF-8 with mark', Buffer.from(`\ufeff${TEXT}`), 'utf-8'],
    ['UTF-8 without mark', Buffer.from(TEXT), 'utf-8'],
    ['GB18030, four-byte characters too', iconv.encode(TEXT, 'gb18030'), 'gb18030'],
    ['UTF-16 as "Unicode text" of Excel', Buffer.from(`\ufeff${TEXT.replaceAll(',', '\t')}`, 'utf16le'), 'utf-16le'],
    ['line ends of Unix and no last one', Buffer.from(TEXT.trimEnd().replaceAll('\r\n', '\n')), 'utf-8'],
    ['semicolons', Buffer.from(TEXT.replaceAll(',', ';')), 'utf-8'],
  ])('%s', async (_, bytes, encoding) => {
    expect(await read(bytes)).toEqual(ROWS)
    const sheet = await openSheet(fileOf(bytes))
    expect(sheet.form).toMatchObject({ form: 'csv', encoding })
    await sheet.close()
  })

  test('a character cut by the end of the first sample does not change the answer', async () => {
    for (let shift = 0; shift < 4; shift++) {
      const long = `${'x'.repeat(shift)},户名\n${'甲,乙丙丁\n'.repeat(20_000)}`
      for (const encoding of ['utf-8', 'gb18030']) {
        const rows = await read(iconv.encode(`a${long}`, encoding))
        expect(rows).toHaveLength(20_000)
        expect(rows.every(({ cells }) => cells.户名 === '乙丙丁')).toBe(true)
      }
    }
  })

  test('a Chinese word far behind plain ASCII still decides', async () => {
    const text = `a,b\n${'1,2\n'.repeat(40_000)}3,中文\n`
    const rows = await read(iconv.encode(text, 'gb18030'))
    expect(rows.at(-1)?.cells).toEqual({ a: '3', b: '中文' })
  })

  test('bytes that are no character are marked at their cell', async () => {
    const bytes = Buffer.concat([
      iconv.encode('户号,户名,地址\n1,张三,前营村一组\n2,', 'gb18030'),
      Buffer.from([0x80, 0xff, 0x0a]),
    ])
    const rows = await read(Buffer.concat([bytes, iconv.encode('3,李四\n', 'gb18030')]))
    expect(rows.map(({ faults }) => faults)).toEqual([undefined, { 户名: 'SHEET_TEXT_DAMAGED' }, undefined])
  })
})

describe('cells of a CSV', () => {
  test('quotes hold delimiters, quotes and line ends; row numbers are those of a spreadsheet', async () => {
    const rows = await read('户号,地址\n1,"前营村,1组\r\n""东头"" 8号"\n\n2," 有空格 "\n3,5" 管\n')
    expect(rows).toEqual([
      { rowNo: 2, cells: { 户号: '1', 地址: '前营村,1组\r\n"东头" 8号' } },
      { rowNo: 4, cells: { 户号: '2', 地址: ' 有空格 ' } },
      { rowNo: 5, cells: { 户号: '3', 地址: '5" 管' } },
    ])
  })

  test('quoted cells read alike wherever a chunk ends', async () => {
    const cell = '引"号,和\n换行'
    const line = `"${cell.replaceAll('"', '""')}",b\r\n`
    for (let shift = 0; shift < 12; shift++) {
      const rows = await read(`甲,${'x'.repeat(shift)}乙\r\n${line.repeat(15_000)}`)
      expect(rows).toHaveLength(15_000)
      expect(rows.every(({ cells }) => cells.甲 === cell)).toBe(true)
    }
  })

  test('a quote that is never closed is refused with its row instead of swallowing the rest', async () => {
    const fault = await read(`户号,户名\n1,张三\n2,"李四\n${'3,王五\n'.repeat(100)}`).catch((error) => error)
    expect(fault).toMatchObject({ code: 'SHEET_UNREADABLE', details: { rowNo: 3 } })
  })

  test('texts stay as they stand: blanks, leading zeros, scientific notation, formulas', async () => {
    const [row] = await read('户号,户名,电话\n 6.1E+09\t,"=HYPERLINK(""http://x"",""点我"")",04191234567\n')
    expect(row?.cells).toEqual({ 户号: ' 6.1E+09\t', 户名: '=HYPERLINK("http://x","点我")', 电话: '04191234567' })
    expect(row?.faults).toBeUndefined()
  })

  test('short rows end in empty cells, surplus cells are marked, surplus delimiters are not', async () => {
    const rows = await read('户号,户名\n1\n2,李四,东头\n3,王五,,\n')
    expect(rows).toEqual([
      { rowNo: 2, cells: { 户号: '1', 户名: '' } },
      { rowNo: 3, cells: { 户号: '2', 户名: '李四' }, faults: { 户名: 'SHEET_CELLS_OVER' } },
      { rowNo: 4, cells: { 户号: '3', 户名: '王五' } },
    ])
  })
})

describe('the header', () => {
  const known = ['户号', '户名', '电量(千瓦时)']

  test('is found below a title and a note, with its names tidied', async () => {
    const rows = await read('某某供电所客户档案,,\n导出时间,2026-11-22,\n户 号, 户名,电量（千瓦时）\n1,张三,5\n', {
      known,
    })
    expect(rows).toEqual([{ rowNo: 4, cells: { 户号: '1', 户名: '张三', '电量(千瓦时)': '5' } }])
  })

  test('without known names it is the first row with two filled cells', async () => {
    const rows = await read('标题,\n甲,乙\n1,2\n')
    expect(rows).toEqual([{ rowNo: 3, cells: { 甲: '1', 乙: '2' } }])
  })

  test('that is missing, or names a column twice, is refused', async () => {
    expect(await refusal('1,2\n3,4\n', { known })).toBe('SHEET_HEADER_MISSING')
    expect(await refusal('只有一列\n1\n')).toBe('SHEET_HEADER_MISSING')
    const fault = await read('户号,户名,户 号\n1,2,3\n', { known }).catch((error) => error)
    expect(fault).toMatchObject({ code: 'SHEET_COLUMN_TWICE', details: { rowNo: 1, column: '户号' } })
  })

  test('columns without a name are left out', async () => {
    const [row] = await read('户号,,户名\n1,x,张三\n')
    expect(row?.cells).toEqual({ 户号: '1', 户名: '张三' })
  })
})

describe('cells of an XLSX', () => {
  test('numbers come as plain text without exponent, days and moments as texts, ticks as words', async () => {
    const rows = await read(
      await xlsx([
        ['户号', '月份', '金额', '日期', '时刻', '试点'],
        [6100000001, 202609, 72.5, new Date('2026-10-18T00:00:00Z'), new Date('2026-10-18T08:30:00Z'), true],
        ['0061', 123456789012345, 0.1 + 0.2, null, '', false],
      ]),
    )
    expect(rows.map(({ cells }) => Object.values(cells))).toEqual([
      ['6100000001', '202609', '72.5', '2026-10-18', '2026-10-18 08:30', '是'],
      ['0061', '123456789012345', '0.3', '', '', '否'],
    ])
    expect(rows.some(({ faults }) => faults)).toBe(false)
  })

  test('a number of more than 15 digits is marked, its last digits are gone; as text it is whole', async () => {
    const rows = await read(
      await xlsx([
        ['户号', '户名'],
        [1.234567890123e18, '张三'],
        ['1234567890123456789', '李四'],
      ]),
    )
    expect(rows[0]?.faults).toEqual({ 户号: 'SHEET_DIGITS_LOST' })
    expect(rows[0]?.cells.户号).toMatch(/^\d{19}$/)
    expect(rows[1]).toEqual({ rowNo: 3, cells: { 户号: '1234567890123456789', 户名: '李四' } })
  })

  test('row numbers survive empty rows', async () => {
    const rows = await read(await xlsx([['标题'], [], ['户号', '户名'], [], ['1', '张三']]), {
      known: ['户号', '户名'],
    })
    expect(rows.map(({ rowNo }) => rowNo)).toEqual([5])
  })

  test('sizes written behind the content and shared texts behind the rows do not matter', async () => {
    const parts = partsOf(await smallBook())
    const late = [...parts].sort(
      ([a], [b]) => Number(a.includes('sharedStrings')) - Number(b.includes('sharedStrings')),
    )
    expect(late.at(-1)?.[0]).toBe('xl/sharedStrings.xml')
    for (const sizesBehind of [false, true]) expect(await read(zip(late, { sizesBehind }))).toEqual(ROWS)
  })

  test('a reader that stops early closes the file and hangs nowhere', async () => {
    const many = await xlsx([['户号', '户名'], ...Array.from({ length: 5_000 }, (_, i) => [i, '张三'])])
    for await (const { rowNo } of readRows(fileOf(many))) if (rowNo === 3) break
    const sheet = await openSheet(fileOf(many))
    await sheet.close()
    expect(await read(many)).toHaveLength(5_000)
  })
})

describe('what is not a sheet is refused by its bytes', () => {
  test('old .xls, a password, and HTML called .xls ask for .xlsx', async () => {
    const ole = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2_000)])
    expect(await refusal(ole)).toBe('SHEET_OLD_XLS')
    expect(await refusal('<html><table><tr><td>户号</td></tr></table></html>')).toBe('SHEET_OLD_XLS')
    expect(await read(ole).catch((fault) => fault.message)).toContain('另存为 .xlsx')
  })

  test('pictures, PDF, an empty file, another zip', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000', 'hex')
    expect(await refusal(png)).toBe('SHEET_UNREADABLE')
    expect(await refusal('%PDF-1.7\n1 0 obj\n')).toBe('SHEET_UNREADABLE')
    expect(await refusal('')).toBe('SHEET_UNREADABLE')
    expect(await refusal(zip([['word/document.xml', Buffer.from('<w/>')]]))).toBe('SHEET_UNREADABLE')
  })

  test('an XLSX cut anywhere is refused, not half read', async () => {
    const whole = Buffer.from(await xlsx([['户号', '户名'], ...Array.from({ length: 300 }, (_, i) => [i, `张${i}`])]))
    for (const share of [0.01, 0.3, 0.6, 0.9, 0.999]) {
      expect(await refusal(whole.subarray(0, Math.floor(whole.length * share)))).toBe('SHEET_UNREADABLE')
    }
  })

  test('an XLSX with spoilt content is refused', async () => {
    const parts = partsOf(await smallBook())
    const spoilt = zip(parts)
    spoilt.fill(0xff, spoilt.indexOf('sheet1.xml') + 20, spoilt.indexOf('sheet1.xml') + 60)
    expect(await refusal(spoilt)).toBe('SHEET_UNREADABLE')
  })
})

describe('a zip bomb is stopped', () => {
  const sheetWith = async (sheet: Buffer) =>
    partsOf(await smallBook()).map(([name, bytes]): Part => [name, name.endsWith('sheet1.xml') ? sheet : bytes])
  const blanks = Buffer.alloc(40 * 1024 * 1024, 0x20)

  test('by the stated size, before anything is unpacked', async () => {
    expect(await refusal(zip(await sheetWith(blanks)))).toBe('SHEET_TOO_LARGE')
  })

  test('by what comes out, when the stated size is a lie', async () => {
    expect(await refusal(zip(await sheetWith(blanks), { stated: 1_000 }))).toBe('SHEET_TOO_LARGE')
    expect(await refusal(zip(await sheetWith(blanks), { stated: 0 }))).toBe('SHEET_UNREADABLE')
  })

  test('in the shared texts, which are held in memory', async () => {
    const bomb = partsOf(await smallBook()).map(
      ([name, bytes]): Part => [name, name.includes('sharedStrings') ? blanks : bytes],
    )
    expect(await refusal(zip(bomb))).toBe('SHEET_TOO_LARGE')
  })

  test('limits on the file, the rows and one row hold for both forms', async () => {
    const book = await xlsx([['户号', '户名'], ...Array.from({ length: 50 }, (_, i) => [i, '张三'])])
    expect(await refusal(book, { limits: { fileBytes: 100 } })).toBe('SHEET_TOO_LARGE')
    expect(await refusal(book, { limits: { rows: 20 } })).toBe('SHEET_TOO_LARGE')
    expect(await refusal(`a,b\n${'1,2\n'.repeat(50)}`, { limits: { rows: 20 } })).toBe('SHEET_TOO_LARGE')
    expect(await refusal(`a,b\n"${'x'.repeat(2_000_000)}`)).toBe('SHEET_UNREADABLE')
  })
})

test('a CSV of any size is read with a few megabytes: what the reader holds does not grow with the file', async () => {
  const line = '6100000001,张三,前营村1组84号,前营村,1组,2100000000,前营东台区,10kV营房线,213709067094,18644181985\n'
  const file = fileOf(
    `户号,户名,用电地址,村,组,台区编号,台区名称,线路名称,电表资产号,联系电话\n${line.repeat(200_000)}`,
  )
  const bytes = readFileSync(file).length
  let rows = 0
  let largest = 0
  for await (const batch of (await openSheet(file)).batches()) {
    rows += batch.length
    largest = Math.max(largest, batch.length)
  }
  expect(rows).toBe(200_000)
  expect(bytes).toBeGreaterThan(20_000_000)
  expect(largest).toBeLessThan(5_000)
})

/** The workbook of `ROWS`, with shared texts. */
const smallBook = () => xlsx([['户号', '户名'], ...ROWS.map(({ cells }) => Object.values(cells))])
