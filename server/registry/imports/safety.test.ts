import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { signIn } from '../../testing/builders'
import { CUSTOMERS, counts, HEADER, type ImportStage, line, openImportStage } from '../../testing/import-stage'
import { publishOutage } from '../../testing/outage-stage'
import { notePhone } from '../people/household.actions'
import { householdsChangedSince } from '../people/household.intake'
import { HouseholdTable } from '../people/household.tables'
import { StaffTable } from '../people/staff.tables'
import { fingerprintOf, storedFile } from './file.actions'
import { startImport } from './import.actions'
import { ImportTable } from './import.tables'
import { idRange } from './made-ids.actions'
import { waitFor } from './run.actions'

let stage: ImportStage
beforeAll(async () => {
  stage = await openImportStage()
})
afterEach(() => jest.restoreAllMocks())
afterAll(() => stage.world.close())

const undo = (key: string, id: string) => stage.answer('POST', `/imports/${id}/undo`, key)
const stateOf = async (key: string, id: string) => (await stage.answer('GET', `/imports/${id}`, key)).body.state
const bound = async (token: string) =>
  (await stage.world.callAs(token, 'GET /me')).households.map(({ householdId }) => householdId)
const householdOf = (stationId: string, accountNo: string) =>
  stage.world.db.read.findOneByOrFail(HouseholdTable, { stationId, accountNo })
const rowsOf = (...rows: string[]) => [HEADER, ...rows].join('\n')

describe('a file of 村庄与对接人', () => {
  const staffRow = async (stationId: string) => {
    const [member] = await stage.world.db.read.find(StaffTable, {
      where: { stationId, number: 'LB1001' },
    })
    if (!member) throw new Error('no LB1001')
    return member
  }
  const fileOf = (phone: string) => `村,对接人员,工号,手机\n前营村,赵六,LB1001,${phone}\n`

  test('does not bring back who was disabled', async () => {
    const station = await stage.aFilledStation(false)
    const { id, name } = await staffRow(station.id)
    const params = { id }
    await stage.world.callAs(station.key, 'PUT /staff/:id', { params, body: { active: false, account: 'left' } })
    const { body } = await stage.upload(station.key, fileOf('13800000009'))
    expect(body.faults[0].faults).toEqual([{ column: '工号', reason: '停用员工请在系统里恢复' }])
    await stage.apply(station.key, body.id, { mode: 'right_rows_only' })
    expect(await staffRow(station.id)).toMatchObject({ active: false, name })
  })

  test('does not give another phone to who has an account or is an admin', async () => {
    const station = await stage.aFilledStation(false)
    const { id, phoneHash, phoneSealed } = await staffRow(station.id)
    const params = { id }
    await stage.world.callAs(station.key, 'PUT /staff/:id', { params, body: { account: `a${id}` } })
    const { body } = await stage.upload(station.key, fileOf('13800000009'))
    expect(body.faults[0].faults).toEqual([{ column: '手机', reason: expect.stringContaining('换号码') }])
    const own = await stage.upload(station.key, fileOf(stage.world.deps.vault.open(phoneSealed as string)))
    expect(counts(own.body)).toMatchObject({ changed: 1, wrong: 0 })
    await stage.apply(station.key, own.body.id)
    expect(await staffRow(station.id)).toMatchObject({ name: '赵六', phoneHash })
  })
})

