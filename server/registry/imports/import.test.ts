import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { readRows } from '../../platform/sheets/read-sheet'
import { writeSheet } from '../../platform/sheets/write-sheet'
import {
  CUSTOMERS,
  counts,
  HEADER,
  type ImportStage,
  line,
  openImportStage,
  VILLAGES,
} from '../../testing/import-stage'
import { partsOf } from '../../testing/zip'
import type { ImportView } from './import.reads'

let stage: ImportStage
beforeAll(async () => {
  stage = await openImportStage()
})
afterAll(() => stage.world.close())

describe('the files of a station', () => {
  test('make villages, areas, feeders, liaisons with their villages, committees and customers', async () => {
    const station = await stage.aFilledStation()
    const register = await stage.registerOf(station.id)
    expect(register.villages).toHaveLength(VILLAGES)
    expect(register.villages.every(({ pilot }) => pilot)).toBe(true)
    expect(register.pairings.map(({ liveVillage }) => liveVillage).sort()).toEqual(
      register.villages.map(({ id }) => id).sort(),
    )
    expect(register.committee).toHaveLength(VILLAGES)
    expect(register.staff).toHaveLength(VILLAGES + 1)
    expect(register.households).toHaveLength(CUSTOMERS)
    expect(counts(station.customers as ImportView)).toEqual({
      rows: CUSTOMERS,
      new: CUSTOMERS,
      changed: 0,
      same: 0,
      wrong: 0,
      repeated: 0,
      onlyPhoneWrong: 0,
    })
    const withPhone = register.households.find(({ phoneSealed }) => phoneSealed !== null)
    const number = stage.world.deps.vault.open(withPhone?.phoneSealed as string)
    expect(number).toMatch(/^1\d{10}$/)
    expect(stage.customerText()).toContain(`${withPhone?.accountNo},`)
    expect(withPhone?.phoneHash).toBe(stage.world.deps.vault.hash(number))
  })

  test('a dry run leaves the register untouched', async () => {
    const station = await stage.aFilledStation(false)
    const before = await stage.registerOf(station.id)
    const { body } = await stage.uploadFile(station.key, stage.files.customers)
    expect(body).toMatchObject({ state: 'checked', kind: 'customers', progress: { done: CUSTOMERS, failed: 0 } })
    expect(body.differences).toHaveLength(20)
    expect(await stage.registerOf(station.id)).toEqual(before)
  })

  test('the same file twice is recognised and changes nothing', async () => {
    const station = await stage.aFilledStation()
    const before = await stage.registerOf(station.id)
    for (const file of [stage.files.areas, stage.files.villages, stage.files.customers]) {
      const { body } = await stage.uploadFile(station.key, file)
      expect(body.sameFileAs).not.toBeNull()
      expect(counts(body)).toMatchObject({ new: 0, changed: 0, wrong: 0, same: counts(body).rows })
      expect((await stage.apply(station.key, body.id)).body).toMatchObject({ state: 'applied' })
    }
    expect(await stage.registerOf(station.id)).toEqual(before)
  })
})

