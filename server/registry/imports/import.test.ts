import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { type StationFiles, writeStation } from '../../../scripts/station/write-station'
import { readRows } from '../../platform/sheets/read-sheet'
import { writeSheet } from '../../platform/sheets/write-sheet'
import { openWorld, type World } from '../../testing/world'
import { partsOf } from '../../testing/zip'
import { CommitteeMemberTable, PairingTable } from '../liaisons/liaison.tables'
import { CareMarkTable, HouseholdTable } from '../people/household.tables'
import { StaffTable } from '../people/staff.tables'
import { tokenHash } from '../sign-in/actor.reads'
import { ApiKeyTable } from '../sign-in/sign-in.tables'
import { StationTable } from '../stations/station.tables'
import { FeederTable, TransformerAreaTable, VillageGroupTable, VillageTable } from '../villages/village.tables'
import type { ImportView } from './import.reads'
import { ImportTable } from './import.tables'
import { waitFor } from './run.actions'

const VILLAGES = 3
const PER_VILLAGE = 60
const CUSTOMERS = VILLAGES * PER_VILLAGE

let world: World
let files: StationFiles

beforeAll(async () => {
  world = await openWorld()
  files = await writeStation(join(world.folder, 'station'), {
    seed: 7,
    villages: VILLAGES,
    householdsPerVillage: PER_VILLAGE,
    now: world.now(),
  })
})
afterAll(() => world.close())

/** A station of its own with an admin; answers the admin's key. */
async function aStation(): Promise<{ id: string; key: string }> {
  const { newId, newToken, clock, db } = world.deps
  const id = newId()
  const staffId = newId()
  const key = `cs_${newToken()}`
  await db.write(async (tx) => {
    const createdAt = clock()
    await tx.insert(StationTable, {
      id,
      code: id.slice(-12),
      name: '试点供电所',
      phone: '0419-5550000',
      province: '辽宁',
      rules: {} as never,
      createdAt,
    })
    const nobody = { phoneSealed: null, phoneHash: null, account: null, passwordHash: null }
    await tx.insert(StaffTable, {
      id: staffId,
      stationId: id,
      number: 'A1',
      name: '所长',
      team: '',
      duties: '',
      ...nobody,
      admin: true,
      active: true,
      createdAt,
    })
    await tx.insert(ApiKeyTable, {
      id: newId(),
      staffId,
      name: '测试',
      keyHash: tokenHash(key),
      createdAt,
      lastUsedAt: null,
      revokedAt: null,
    })
  })
  return { id, key }
}

async function answer(method: 'GET' | 'POST', url: string, key: string | null, payload?: object) {
  const headers = { ...(key ? { authorization: `Bearer ${key}` } : {}) }
  const reply = await world.inject({ method, url, headers, ...(payload ? { payload } : {}) })
  return {
    status: reply.statusCode,
    bytes: reply.rawPayload,
    body: reply.headers['content-type']?.toString().includes('json') ? reply.json() : null,
  }
}

async function upload(
  key: string | null,
  content: Buffer | string,
  fields: Record<string, string> = {},
  name = '文件.csv',
) {
  const form = new FormData()
  for (const [field, value] of Object.entries(fields)) form.append(field, value)
  form.append('file', new Blob([Buffer.from(content as Buffer)]), name)
  const request = new Request('http://test/', { method: 'POST', body: form })
  const reply = await world.inject({
    method: 'POST',
    url: '/imports',
    headers: {
      'content-type': request.headers.get('content-type') as string,
      ...(key ? { authorization: `Bearer ${key}` } : {}),
    },
    payload: Buffer.from(await request.arrayBuffer()),
  })
  const body = reply.json()
  if (reply.statusCode !== 200) return { status: reply.statusCode, body }
  await waitFor(body.id)
  return { status: 200, body: (await answer('GET', `/imports/${body.id}`, key)).body as ImportView }
}
const uploadFile = (key: string, file: string) => upload(key, readFileSync(file), {}, file.split('/').at(-1))

async function apply(key: string, id: string, choice: object = { mode: 'all' }) {
  const reply = await answer('POST', `/imports/${id}/apply`, key, choice)
  if (reply.status !== 200) return reply
  await waitFor(id)
  return { status: 200, body: (await answer('GET', `/imports/${id}`, key)).body as ImportView }
}

