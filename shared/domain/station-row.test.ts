import type { AreaField, Cells, VillageField } from './sheet-columns'
import { readAreaRow, readCode, readVillageName, readVillageRow } from './station-row'

const area: Cells<AreaField> = {
  feederName: '10kV营房线',
  areaCode: '2100000000',
  areaName: '前营东台区',
  villageName: '前营村',
}
const village: Cells<VillageField> = {
  villageName: '前营村',
  committeeName: '前营村村民委员会',
  committeeContact: '黎秀英',
  committeePhone: '15922753090',
  liaisonName: '段秀英',
  staffNo: 'LB1001',
  team: '催费班',
  liaisonPhone: '13843530781',
  duties: '电费、抄表、报修、用电咨询',
  pilot: '是',
}
const readVillage = (change: Cells<VillageField>) => readVillageRow({ ...village, ...change })
const columnsOf = (reading: ReturnType<typeof readVillageRow> | ReturnType<typeof readAreaRow>) =>
  'faults' in reading ? reading.faults.map(({ column }) => column) : []

describe('a row of 线路台区', () => {
  it('that is right becomes an area of a feeder', () => {
    expect(readAreaRow(area)).toEqual({ record: area })
    expect(readAreaRow({ ...area, areaCode: 2100000000, feederName: ' １０ｋＶ营房线' })).toEqual({ record: area })
  })

  it('names every column that is empty', () => {
    expect(columnsOf(readAreaRow({}))).toEqual(['线路名称', '台区编号', '台区名称', '村'])
  })

  it('with a formula or a lost number is wrong', () => {
    expect(columnsOf(readAreaRow({ ...area, areaName: '=A1', areaCode: '2.1E+09' }))).toEqual(['台区编号', '台区名称'])
  })
})

describe('a row of 村庄与对接人', () => {
  it('that is right becomes a village with committee and liaison', () => {
    expect(readVillageRow(village)).toEqual({
      record: {
        villageName: '前营村',
        committeeName: '前营村村民委员会',
        committee: { name: '黎秀英', phone: { kind: 'mobile', number: '15922753090' } },
        liaison: {
          name: '段秀英',
          staffNo: 'LB1001',
          team: '催费班',
          phone: { kind: 'mobile', number: '13843530781' },
          duties: '电费、抄表、报修、用电咨询',
        },
        pilot: true,
      },
    })
  })

  it('may have no liaison and no committee contact yet', () => {
    const reading = readVillageRow({ villageName: '前营村', pilot: '否' })
    expect(reading).toEqual({
      record: {
        villageName: '前营村',
        committeeName: '前营村村民委员会',
        committee: null,
        liaison: null,
        pilot: false,
      },
    })
  })

  it.each<[Cells<VillageField>, string[]]>([
    [{ villageName: '' }, ['村']],
    [{ staffNo: '' }, ['工号']],
    [{ liaisonPhone: '' }, ['手机']],
    [{ liaisonPhone: '1384353078' }, ['手机']],
    [{ committeePhone: '159' }, ['村委会电话']],
    [{ committeeContact: '' }, ['村委会联系人']],
    [{ pilot: '也许' }, ['是否试点']],
    [{ liaisonName: '=1+1' }, ['对接人员']],
    [{ staffNo: '', liaisonPhone: '', pilot: '?' }, ['是否试点', '工号', '手机']],
  ])('with %j is wrong in %j', (change, columns) => {
    expect(columnsOf(readVillage(change))).toEqual(columns)
  })
})

describe('names and codes of the grid', () => {
  it('have one form', () => {
    expect(readVillageName(' 前营村 村委会')).toBe('前营村')
    expect(readVillageName('村委会')).toBe('村委会')
    expect(readCode('ＬＢ1001 ')).toEqual({ code: 'LB1001' })
    expect(readCode("'0012")).toEqual({ code: '0012' })
  })

  it('may hold an E between digits, which is no lost number', () => {
    expect(readCode('21E05')).toEqual({ code: '21E05' })
    expect(readCode('2.1E+09')).toHaveProperty('fault')
    expect(readCode('台区1')).toHaveProperty('fault')
  })
})
