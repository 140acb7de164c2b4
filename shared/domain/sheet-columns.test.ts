import {
  AREA_COLUMNS,
  CUSTOMER_COLUMNS,
  findColumns,
  pickCells,
  recogniseSheet,
  textFault,
  VILLAGE_COLUMNS,
} from './sheet-columns'

const AREAS = ['线路名称', '台区编号', '台区名称', '村']
const VILLAGES = ['村', '村委会', '村委会联系人', '村委会电话', '对接人员', '工号', '班组', '手机', '职责', '是否试点']
const CUSTOMERS =
  '户号,户名,用电地址,村,村民小组,台区编号,台区名称,线路名称,电表资产号,联系电话,用电类别,客户类型,重点关怀'.split(',')
const BILLS = '账单编号,户号,户名,电费年月,上次示数,本次示数,电量(千瓦时),应收电费(元),欠费(元)'.split(',')

describe('a sheet', () => {
  it.each([
    [AREAS, 'areas'],
    [VILLAGES, 'villages'],
    [CUSTOMERS, 'customers'],
    [BILLS, 'bills'],
    [['\uFEFF户号', '户名'], 'customers'],
    [['应收电费(元)', '户号'], 'bills'],
    [['姓名', '年龄'], null],
    [[], null],
  ])('with the header %j is %s', (header, kind) => {
    expect(recogniseSheet(header)).toBe(kind)
  })

  it('of each kind has every column of ours, in any order', () => {
    for (const [header, columns] of [
      [AREAS, AREA_COLUMNS],
      [VILLAGES, VILLAGE_COLUMNS],
      [CUSTOMERS, CUSTOMER_COLUMNS],
    ] as const) {
      const found = findColumns<string>([...header].reverse(), columns)
      expect(Object.keys(found.at)).toHaveLength(header.length)
      expect(found).toMatchObject({ missing: [], unknown: [] })
    }
  })

  it('names the required columns it lacks and the ones it has too many', () => {
    const found = findColumns(['户号', '户名', '备注', ''], CUSTOMER_COLUMNS)
    expect(found.missing).toEqual(['村', '台区编号', '用电类别'])
    expect(found.unknown).toEqual(['备注'])
  })

  it('is read by its names, also with required marks, units and other usual names', () => {
    const found = findColumns([' 户 号*', '客户名称', '电话(手机)'], CUSTOMER_COLUMNS)
    expect(pickCells(['6100000000', '杨军', '138'], found)).toEqual({
      accountNo: '6100000000',
      name: '杨军',
      phone: '138',
    })
  })

  it('takes the first of two columns with the same meaning', () => {
    expect(findColumns(['手机', '联系电话', '手机'], CUSTOMER_COLUMNS).at.phone).toBe(0)
  })
})

describe('a cell of free text', () => {
  it.each([
    ['=1+1', false],
    ['@cmd', false],
    ['+cmd', false],
    ['-cmd|x', false],
    ['-5', true],
    ['+86', true],
    ['前营村-东', true],
    ['𠮷'.repeat(10), true],
    ['𠮷'.repeat(11), false],
  ])('%s may stand: %s', (text, fine) => {
    expect(textFault(text, { max: 10, required: false }) === null).toBe(fine)
  })

  it('may be empty only where it is not required', () => {
    expect(textFault('', { max: 10, required: true })).toBe('不能为空')
    expect(textFault('', { max: 10, required: false })).toBeNull()
  })
})
