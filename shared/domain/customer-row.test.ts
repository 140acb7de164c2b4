import fc from 'fast-check'
import { type CustomerReading, readCustomerRow } from './customer-row'
import type { Cells, CustomerField } from './sheet-columns'

const lookups = {
  hasVillage: (name: string) => ['前营村', '后营村'].includes(name),
  villageOfArea: (code: string) => ({ 2100000000: '前营村', 2100000100: '后营村' })[code],
}
const cells = (change: Cells<CustomerField> = {}): Cells<CustomerField> => ({
  accountNo: '6100000000',
  name: '杨军',
  address: '前营村1组84号',
  villageName: '前营村',
  groupName: '1组',
  areaCode: '2100000000',
  areaName: '前营东台区',
  feederName: '10kV营房线',
  meterNo: '213709067094',
  phone: '18644181985',
  category: '居民生活',
  customerType: '低压居民',
  care: '',
  ...change,
})
const read = (change: Cells<CustomerField>): CustomerReading => readCustomerRow(cells(change), lookups)
const recordOf = (change: Cells<CustomerField>) => {
  const reading = read(change)
  if (!('record' in reading)) throw new Error(JSON.stringify(reading.faults))
  return reading.record
}
const faultsOf = (change: Cells<CustomerField>) => {
  const reading = read(change)
  if (!('faults' in reading)) throw new Error('read without a fault')
  return reading
}

describe('a row of 客户档案', () => {
  it('that is right becomes a household', () => {
    expect(recordOf({})).toEqual({
      accountNo: '6100000000',
      name: '杨军',
      address: '前营村1组84号',
      villageName: '前营村',
      groupName: '1组',
      areaCode: '2100000000',
      meterNo: '213709067094',
      phone: { kind: 'mobile', number: '18644181985' },
      category: 'resident',
      customerType: '低压居民',
      careMarks: [],
      freeQuota: null,
    })
  })

  it('may have numbers where a sheet typed them as numbers', () => {
    const typed = { accountNo: 6100000000, areaCode: 2100000000, phone: 18644181985, meterNo: 213709067094 }
    expect(recordOf(typed)).toEqual(recordOf({}))
  })

  it.each<[string, Cells<CustomerField>]>([
    ['full-width digits', { accountNo: '６１００００0000' }],
    ['blanks around the account number', { accountNo: ' 6100000000\t' }],
  ])('with %s is understood as the same household', (_, change) => {
    expect(recordOf(change)).toEqual(recordOf({}))
  })

  it('with a land line is understood', () => {
    expect(recordOf({ phone: '0419-555-1234' }).phone).toEqual({ kind: 'landline', number: '0419-5551234' })
  })

  it('without a number is a household without a number', () => {
    expect(recordOf({ phone: '' }).phone).toBeNull()
  })

  it.each<[string, Cells<CustomerField>, string, RegExp]>([
    ['an empty account number', { accountNo: '' }, '户号', /空/],
    ['scientific notation', { accountNo: '6.1E+09' }, '户号', /科学计数法/],
    ['a mobile with a digit missing', { phone: '1391234567' }, '联系电话', /11位，现在是10位/],
    ['an unknown village', { villageName: '没有这个村' }, '村', /没有“没有这个村”这个村/],
    ['an unknown area', { areaCode: '9999999999' }, '台区编号', /没有台区9999999999/],
    ['a formula as name', { name: '=HYPERLINK("http://x","点我")' }, '户名', /公式/],
    ['an unknown category', { category: '工业?' }, '用电类别', /居民生活、一般工商业/],
    ['an empty name', { name: ' ' }, '户名', /不能为空/],
    ['an unknown care word', { care: '残疾、孤寡' }, '重点关怀', /不认识“孤寡”/],
    ['a formula as address', { address: '@SUM(A1)' }, '用电地址', /公式/],
    ["another village's area", { areaCode: '2100000100' }, '台区编号', /属于后营村，这一行写的是前营村/],
  ])('with %s is wrong, in that column, with the reason', (_, change, column, reason) => {
    const { faults } = faultsOf(change)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatchObject({ column, reason: expect.stringMatching(reason) })
  })

  it('whose only fault is the phone may be taken without number', () => {
    expect(faultsOf({ phone: '1391234567' }).withoutPhone).toEqual(recordOf({ phone: '' }))
  })

  it('with another fault besides the phone may not', () => {
    const { faults, withoutPhone } = faultsOf({ phone: '1391234567', category: '工业?' })
    expect(withoutPhone).toBeNull()
    expect(faults.map(({ column }) => column)).toEqual(['用电类别', '联系电话'])
  })

  it('names all its faults at once', () => {
    expect(readCustomerRow({}, lookups)).toMatchObject({
      faults: ['户号', '户名', '村', '台区编号', '用电类别'].map((column) => ({ column })),
      withoutPhone: null,
    })
  })

  it('knows a village without 村 behind and with its committee', () => {
    for (const villageName of ['前营', ' 前营村 ', '前营村村民委员会', '前营村委会']) {
      expect(recordOf({ villageName }).villageName).toBe('前营村')
    }
  })

  it.each([
    ['1组', '1组'],
    ['１组', '1组'],
    ['第1组', '1组'],
    ['前营村1组', '1组'],
    [1, '1组'],
    ['东街', '东街'],
    ['', null],
    ['-', null],
  ])('with the group %j belongs to %s', (groupName, expected) => {
    expect(recordOf({ groupName }).groupName).toBe(expected)
  })

  it('keeps care and free quota apart', () => {
    expect(recordOf({ care: '家用呼吸机' })).toMatchObject({ careMarks: ['life_support'], freeQuota: null })
    expect(recordOf({ care: '低保' })).toMatchObject({ careMarks: [], freeQuota: 'dibao' })
    expect(recordOf({ care: '五保，高龄独居、残疾' })).toMatchObject({
      careMarks: ['disabled', 'elderly_alone'],
      freeQuota: 'wubao',
    })
  })

  it('of any cells at all is answered, and a record has only what the registry knows', () => {
    const cell = fc.oneof(fc.string(), fc.double(), fc.constant(null), fc.boolean())
    const fields = Object.fromEntries(Object.keys(cells()).map((field) => [field, cell])) as Record<
      CustomerField,
      typeof cell
    >
    fc.assert(
      fc.property(fc.record(fields, { requiredKeys: [] }), (some) => {
        const reading = read(some as Cells<CustomerField>)
        if ('record' in reading) expect(lookups.villageOfArea(reading.record.areaCode)).toBe(reading.record.villageName)
        else expect(reading.faults.length).toBeGreaterThan(0)
      }),
    )
  })
})
