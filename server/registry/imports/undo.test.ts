import { adminToken, aVillage, committeeToken, liaisonToken, villagerToken } from '../../testing/builders'
import { CUSTOMERS, counts, type ImportStage, openImportStage } from '../../testing/import-stage'
import { HouseholdTable } from '../people/household.tables'
import type { ImportView } from './import.reads'
import { ImportTable } from './import.tables'
import { waitFor } from './run.actions'

let stage: ImportStage
beforeAll(async () => {
  stage = await openImportStage()
})
afterAll(() => stage.world.close())

describe('a preview that no longer holds', () => {
  test('is refused when a row it changes was changed meanwhile, and nothing is written', async () => {
    const station = await stage.aFilledStation()
    const { body } = await stage.uploadFile(station.key, stage.files.faultyCustomers)
    await stage.world.db.write((tx) =>
      tx.update(HouseholdTable, { stationId: station.id, accountNo: '6100000020' }, { name: '已改名', version: 2 }),
    )
    const before = await stage.registerOf(station.id)
    const { body: done } = await stage.apply(station.key, body.id, { mode: 'right_rows_only' })
    expect(done).toMatchObject({ state: 'failed', trouble: { code: 'IMPORT_PREVIEW_STALE' } })
    expect(await stage.registerOf(station.id)).toEqual(before)
  })

  test('an import whose process was killed is begun again and ends as one clean run', async () => {
    const station = await stage.aFilledStation(false)
    const { body } = await stage.uploadFile(station.key, stage.files.customers)
    const killed = { state: 'applying', mode: 'all', applyingFor: station.id, holder: 'dead' } as const
    await stage.world.db.write((tx) => tx.update(ImportTable, { id: body.id }, killed))
    stage.world.passTime(120_000)
    await stage.world.settle()
    await waitFor(body.id)
    expect((await stage.answer('GET', `/imports/${body.id}`, station.key)).body).toMatchObject({ state: 'applied' })
    const resumed = (await stage.registerOf(station.id)).households.map(({ accountNo }) => accountNo)
    expect(resumed).toHaveLength(CUSTOMERS)
    expect(new Set(resumed).size).toBe(CUSTOMERS)
  })
})

describe('undo', () => {
  const undo = (key: string, id: string) => stage.answer('POST', `/imports/${id}/undo`, key)

  test('brings back what was before, for changed and for new rows, in both directions', async () => {
    const station = await stage.aFilledStation(false)
    const empty = await stage.registerOf(station.id)
    const first = await stage.imported(station.key, stage.files.customers)
    const full = await stage.registerOf(station.id)
    const changed = stage.customerText().replaceAll(/,1\d{10},/g, ',13812345678,')
    const second = await stage.upload(station.key, changed)
    expect(counts(second.body).changed).toBeGreaterThan(100)
    await stage.apply(station.key, second.body.id)
    expect((await undo(station.key, second.body.id)).body).toEqual({
      restored: counts(second.body).changed,
      removed: 0,
    })
    expect(await stage.registerOf(station.id)).toEqual(full)
    expect((await undo(station.key, first.id)).body).toMatchObject({ restored: 0 })
    expect(await stage.registerOf(station.id)).toEqual(empty)
    expect((await undo(station.key, first.id)).body).toMatchObject({ code: 'CONFLICT' })
  })

  test('villages and their people go again when nothing rests on them, and are named when something does', async () => {
    const station = await stage.aFilledStation()
    const refused = await undo(station.key, station.villages.id)
    expect(refused.status).toBe(200)
    const before = await stage.registerOf(station.id)
    expect(before.pairings).toHaveLength(0)
    const { body: list } = await stage.answer('GET', '/imports', station.key)
    const areas = list.find(({ kind }: ImportView) => kind === 'areas')
    expect((await undo(station.key, areas.id)).body).toMatchObject({
      code: 'IMPORT_UNDO_CHANGED_SINCE',
      details: {
        changed: expect.arrayContaining([expect.objectContaining({ row: expect.stringContaining('前营村') })]),
      },
    })
    expect(await stage.registerOf(station.id)).toEqual(before)
  })

  test('is refused by name when rows changed since, and after a day', async () => {
    const station = await stage.aFilledStation()
    const id = station.customers?.id as string
    await stage.world.db.write((tx) =>
      tx.update(HouseholdTable, { stationId: station.id, accountNo: '6100000003' }, { version: 2 }),
    )
    expect((await undo(station.key, id)).body).toMatchObject({
      code: 'IMPORT_UNDO_CHANGED_SINCE',
      details: { changed: [{ row: '户号 ******0003', village: '前营村', why: '资料已改过' }] },
    })
    expect((await stage.registerOf(station.id)).households).toHaveLength(CUSTOMERS)
    stage.world.passTime(24 * 3_600_000 + 1)
    expect((await undo(await adminToken(stage.world, station), id)).body).toMatchObject({
      code: 'IMPORT_UNDO_TOO_LATE',
    })
  })
})

describe('rights', () => {
  test('nobody but an admin imports, and an import of another station does not exist', async () => {
    const station = await stage.aFilledStation(false)
    const other = await stage.anAdminsStation()
    expect((await stage.upload(null, stage.customerText())).body).toMatchObject({ code: 'NOT_SIGNED_IN' })
    const village = await aVillage(stage.world, station)
    const tokens = [
      await villagerToken(stage.world, { phone: null }),
      await committeeToken(stage.world, village),
      await liaisonToken(stage.world, village),
    ]
    for (const token of tokens) {
      expect((await stage.upload(token, stage.customerText())).body).toMatchObject({ code: 'NOT_ALLOWED' })
      expect((await stage.answer('GET', `/imports/${station.villages.id}`, token)).body).toMatchObject({
        code: 'NOT_ALLOWED',
      })
    }
    const { id } = station.villages
    for (const [method, url] of [
      ['GET', ''],
      ['GET', '/faults.xlsx'],
      ['GET', '/faults.csv'],
      ['POST', '/undo'],
    ] as const)
      expect((await stage.answer(method, `/imports/${id}${url}`, other.key)).body).toMatchObject({ code: 'NOT_FOUND' })
    expect((await stage.answer('POST', `/imports/${id}/apply`, other.key, { mode: 'all' })).body).toMatchObject({
      code: 'NOT_FOUND',
    })
    expect((await stage.answer('GET', '/imports', other.key)).body).toEqual([])
  })
})