describe('undo', () => {
  test('takes back the bindings the imported number gave, and gives back those of the number before', async () => {
    const station = await stage.aFilledStation(false)
    const row = (phone: string) => rowsOf(line({ 户号: '7200000001', 联系电话: phone }))
    const first = await stage.upload(station.key, row('13700000001'))
    await stage.apply(station.key, first.body.id)
    const before = await signIn(stage.world, '13700000001')
    const after = await signIn(stage.world, '13700000002')
    const { id } = await householdOf(station.id, '7200000001')
    const second = await stage.upload(station.key, row('13700000002'))
    await stage.apply(station.key, second.body.id)
    await stage.world.settle()
    expect([await bound(before.token), await bound(after.token)]).toEqual([[], [id]])
    expect((await undo(station.key, second.body.id)).body).toEqual({ restored: 1, removed: 0 })
    await stage.world.settle()
    expect([await bound(before.token), await bound(after.token)]).toEqual([[id], []])
  })

  test('keeps households a published outage has named, and says so', async () => {
    const station = await stage.aFilledStation()
    const { feeders } = await stage.registerOf(station.id)
    await publishOutage(stage.world, station.key, feeders[0] as never)
    const { body } = await undo(station.key, station.customers?.id as string)
    expect(body.code).toBe('IMPORT_UNDO_CHANGED_SINCE')
    expect(new Set(body.details.changed.map(({ why }: { why: string }) => why))).toEqual(new Set(['已在停电通知里']))
    expect((await stage.registerOf(station.id)).households).toHaveLength(CUSTOMERS)
  })

  test('holds what it found unchanged until it is done: nobody changes it in between', async () => {
    const station = await stage.aFilledStation()
    const { db, deps } = stage.world
    const { id } = await householdOf(station.id, '6100000003')
    const done: string[] = []
    let change = Promise.resolve()
    await db.write(async (tx) => {
      const range = idRange(station.customers?.id as string)
      expect(await householdsChangedSince(tx, range, { household: [], care: [] })).toEqual([])
      change = db.write((other) => notePhone(other, deps, id, null)).then(() => void done.push('changed'))
      await new Promise((resume) => setTimeout(resume, 150))
      done.push('undone')
    })
    await change
    expect(done).toEqual(['undone', 'changed'])
  })
})

test('who verified a number before their household was imported is bound to it by the import', async () => {
  const station = await stage.aFilledStation(false)
  const person = await signIn(stage.world, '13700000011')
  const { body } = await stage.upload(
    station.key,
    rowsOf(
      line({ 户号: '7200000011', 联系电话: '13700000011' }),
      line({ 户号: '7200000012', 联系电话: '13700000012' }),
    ),
  )
  await stage.apply(station.key, body.id)
  await stage.world.settle()
  expect(await bound(person.token)).toEqual([(await householdOf(station.id, '7200000011')).id])
})

test('a care mark whose consent was withdrawn is not written again by the next file', async () => {
  const station = await stage.aFilledStation(false)
  const file = (name: string) => rowsOf(line({ 户号: '7200000021', 户名: name, 重点关怀: '家用呼吸机' }))
  await stage.apply(station.key, (await stage.upload(station.key, file('王一'))).body.id)
  const params = { id: (await householdOf(station.id, '7200000021')).id }
  await stage.world.callAs(station.key, 'DELETE /households/:id/care', { params })
  expect(counts((await stage.upload(station.key, file('王一'))).body)).toMatchObject({ same: 1 })
  const next = await stage.upload(station.key, file('王二'))
  expect(next.body.differences[0]?.changes.map(({ column }: { column: string }) => column)).toEqual(['户名'])
  await stage.apply(station.key, next.body.id)
  expect((await stage.registerOf(station.id)).cares).toMatchObject([{ kinds: [], lifeSupport: false }])
  const view = await stage.world.callAs(station.key, 'GET /households/:id', { params })
  expect(view).toMatchObject({ name: '王二', care: null, careToAsk: false })
})

describe('an import at work', () => {
  test('stays applied when its file cannot be removed afterwards', async () => {
    const station = await stage.aFilledStation(false)
    const { body } = await stage.upload(station.key, rowsOf(line({ 户号: '7200000031' })))
    const fails = jest.spyOn(stage.world.db.read, 'countBy').mockRejectedValueOnce(new Error('the database is away'))
    await stage.apply(station.key, body.id)
    expect(fails).toHaveBeenCalled()
    expect(await stateOf(station.key, body.id)).toBe('applied')
  })

  test('ends in peace when the database is away, and is resumed when it is back', async () => {
    const station = await stage.aFilledStation(false)
    const by = { id: 'staff:test', name: '测试', stationId: station.id }
    const file = { path: stage.files.customers, name: '客户档案.csv' }
    const away = new Error('the database is away')
    const fails = jest.spyOn(stage.world.db.read, 'findOneBy').mockRejectedValueOnce(away)
    const id = await startImport(stage.world.deps, by, file, { createVillages: false })
    await expect(waitFor(id)).resolves.toBeUndefined()
    expect(fails).toHaveBeenCalledTimes(1)
    expect(await stateOf(station.key, id)).toBe('checking')
    stage.world.passTime(120_000)
    await stage.world.settle()
    await waitFor(id)
    expect(await stateOf(station.key, id)).toBe('checked')
  })
})