async function imported(key: string, file: string): Promise<ImportView> {
  const { body } = await uploadFile(key, file)
  const { body: done } = await apply(key, body.id)
  expect(done).toMatchObject({ state: 'applied', trouble: null })
  return done
}

/** A station with its places known, and with its customers where `customers` says so. */
async function aFilledStation(customers = true) {
  const station = await aStation()
  await imported(station.key, files.areas)
  const villages = await imported(station.key, files.villages)
  return { ...station, villages, customers: customers ? await imported(station.key, files.customers) : null }
}

/** Every row of a station that an import may touch, for comparing before and after. */
async function registerOf(stationId: string) {
  const { read } = world.db
  const order = { id: 'ASC' } as const
  const villages = await read.find(VillageTable, { where: { stationId }, order })
  const ids = villages.map(({ id }) => id)
  const all = await read.find(HouseholdTable, { where: { stationId }, order })
  const households = new Set(all.map(({ id }) => id))
  return {
    villages,
    households: all,
    areas: await read.find(TransformerAreaTable, { where: { stationId }, order }),
    feeders: await read.find(FeederTable, { where: { stationId }, order }),
    staff: await read.find(StaffTable, { where: { stationId }, order }),
    pairings: await read.find(PairingTable, { where: { stationId }, order }),
    groups: (await read.find(VillageGroupTable, { order })).filter(({ villageId }) => ids.includes(villageId)),
    committee: (await read.find(CommitteeMemberTable, { order })).filter(({ villageId }) => ids.includes(villageId)),
    cares: (await read.find(CareMarkTable, { order: { householdId: 'ASC' } })).filter(({ householdId }) =>
      households.has(householdId),
    ),
  }
}

const counts = (body: ImportView) => body.counts as NonNullable<ImportView['counts']>
const customerText = () => iconv.decode(readFileSync(files.customers), 'gb18030')
const HEADER =
  '户号,户名,用电地址,村,村民小组,台区编号,台区名称,线路名称,电表资产号,联系电话,用电类别,客户类型,重点关怀'
const line = (cells: Partial<Record<string, string>>, village = '前营村', area = '2100000000') =>
  HEADER.split(',')
    .map(
      (column) =>
        cells[column] ??
        { 户名: '王建国', 村: village, 台区编号: area, 用电类别: '居民生活', 村民小组: '1组' }[column] ??
        '',
    )
    .join(',')

describe('the files of a station', () => {
  test('make villages, areas, feeders, liaisons with their villages, committees and customers', async () => {
    const station = await aFilledStation()
    const register = await registerOf(station.id)
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
    const number = world.deps.vault.open(withPhone?.phoneSealed as string)
    expect(number).toMatch(/^1\d{10}$/)
    expect(customerText()).toContain(`${withPhone?.accountNo},`)
    expect(withPhone?.phoneHash).toBe(world.deps.vault.hash(number))
  })

  test('a dry run leaves the register untouched', async () => {
    const station = await aFilledStation(false)
    const before = await registerOf(station.id)
    const { body } = await uploadFile(station.key, files.customers)
    expect(body).toMatchObject({ state: 'checked', kind: 'customers', progress: { done: CUSTOMERS, failed: 0 } })
    expect(body.differences).toHaveLength(20)
    expect(await registerOf(station.id)).toEqual(before)
  })

  test('the same file twice is recognised and changes nothing', async () => {
    const station = await aFilledStation()
    const before = await registerOf(station.id)
    for (const file of [files.areas, files.villages, files.customers]) {
      const { body } = await uploadFile(station.key, file)
      expect(body.sameFileAs).not.toBeNull()
      expect(counts(body)).toMatchObject({ new: 0, changed: 0, wrong: 0, same: counts(body).rows })
      expect((await apply(station.key, body.id)).body).toMatchObject({ state: 'applied' })
    }
    expect(await registerOf(station.id)).toEqual(before)
  })
})