describe('the faulty file', () => {
  const WITHOUT_NUMBER = { mode: 'right_rows_only', withoutNumber: true }

  test('against the imported station: 96 same, 3 changed, 21 wrong, 1 repeated', async () => {
    const station = await stage.aFilledStation()
    const { body } = await stage.uploadFile(station.key, stage.files.faultyCustomers)
    expect(counts(body)).toEqual({ rows: 121, new: 0, changed: 3, same: 96, wrong: 21, repeated: 1, onlyPhoneWrong: 3 })
    expect(body.differences.map(({ changes }: ImportView['differences'][number]) => changes[0]?.after)).toEqual(
      Array(3).fill('0419-****34'),
    )
    expect(JSON.stringify(body)).not.toMatch(/(?<!\d)(61000\d{5}|1[3-9]\d{9})(?!\d)/)
  })

  test('before any customer: 99 new, 21 wrong, 1 repeated; not taken as a whole, its right rows on demand', async () => {
    const station = await stage.aFilledStation(false)
    const { body } = await stage.uploadFile(station.key, stage.files.faultyCustomers)
    expect(counts(body)).toEqual({ rows: 121, new: 99, changed: 0, same: 0, wrong: 21, repeated: 1, onlyPhoneWrong: 3 })
    const refused = await stage.apply(station.key, body.id, { mode: 'all' })
    expect(refused.body).toMatchObject({ code: 'IMPORT_HAS_WRONG_ROWS', details: { wrong: 21 } })
    expect((await stage.registerOf(station.id)).households).toHaveLength(0)
    expect((await stage.apply(station.key, body.id, { mode: 'right_rows_only' })).body).toMatchObject({
      state: 'applied',
    })
    expect((await stage.registerOf(station.id)).households).toHaveLength(99)
    expect((await stage.apply(station.key, body.id)).body).toMatchObject({ code: 'IMPORT_ALREADY_APPLIED' })
  })

  test('rows whose only fault is the phone are taken without number by choice', async () => {
    const station = await stage.aFilledStation(false)
    const { body } = await stage.uploadFile(station.key, stage.files.faultyCustomers)
    expect((await stage.apply(station.key, body.id, WITHOUT_NUMBER)).body).toMatchObject({ state: 'applied' })
    const { households } = await stage.registerOf(station.id)
    expect(households).toHaveLength(102)
    const taken = body.faults.filter(({ faults }: ImportView['faults'][number]) =>
      faults.every(({ column }) => column === '联系电话'),
    )
    expect(taken.length).toBeGreaterThan(0)
    expect(
      households
        .filter(({ accountNo }) => ['6100000016', '6100000056'].includes(accountNo))
        .map(({ phoneHash }) => phoneHash),
    ).toEqual([null, null])
  })

  test('an unreadable number does not take away the one on record', async () => {
    const station = await stage.aFilledStation()
    const numbersOf = async () =>
      (await stage.registerOf(station.id)).households
        .filter(({ accountNo }) => ['6100000016', '6100000056'].includes(accountNo))
        .map(({ phoneHash }) => phoneHash)
    const before = await numbersOf()
    const { body } = await stage.uploadFile(station.key, stage.files.faultyCustomers)
    expect((await stage.apply(station.key, body.id, WITHOUT_NUMBER)).body).toMatchObject({ state: 'applied' })
    expect(await numbersOf()).toEqual(before)
  })

  test('its wrong rows come back as they were, wrong cells red with reasons, and the mended file is taken', async () => {
    const station = await stage.aFilledStation(false)
    const { body } = await stage.uploadFile(station.key, stage.files.faultyCustomers)
    const sheet = await stage.answer('GET', `/imports/${body.id}/faults.xlsx`, station.key)
    const file = join(stage.world.folder, 'faults.xlsx')
    writeFileSync(file, sheet.bytes)
    const rows = []
    for await (const row of readRows(file)) rows.push(row.cells)
    expect(rows).toHaveLength(21)
    expect(Object.keys(rows[0] ?? {})).toEqual([...HEADER.split(','), '错误说明'])
    expect(rows.every((row) => row.错误说明 !== '')).toBe(true)
    expect(partsOf(sheet.bytes).some(([name, content]) => name.includes('styles') && content.includes('FFC7CE'))).toBe(
      true,
    )

    const right = new Map(
      stage
        .customerText()
        .split('\r\n')
        .map((each) => [each.split(',')[8], each.split(',')]),
    )
    const mended = rows.map((row) => [...(right.get(row.电表资产号 as string) as string[]), row.错误说明 as string])
    await writeSheet(file, { columns: [...HEADER.split(','), '错误说明'], rows: mended })
    const again = await stage.uploadFile(station.key, file)
    expect(counts(again.body)).toMatchObject({ rows: 21, new: 21, wrong: 0 })

    const csv = await stage.answer('GET', `/imports/${body.id}/faults.csv`, station.key)
    writeFileSync(file, csv.bytes)
    let read = 0
    for await (const { cells } of readRows(file)) read += cells.错误说明 === '' ? 0 : 1
    expect(read).toBe(21)
  })
})

