import { counts, type Household, type List, notedWords, rowFacts, sections, withMore } from './today'

const household = (householdId: string, given: Partial<Household> = {}): Household => ({
  householdId,
  name: `户${householdId}`,
  accountNo: '******0001',
  village: '东关村',
  group: '1组',
  address: '',
  phone: '138****1234',
  contacts: 0,
  important: false,
  care: [],
  offAt: '2026-12-08T00:00:00.000Z',
  sent: [],
  last: null,
  ...given,
})
const list = (given: Partial<List>): List =>
  ({
    outage: { id: 'o' },
    village: { id: 'v', name: '东关村' },
    affected: 10,
    told: { person: 3, smsReport: 1 },
    late: 0,
    stillToTell: 6,
    rate: 4000,
    committee: [],
    households: [],
    more: 0,
    ...given,
  }) as unknown as List

test('care households stand under their own heading on top, the others under their group', () => {
  const rows = [
    household('1', { care: ['life_support'], group: '3组' }),
    household('2', { care: ['elderly_alone'] }),
    household('3'),
    household('4'),
    household('5', { group: '2组' }),
    household('6', { group: null }),
  ]
  expect(sections(rows).map(({ heading, rows: inside }) => [heading, inside.map((row) => row.householdId)])).toEqual([
    ['需要关怀的户（先告知）', ['1', '2']],
    ['1组', ['3', '4']],
    ['2组', ['5']],
    ['没有登记小组的户', ['6']],
  ])
})

test('a later page is added behind, and a household that moved is not shown twice', () => {
  const rows = withMore([household('1'), household('2')], [household('2'), household('3')])
  expect(rows.map((row) => row.householdId)).toEqual(['1', '2', '3'])
})

test('a row says why it comes first, where it is and what was tried', () => {
  const last = { result: 'noAnswer', words: '未接', by: 'call', name: '王强', at: '' } as const
  const row = household('1', { care: ['life_support'], important: true, address: '东关村3号', sent: ['sms'], last })
  expect(rowFacts(row)).toEqual([
    '★ 家用呼吸机　1组',
    '★ 重要用户',
    '东关村3号',
    '已发短信，本人还没确认',
    '上次电话：未接（王强）',
  ])
  expect(rowFacts(household('2'))).toEqual([])
})

test('what was noted on the phone is counted at once, and only 已告知 counts', () => {
  const told = { pendingId: 'p1', result: 'told', by: 'call' } as const
  const missed = { pendingId: 'p2', result: 'noAnswer', by: 'call' } as const
  const rows = [household('1'), household('2'), household('3')]
  expect(counts(list({}), rows, { 'o:1': told, 'o:2': missed, 'other:3': told })).toEqual({
    affected: 10,
    told: 5,
    stillToTell: 5,
    rate: '50.00%',
  })
  expect([notedWords(told), notedWords({ ...told, by: 'visit' }), notedWords(missed)]).toEqual([
    '已电话告知',
    '已当面告知',
    '未接',
  ])
})