describe('the stored copy of a file', () => {
  test('is made for each of several uploads of the same file at once', async () => {
    const station = await stage.aFilledStation(false)
    const text = rowsOf(line({ 户号: '7200000041' }))
    const uploads = await Promise.all([1, 2, 3, 4].map(() => stage.upload(station.key, text)))
    expect(uploads.map(({ body }) => body.state)).toEqual(Array(4).fill('checked'))
  })

  test('is laid down only when its import is known, so that nobody takes it for unneeded', async () => {
    const station = await stage.aFilledStation(false)
    const { deps } = stage.world
    const stored = storedFile(deps.config.dataFolder, (await fingerprintOf(stage.files.areas)).hash)
    const by = { id: 'staff:test', name: '测试', stationId: station.id }
    const file = { path: stage.files.areas, name: '线路台区.csv' }
    const seen: boolean[] = []
    const id = await startImport(deps, by, file, { createVillages: false }, async (tx, noted) => {
      seen.push(existsSync(stored), await tx.existsBy(ImportTable, { id: noted, state: 'checking' }))
    })
    expect([...seen, existsSync(stored)]).toEqual([false, true, true])
    await waitFor(id)
  })

  test('leaves no import behind when there is no room for it', async () => {
    const station = await stage.aFilledStation(false)
    const { deps, db } = stage.world
    const noRoom = { ...deps, config: { ...deps.config, dataFolder: join(stage.files.areas, 'not-a-folder') } }
    const by = { id: 'staff:test', name: '测试', stationId: station.id }
    const before = await db.read.countBy(ImportTable, { stationId: station.id })
    const file = { path: stage.files.areas, name: '线路台区.csv' }
    await expect(startImport(noRoom, by, file, { createVillages: false })).rejects.toThrow()
    expect(await db.read.countBy(ImportTable, { stationId: station.id })).toBe(before)
  })
})

describe('a monstrous file', () => {
  test('whose cell goes on and on is told by the beginning of it', async () => {
    const station = await stage.aFilledStation(false)
    const { status, body } = await stage.upload(
      station.key,
      rowsOf(line({ 户号: '7200000051', 重点关怀: '不认识的词'.repeat(6_000) })),
    )
    expect(status).toBe(200)
    const reasons = body.faults[0].faults.map(({ reason }: { reason: string }) => reason)
    expect(reasons).toEqual(['最多60个字', expect.stringContaining('不认识')])
    expect(reasons.join('').length).toBeLessThan(150)
  })

  test('is refused for a column name of more than a hundred characters, and for more than a hundred columns', async () => {
    const station = await stage.aFilledStation(false)
    const more = Array.from({ length: 100 }, (_, at) => `附加列${at}`).join(',')
    for (const header of [`${HEADER},${'长'.repeat(101)}`, `${HEADER},${more}`])
      expect((await stage.upload(station.key, `${header}\n${line({ 户号: '7200000052' })}\n`)).body).toMatchObject({
        code: 'IMPORT_FILE_NOT_RECOGNISED',
        message: expect.stringContaining('表头最多100列'),
      })
  })
})

test('with 新建, a row whose number cannot be read makes no place, and what was checked can be applied', async () => {
  const { id, key } = await stage.anAdminsStation()
  const place = { 线路名称: '10kV新线', 台区名称: '新东台区' }
  const rows = [
    line({ 户号: '7200000061', 联系电话: '123', ...place }, '甲村', '2199999991'),
    line({ 户号: '7200000062', ...place }, '乙村', '2199999992'),
    line({ 户号: '7200000063', 联系电话: '123', ...place }, '乙村', '2199999992'),
  ]
  const { body } = await stage.upload(key, rowsOf(...rows), { createVillages: 'true' })
  expect(counts(body)).toMatchObject({ new: 1, wrong: 2, onlyPhoneWrong: 1 })
  const { body: done } = await stage.apply(key, body.id, { mode: 'right_rows_only', withoutNumber: true })
  expect(done).toMatchObject({ state: 'applied' })
  const { villages, households } = await stage.registerOf(id)
  expect(villages.map(({ name }) => name)).toEqual(['乙村'])
  expect(households.map(({ accountNo }) => accountNo).sort()).toEqual(['7200000062', '7200000063'])
})
