import { affectedBy } from './affected'

type Household = Parameters<typeof affectedBy>[1][number]
const household = (id: string, outages: { id: string; acknowledged: boolean }[]) =>
  ({ id, name: '王**', accountNo: `******000${id}`, outages }) as unknown as Household

test('only own households that this outage touches are asked, each with its answer', () => {
  const households = [
    household('1', [{ id: 'a', acknowledged: true }]),
    household('2', [{ id: 'a', acknowledged: false }]),
    household('3', [{ id: 'a', acknowledged: false }]),
    household('4', [{ id: 'b', acknowledged: false }]),
    household('5', []),
  ]
  expect(affectedBy('a', households, ['3']).map(({ id, acknowledged }) => [id, acknowledged])).toEqual([
    ['1', true],
    ['2', false],
    ['3', true],
  ])
})
