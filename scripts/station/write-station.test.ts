import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSheet, readRows, type SheetRow } from '../../server/platform/sheets/read-sheet'
import { readAccountNo } from '../../shared/domain/account-no'
import { isMobile, readPhone } from '../../shared/domain/phone'
import { billMonths, billsOf } from './bills'
import { type HouseholdRow, makeStation, type StationOptions } from './station'
import { type StationFiles, writeStation } from './write-station'

const NOW = new Date('2026-11-22T04:00:00Z')
const whole: StationOptions = { seed: 1, now: NOW }
const small: StationOptions = { seed: 1, villages: 3, householdsPerVillage: 50, now: NOW }

let folder: string
let files: StationFiles
const progress: [number, number][] = []
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'station-'))
  files = await writeStation(join(folder, 'whole'), whole, (...at) => progress.push(at))
})
afterAll(() => rmSync(folder, { recursive: true }))

const rowsOf = async (file: string): Promise<SheetRow[]> => {
  const rows: SheetRow[] = []
  for await (const row of readRows(file)) rows.push(row)
  return rows
}
const cellsOf = async (file: string) => (await rowsOf(file)).map(({ cells }) => cells)
const hashes = (path: string) =>
  readdirSync(path).map((name) => [
    name,
    createHash('sha256')
      .update(readFileSync(join(path, name)))
      .digest('hex'),
  ])

describe('the files of a station', () => {
  test('carry the names, forms and columns that exports have', async () => {
    const shapes = []
    for (const name of readdirSync(join(folder, 'whole')).sort()) {
      const sheet = await openSheet(join(folder, 'whole', name))
      await sheet.close()
      const form = sheet.form.form === 'csv' ? sheet.form.encoding : sheet.form.form
      shapes.push([name, form, sheet.columns.length, sheet.columns[0], sheet.columns.at(-1)])
    }
    expect(shapes).toEqual([
      ['客户档案-有错.csv', 'gb18030', 13, '户号', '重点关怀'],
      ['客户档案.csv', 'gb18030', 13, '户号', '重点关怀'],
      ['村庄与对接人.xlsx', 'xlsx', 10, '村', '是否试点'],
      ['电费账单-202609.csv', 'gb18030', 16, '账单编号', '缴费渠道'],
      ['电费账单-202610.xlsx', 'xlsx', 16, '账单编号', '缴费渠道'],
      ['线路台区.csv', 'utf-8', 4, '线路名称', '村'],
    ])
    expect(readFileSync(files.areas).subarray(0, 3).toString('hex')).toBe('efbbbf')
  })

  test('hold 26 villages on five feeders, 18,200 customers with numbers of their own, and two bills each', async () => {
    const [villages, areas, customers] = await Promise.all([files.villages, files.areas, files.customers].map(cellsOf))
    expect(new Set(villages?.map(({ 村 }) => 村)).size).toBe(26)
    expect(new Set(areas?.map(({ 线路名称 }) => 线路名称)).size).toBe(5)
    expect(new Set(customers?.map(({ 户号 }) => 户号)).size).toBe(18_200)
    const areaNos = new Set(areas?.map(({ 台区编号, 村 }) => `${台区编号} ${村}`))
    expect(areaNos.size).toBe(areas?.length)
    expect(customers?.every(({ 台区编号, 村 }) => areaNos.has(`${台区编号} ${村}`))).toBe(true)
    for (const bills of files.bills) expect(await rowsOf(bills)).toHaveLength(18_200)
  })

  test('keep account numbers, phones and rare names whole in both forms', async () => {
    const customers = await cellsOf(files.customers)
    const newer = await cellsOf(files.bills[1])
    expect(newer.map(({ 户号, 户名 }) => [户号, 户名])).toEqual(customers.map(({ 户号, 户名 }) => [户号, 户名]))
    expect(customers.some(({ 户名 }) => 户名?.includes('㛃'))).toBe(true)
    expect(customers.every(({ 联系电话 }) => 联系电话 === '' || isMobile(联系电话 ?? ''))).toBe(true)
    expect(
      (await cellsOf(files.villages)).every(
        ({ 手机, 村委会电话 }) => isMobile(手机 ?? '') && isMobile(村委会电话 ?? ''),
      ),
    ).toBe(true)
  })

  test('leave about 12 % without a number and mark about 4 % of the homes', async () => {
    const customers = await cellsOf(files.customers)
    const share = (some: unknown[], all: unknown[]) => some.length / all.length
    const homes = customers.filter(({ 用电类别 }) => 用电类别 === '居民生活')
    expect(
      share(
        customers.filter(({ 联系电话 }) => 联系电话 === ''),
        customers,
      ),
    ).toBeCloseTo(0.12, 1)
    expect(share(homes, customers)).toBeCloseTo(0.93, 1)
    const marks = homes.map(({ 重点关怀 }) => 重点关怀).filter((mark) => mark !== '')
    expect(share(marks, homes)).toBeGreaterThan(0.03)
    expect(share(marks, homes)).toBeLessThan(0.05)
    expect(new Set(marks)).toEqual(new Set(['高龄独居', '残疾', '低保', '五保', '家用呼吸机']))
  })

  test('count progress by rows, one after another, to the last', () => {
    const total = progress[0]?.[1] ?? 0
    expect(total).toBe(makeStation(whole).areas.length + 26 + 3 * 18_200 + 121)
    expect(progress).toEqual(Array.from({ length: total }, (_, at) => [at + 1, total]))
  })
})