describe('the faulty file', () => {
  const WITHOUT_NUMBER = { mode: 'right_rows_only', withoutNumber: true }

  test('against the imported station: 96 same, 3 changed, 21 wrong, 1 repeated', async () => {
    const station = await aFilledStation()
    const { body } = await uploadFile(station.key, files.faultyCustomers)
    expect(counts(body)).toEqual({ rows: 121, new: 0, changed: 3, same: 96, wrong: 21, repeated: 1, onlyPhoneWrong: 3 })
    expect(body.differences.map(({ changes }: ImportView['differences'][number]) => changes[0]?.after)).toEqual(
      Array(3).fill('0419-****34'),
    )
    expect(JSON.stringify(body)).not.toMatch(/(?<!\d)(61000\d{5}|1[3-9]\d{9})(?!\d)/)
  })

  test('before any customer: 99 new, 21 wrong, 1 repeated; not taken as a whole, its right rows on demand', async () => {
    const station = await aFilledStation(false)
    const { body } = await uploadFile(station.key, files.faultyCustomers)
    expect(counts(body)).toEqual({ rows: 121, new: 99, changed: 0, same: 0, wrong: 21, repeated: 1, onlyPhoneWrong: 3 })
    const refused = await apply(station.key, body.id, { mode: 'all' })
    expect(refused.body).toMatchObject({ code: 'IMPORT_HAS_WRONG_ROWS', details: { wrong: 21 } })
    expect((await registerOf(station.id)).households).toHaveLength(0)
    expect((await apply(station.key, body.id, { mode: 'right_rows_only' })).body).toMatchObject({ state: 'applied' })
    expect((await registerOf(station.id)).households).toHaveLength(99)
    expect((await apply(station.key, body.id)).body).toMatchObject({ code: 'IMPORT_ALREADY_APPLIED' })
  })

  test('rows whose only fault is the phone are taken without number by choice', async () => {
    const station = await aFilledStation(false)
    const { body } = await uploadFile(station.key, files.faultyCustomers)
    expect((await apply(station.key, body.id, WITHOUT_NUMBER)).body).toMatchObject({ state: 'applied' })
    const { households } = await registerOf(station.id)
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

  test('its wrong rows come back as they were, wrong cells red with reasons, and the mended file is taken', async () => {
    const station = await aFilledStation(false)
    const { body } = await uploadFile(station.key, files.faultyCustomers)
    const sheet = await answer('GET', `/imports/${body.id}/faults.xlsx`, station.key)
    const file = join(world.folder, 'faults.xlsx')
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
      customerText()
        .split('\r\n')
        .map((each) => [each.split(',')[8], each.split(',')]),
    )
    const mended = rows.map((row) => [...(right.get(row.电表资产号 as string) as string[]), row.错误说明 as string])
    await writeSheet(file, { columns: [...HEADER.split(','), '错误说明'], rows: mended })
    const again = await uploadFile(station.key, file)
    expect(counts(again.body)).toMatchObject({ rows: 21, new: 21, wrong: 0 })

    const csv = await answer('GET', `/imports/${body.id}/faults.csv`, station.key)
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
    const station = await aFilledStation(false)
    const { body } = await upload(station.key, encode(customerText()))
    expect(counts(body)).toMatchObject({ rows: CUSTOMERS, new: CUSTOMERS, wrong: 0 })
  })

  test('XLSX', async () => {
    const station = await aFilledStation(false)
    const file = join(world.folder, 'customers.xlsx')
    const rows = customerText()
      .trimEnd()
      .split('\r\n')
      .map((each) => each.split(','))
    await writeSheet(file, { columns: rows[0] as string[], rows: rows.slice(1) })
    expect(counts((await uploadFile(station.key, file)).body)).toMatchObject({ rows: CUSTOMERS, new: CUSTOMERS })
  })

  test('bills, unknown sheets, missing columns and what is no sheet are refused by name', async () => {
    const { key } = await aStation()
    for (const file of files.bills)
      expect((await uploadFile(key, file)).body).toMatchObject({ code: 'IMPORT_BILLS_NOT_YET' })
    expect((await upload(key, '姓名,年龄\n张三,3\n')).body).toMatchObject({ code: 'IMPORT_FILE_NOT_RECOGNISED' })
    expect((await upload(key, '户号,户名,村\n6100000000,张三,前营村\n')).body).toMatchObject({
      code: 'IMPORT_COLUMNS_MISSING',
      details: { missing: ['台区编号', '用电类别'] },
    })
    expect((await upload(key, Buffer.from([0x25, 0x50, 0x44, 0x46, 0x2d, 0x31]))).status).toBe(422)
  })

  test('a template is refused with its sample line and recognised by its header', async () => {
    const station = await aFilledStation(false)
    for (const kind of ['areas', 'villages', 'customers']) {
      const { bytes } = await answer('GET', `/import-templates/${kind}.xlsx`, station.key)
      const { body } = await upload(station.key, bytes, {}, '模板.xlsx')
      expect(body).toMatchObject({ kind, counts: { rows: 1, wrong: 1 } })
    }
  })
})

describe('what a file may make', () => {
  test('customers make groups inside known villages, but no village and no area', async () => {
    const station = await aFilledStation(false)
    const { body } = await upload(
      station.key,
      `${HEADER}\r\n${line({ 户号: '7100000001', 村民小组: '9组' })}\r\n${line({ 户号: '7100000002' }, '新开村', '2199999999')}\r\n`,
    )
    expect(counts(body)).toMatchObject({ new: 1, wrong: 1 })
    await apply(station.key, body.id, { mode: 'right_rows_only' })
    const register = await registerOf(station.id)
    expect(register.groups.map(({ name }) => name)).toEqual(['9组'])
    expect(register.villages).toHaveLength(VILLAGES)
  })

  test('with 新建 ticked, villages, areas and feeders are made from the rows that are right', async () => {
    const { id, key } = await aStation()
    const place = { 线路名称: '10kV新线', 台区名称: '新东台区' }
    const rows = [
      line({ 户号: '7100000001', ...place }, '新开村', '2199999999'),
      line({ 户号: '7100000002', ...place }, '新开村', '2199999999'),
      line({ 户号: '7100000003', 台区名称: '旧台区' }, '旧村', '2199999998'),
    ]
    const { body } = await upload(key, [HEADER, ...rows].join('\n'), { createVillages: 'true' })
    expect(counts(body)).toMatchObject({ new: 2, wrong: 1 })
    await apply(key, body.id, { mode: 'right_rows_only' })
    const { villages, areas, feeders, households } = await registerOf(id)
    expect([villages, areas, feeders, households].map((rows) => rows.length)).toEqual([1, 1, 1, 2])
  })

  test('care words set a mark without consent, 低保 and 五保 the free quota; an empty cell takes no mark away', async () => {
    const station = await aFilledStation(false)
    const rows = [
      ['7100000001', '家用呼吸机'],
      ['7100000002', '低保'],
      ['7100000003', ''],
    ] as const
    const text = (cares: readonly (readonly [string, string])[]) =>
      [HEADER, ...cares.map(([no, care]) => line({ 户号: no, 重点关怀: care }))].join('\n')
    await apply(station.key, (await upload(station.key, text(rows))).body.id)
    await apply(station.key, (await upload(station.key, text(rows.map(([no]) => [no, ''])))).body.id)
    const { households, cares } = await registerOf(station.id)
    expect(cares).toMatchObject([{ kinds: ['life_support'], lifeSupport: true, source: 'import', consentAt: null }])
    expect(households.map(({ freeQuota }) => freeQuota)).toEqual([null, null, null])
  })

  test('the same 户号 with other content in one file is wrong and names the first row', async () => {
    const station = await aFilledStation(false)
    const { body } = await upload(
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
    const station = await aFilledStation(false)
    const text = (village: string, no: string) =>
      `村,村委会联系人,村委会电话,对接人员,工号,手机\n${village},,,赵六,${no},13800000009\n`
    const taken = await upload(station.key, text('别的村', 'LB1001'))
    expect(taken.body.faults[0].faults[0]).toMatchObject({
      column: '工号',
      reason: expect.stringContaining('一人一村'),
    })
    const other = await upload(station.key, text('前营村', 'LB9'))
    expect(other.body.faults[0].faults[0]).toMatchObject({
      column: '对接人员',
      reason: expect.stringContaining('交接'),
    })
  })
})

describe('a preview that no longer holds', () => {
  test('is refused when a row it changes was changed meanwhile, and nothing is written', async () => {
    const station = await aFilledStation()
    const { body } = await uploadFile(station.key, files.faultyCustomers)
    await world.db.write((tx) =>
      tx.update(HouseholdTable, { stationId: station.id, accountNo: '6100000020' }, { name: '已改名', version: 2 }),
    )
    const before = await registerOf(station.id)
    const { body: done } = await apply(station.key, body.id, { mode: 'right_rows_only' })
    expect(done).toMatchObject({ state: 'failed', trouble: { code: 'IMPORT_PREVIEW_STALE' } })
    expect(await registerOf(station.id)).toEqual(before)
  })

  test('an import whose process was killed is begun again and ends as one clean run', async () => {
    const station = await aFilledStation(false)
    const { body } = await uploadFile(station.key, files.customers)
    const killed = { state: 'applying', mode: 'all', applyingFor: station.id, holder: 'dead' } as const
    await world.db.write((tx) => tx.update(ImportTable, { id: body.id }, killed))
    world.passTime(120_000)
    await world.settle()
    await waitFor(body.id)
    expect((await answer('GET', `/imports/${body.id}`, station.key)).body).toMatchObject({ state: 'applied' })
    const resumed = (await registerOf(station.id)).households.map(({ accountNo }) => accountNo)
    expect(resumed).toHaveLength(CUSTOMERS)
    expect(new Set(resumed).size).toBe(CUSTOMERS)
  })
})

describe('undo', () => {
  const undo = (key: string, id: string) => answer('POST', `/imports/${id}/undo`, key)

  test('brings back what was before, for changed and for new rows, in both directions', async () => {
    const station = await aFilledStation(false)
    const empty = await registerOf(station.id)
    const first = await imported(station.key, files.customers)
    const full = await registerOf(station.id)
    const changed = customerText().replaceAll(/,1\d{10},/g, ',13812345678,')
    const second = await upload(station.key, changed)
    expect(counts(second.body).changed).toBeGreaterThan(100)
    await apply(station.key, second.body.id)
    expect((await undo(station.key, second.body.id)).body).toEqual({
      restored: counts(second.body).changed,
      removed: 0,
    })
    expect(await registerOf(station.id)).toEqual(full)
    expect((await undo(station.key, first.id)).body).toMatchObject({ restored: 0 })
    expect(await registerOf(station.id)).toEqual(empty)
    expect((await undo(station.key, first.id)).body).toMatchObject({ code: 'CONFLICT' })
  })

  test('villages and their people go again when nothing rests on them, and are named when something does', async () => {
    const station = await aFilledStation()
    const refused = await undo(station.key, station.villages.id)
    expect(refused.status).toBe(200)
    const before = await registerOf(station.id)
    expect(before.pairings).toHaveLength(0)
    const { body: list } = await answer('GET', '/imports', station.key)
    const areas = list.find(({ kind }: ImportView) => kind === 'areas')
    expect((await undo(station.key, areas.id)).body).toMatchObject({
      code: 'IMPORT_UNDO_CHANGED_SINCE',
      details: {
        changed: expect.arrayContaining([expect.objectContaining({ row: expect.stringContaining('前营村') })]),
      },
    })
    expect(await registerOf(station.id)).toEqual(before)
  })

  test('is refused by name when rows changed since, and after a day', async () => {
    const station = await aFilledStation()
    const id = station.customers?.id as string
    await world.db.write((tx) =>
      tx.update(HouseholdTable, { stationId: station.id, accountNo: '6100000003' }, { version: 2 }),
    )
    expect((await undo(station.key, id)).body).toMatchObject({
      code: 'IMPORT_UNDO_CHANGED_SINCE',
      details: { changed: [{ row: '户号 ******0003', village: '前营村', why: '资料已改过' }] },
    })
    expect((await registerOf(station.id)).households).toHaveLength(CUSTOMERS)
    world.passTime(24 * 3_600_000 + 1)
    expect((await undo(station.key, id)).body).toMatchObject({ code: 'IMPORT_UNDO_TOO_LATE' })
  })
})

describe('rights', () => {
  test('nobody but an admin imports, and an import of another station does not exist', async () => {
    const station = await aFilledStation(false)
    const other = await aStation()
    expect((await upload(null, customerText())).body).toMatchObject({ code: 'NOT_SIGNED_IN' })
    const { id } = station.villages
    for (const [method, url] of [
      ['GET', ''],
      ['GET', '/faults.xlsx'],
      ['GET', '/faults.csv'],
      ['POST', '/undo'],
    ] as const)
      expect((await answer(method, `/imports/${id}${url}`, other.key)).body).toMatchObject({ code: 'NOT_FOUND' })
    expect((await answer('POST', `/imports/${id}/apply`, other.key, { mode: 'all' })).body).toMatchObject({
      code: 'NOT_FOUND',
    })
    expect((await answer('GET', '/imports', other.key)).body).toEqual([])
  })
})