describe('a file is read as stations export it', () => {
  test.each([
    ['UTF-8 with mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['UTF-8', (text: string) => Buffer.from(text)],
    ['GB18030', (text: string) => iconv.encode(text, 'gb18030')],
    [
      'columns in another order, below a title',
      (text: string) =>
        Buffer.from(
          `示范所客户档案\r\n${text
            .split('\r\n')
            .map((each) => each.split(',').reverse().join(','))
            .join('\r\n')}`,
        ),
    ],
  ])('%s', async (_, encode) => {
    const station = await stage.aFilledStation(false)
    const { body } = await stage.upload(station.key, encode(stage.customerText()))
    expect(counts(body)).toMatchObject({ rows: CUSTOMERS, new: CUSTOMERS, wrong: 0 })
  })

  test('XLSX', async () => {
    const station = await stage.aFilledStation(false)
    const file = join(stage.world.folder, 'customers.xlsx')
    const rows = stage
      .customerText()
      .trimEnd()
      .split('\r\n')
      .map((each) => each.split(','))
    await writeSheet(file, { columns: rows[0] as string[], rows: rows.slice(1) })
    expect(counts((await stage.uploadFile(station.key, file)).body)).toMatchObject({ rows: CUSTOMERS, new: CUSTOMERS })
  })

  test('bills, unknown sheets, missing columns and what is no sheet are refused by name', async () => {
    const { key } = await stage.anAdminsStation()
    for (const file of stage.files.bills)
      expect((await stage.uploadFile(key, file)).body).toMatchObject({ code: 'IMPORT_BILLS_NOT_YET' })
    expect((await stage.upload(key, '姓名,年龄\n张三,3\n')).body).toMatchObject({ code: 'IMPORT_FILE_NOT_RECOGNISED' })
    expect((await stage.upload(key, '户号,户名,村\n6100000000,张三,前营村\n')).body).toMatchObject({
      code: 'IMPORT_COLUMNS_MISSING',
      details: { missing: ['台区编号', '用电类别'] },
    })
    expect((await stage.upload(key, Buffer.from([0x25, 0x50, 0x44, 0x46, 0x2d, 0x31]))).status).toBe(422)
  })

  test('a template is refused with its sample line and recognised by its header', async () => {
    const station = await stage.aFilledStation(false)
    for (const kind of ['areas', 'villages', 'customers']) {
      const { bytes } = await stage.answer('GET', `/import-templates/${kind}.xlsx`, station.key)
      const { body } = await stage.upload(station.key, bytes, {}, '模板.xlsx')
      expect(body).toMatchObject({ kind, counts: { rows: 1, wrong: 1 } })
    }
  })
})

describe('what a file may make', () => {
  test('customers make groups inside known villages, but no village and no area', async () => {
    const station = await stage.aFilledStation(false)
    const { body } = await stage.upload(
      station.key,
      `${HEADER}\r\n${line({ 户号: '7100000001', 村民小组: '9组' })}\r\n${line({ 户号: '7100000002' }, '新开村', '2199999999')}\r\n`,
    )
    expect(counts(body)).toMatchObject({ new: 1, wrong: 1 })
    await stage.apply(station.key, body.id, { mode: 'right_rows_only' })
    const register = await stage.registerOf(station.id)
    expect(register.groups.map(({ name }) => name)).toEqual(['9组'])
    expect(register.villages).toHaveLength(VILLAGES)
  })

  test('with 新建 ticked, villages, areas and feeders are made from the rows that are right', async () => {
    const { id, key } = await stage.anAdminsStation()
    const place = { 线路名称: '10kV新线', 台区名称: '新东台区' }
    const rows = [
      line({ 户号: '7100000001', ...place }, '新开村', '2199999999'),
      line({ 户号: '7100000002', ...place }, '新开村', '2199999999'),
      line({ 户号: '7100000003', 台区名称: '旧台区' }, '旧村', '2199999998'),
    ]
    const { body } = await stage.upload(key, [HEADER, ...rows].join('\n'), { createVillages: 'true' })
    expect(counts(body)).toMatchObject({ new: 2, wrong: 1 })
    await stage.apply(key, body.id, { mode: 'right_rows_only' })
    const { villages, areas, feeders, households } = await stage.registerOf(id)
    expect([villages, areas, feeders, households].map((rows) => rows.length)).toEqual([1, 1, 1, 2])
  })

  test('care words set a mark without consent, 低保 and 五保 the free quota; an empty cell takes no mark away', async () => {
    const station = await stage.aFilledStation(false)
    const rows = [
      ['7100000001', '家用呼吸机'],
      ['7100000002', '低保'],
      ['7100000003', ''],
    ] as const
    const text = (cares: readonly (readonly [string, string])[]) =>
      [HEADER, ...cares.map(([no, care]) => line({ 户号: no, 重点关怀: care }))].join('\n')
    await stage.apply(station.key, (await stage.upload(station.key, text(rows))).body.id)
    await stage.apply(station.key, (await stage.upload(station.key, text(rows.map(([no]) => [no, ''])))).body.id)
    const { households, cares } = await stage.registerOf(station.id)
    expect(cares).toMatchObject([{ kinds: ['life_support'], lifeSupport: true, source: 'import', consentAt: null }])
    expect(households.map(({ freeQuota }) => freeQuota)).toEqual([null, null, null])
  })

  test('the same 户号 with other content in one file is wrong and names the first row', async () => {
    const station = await stage.aFilledStation(false)
    const { body } = await stage.upload(
      station.key,
      [HEADER, line({ 户号: '7100000001' }), line({ 户号: '7100000001', 户名: '李四' })].join('\n'),
    )
    expect(counts(body)).toMatchObject({ new: 1, wrong: 1, repeated: 0 })
    expect(body.faults[0]).toMatchObject({
      rowNo: 3,
      faults: [{ column: '户号', reason: expect.stringContaining('第2行') }],
    })
  })

  test('一人一村: a liaison with a village, and a village with another liaison, make the row wrong', async () => {
    const station = await stage.aFilledStation(false)
    const text = (village: string, no: string) =>
      `村,村委会联系人,村委会电话,对接人员,工号,手机\n${village},,,赵六,${no},13800000009\n`
    const taken = await stage.upload(station.key, text('别的村', 'LB1001'))
    expect(taken.body.faults[0].faults[0]).toMatchObject({
      column: '工号',
      reason: expect.stringContaining('一人一村'),
    })
    const other = await stage.upload(station.key, text('前营村', 'LB9'))
    expect(other.body.faults[0].faults[0]).toMatchObject({
      column: '对接人员',
      reason: expect.stringContaining('交接'),
    })
  })
})