describe('the faulty export', () => {
  test('has each of the ten faults three times, on rows 1, 5, 9, …, and repeats row 2 at its end', async () => {
    const [faulty, right] = await Promise.all([files.faultyCustomers, files.customers].map(cellsOf))
    const changed = Array.from({ length: 120 }, (_, at) => at).filter(
      (at) => JSON.stringify(faulty?.[at]) !== JSON.stringify(right?.[at]),
    )
    expect(changed).toEqual(Array.from({ length: 30 }, (_, at) => at * 4))
    expect(faulty).toHaveLength(121)
    expect(faulty?.[120]).toEqual(right?.[1])
    const spoilt = (at: number) => faulty?.[at * 4] ?? {}
    for (const round of [0, 10, 20]) {
      expect(spoilt(round).户号).toBe('')
      expect(spoilt(round + 1).户号).toMatch(/^[０-９]{6}\d{4}$/)
      expect(spoilt(round + 2).户号).toMatch(/^ \d{10}\t$/)
      expect(spoilt(round + 3).户号).toBe('6.1E+09')
      expect(spoilt(round + 4).联系电话).toBe('1391234567')
      expect(spoilt(round + 5).联系电话).toBe('0419-555-1234')
      expect(spoilt(round + 6).村).toBe('没有这个村')
      expect(spoilt(round + 7).台区编号).toBe('9999999999')
      expect(spoilt(round + 8).户名).toBe('=HYPERLINK("http://x","点我")')
      expect(spoilt(round + 9).用电类别).toBe('工业?')
    }
  })

  test('holds 96 same, 3 changed, 21 wrong and 1 repeated row against the station it was made from', async () => {
    const known = new Map((await cellsOf(files.customers)).map((cells) => [cells.户号, cells]))
    const villages = new Set((await cellsOf(files.villages)).map(({ 村 }) => 村))
    const areas = new Set((await cellsOf(files.areas)).map(({ 台区编号 }) => 台区编号))
    const counts = { same: 0, changed: 0, wrong: 0, repeated: 0 }
    const seen = new Set<string>()
    for (const cells of await cellsOf(files.faultyCustomers)) {
      const account = readAccountNo(cells.户号 ?? '')
      const phone = readPhone(cells.联系电话 ?? '')
      const isWrong =
        'fault' in account ||
        'fault' in phone ||
        !villages.has(cells.村) ||
        !areas.has(cells.台区编号) ||
        cells.户名?.startsWith('=') ||
        !['居民生活', '一般工商业', '农业生产', '农业排灌'].includes(cells.用电类别 ?? '')
      if (isWrong) counts.wrong++
      else if (seen.has(account.accountNo)) counts.repeated++
      else if ((known.get(account.accountNo)?.联系电话 || null) === (phone.phone?.number ?? null)) counts.same++
      else counts.changed++
      if (!('fault' in account)) seen.add(account.accountNo)
    }
    expect(counts).toEqual({ same: 96, changed: 3, wrong: 21, repeated: 1 })
  })
})

describe('the same seed', () => {
  test('gives the same files, byte for byte, and the same rows at every walk', async () => {
    await writeStation(join(folder, 'a'), small)
    await writeStation(join(folder, 'b'), small)
    await writeStation(join(folder, 'c'), { ...small, seed: 2 })
    expect(hashes(join(folder, 'a'))).toEqual(hashes(join(folder, 'b')))
    expect(hashes(join(folder, 'a'))).not.toEqual(hashes(join(folder, 'c')))
    const station = makeStation(small)
    expect([...station.households()]).toEqual([...station.households()])
  })

  test('gives the first villages of a larger station the same customers', () => {
    const first = [...makeStation(small).households()]
    const larger = makeStation({ ...small, villages: 5 }).households()
    expect(first).toEqual(first.map(() => larger.next().value))
  })

  test('gives every village a name of its own up to the largest station, and refuses a larger one', () => {
    const villages = makeStation({ seed: 1, now: NOW, villages: 500, householdsPerVillage: 400 })
    expect(new Set(villages.villages.map(({ village }) => village)).size).toBe(500)
    expect(villages.householdCount).toBe(200_000)
    expect(() => makeStation({ seed: 1, now: NOW, villages: 5_000 })).toThrow('villages: 1–')
    expect(() => makeStation({ seed: 1, now: NOW, householdsPerVillage: 10_001 })).toThrow('1–10000')
  })

  test('with labels gives stations that share no village, area, staff number or 户号, though each is as large', () => {
    const [none, one, two] = [0, 1, 2].map((label) => makeStation({ ...small, label }))
    const names = (station = none) => [
      ...[...(station?.villages ?? [])].flatMap(({ village, employeeNo }) => [village, employeeNo]),
      ...[...(station?.areas ?? [])].flatMap(({ areaNo, feeder }) => [areaNo, feeder]),
      ...[...(station?.households() ?? [])].map(({ accountNo }) => accountNo),
    ]
    const all = [none, one, two].map((station) => new Set(names(station)))
    expect(new Set(all.flatMap((set) => [...set])).size).toBe(all.reduce((sum, { size }) => sum + size, 0))
    expect(one?.villages[0]?.village).toBe('前营1村')
    expect(one?.areas[0]?.feeder).toBe('10kV营房1线')
    expect([...(one?.households() ?? [])].every(({ accountNo }) => 'accountNo' in readAccountNo(accountNo))).toBe(true)
    expect(() => makeStation({ ...small, label: 100_000 })).toThrow('label: 0–99999')
  })

  test('in a station smaller than the faulty file still spoils what is there', async () => {
    const { faultyCustomers } = await writeStation(join(folder, 'tiny'), {
      ...small,
      villages: 1,
      householdsPerVillage: 9,
    })
    const cells = await cellsOf(faultyCustomers)
    expect(cells).toHaveLength(10)
    expect(cells[0]?.户号).toBe('')
    expect(cells[9]).toEqual(cells[1])
    expect(statSync(faultyCustomers).size).toBeGreaterThan(500)
  })
})

describe('bills', () => {
  test('are of the two whole months before now, by the Chinese calendar', () => {
    expect(billMonths(NOW)).toEqual(['202609', '202610'])
    expect(billMonths(new Date('2027-01-15T00:00:00Z'))).toEqual(['202611', '202612'])
    expect(billMonths(new Date('2026-10-31T15:59:00Z'))).toEqual(['202608', '202609'])
    expect(billMonths(new Date('2026-10-31T16:00:00Z'))).toEqual(['202609', '202610'])
  })

  test('follow on: readings join, steps add up to the kWh, paid and owed to the amount', () => {
    const station = makeStation({ ...small, now: new Date('2027-01-15T00:00:00Z') })
    for (const household of station.households()) {
      const [older, newer] = billsOf(station, household)
      expect(newer.readingBefore).toBe(older.reading)
      expect(newer.payableUntil).toBe('2027-01-18')
      for (const bill of [older, newer]) {
        expect(bill.reading - bill.readingBefore).toBe(bill.kwh)
        expect(bill.steps === undefined).toBe(household.category !== '居民生活')
        if (bill.steps) expect(bill.steps[0] + bill.steps[1] + bill.steps[2]).toBe(bill.kwh)
        expect(bill.paidFen).toBe(bill.channel === '' ? 0 : bill.dueFen)
      }
    }
  })

  test('pass from the first to the second step within a year of much use', () => {
    const station = makeStation(whole)
    const homes: HouseholdRow[] = [...station.households()].filter(({ category }) => category === '居民生活')
    const newer = homes.map((home) => billsOf(station, home)[1])
    expect(newer.some(({ steps }) => steps && steps[0] > 0 && steps[1] > 0)).toBe(true)
    expect(newer.find(({ steps }) => steps?.[0] === 100 && steps[1] === 0)?.dueFen).toBe(5_000)
  })
})
