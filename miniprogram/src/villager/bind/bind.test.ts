import { wrongIn } from './bind'

test.each([
  [{ accountNo: '2101000004', name: '王建国' }, null],
  [{ accountNo: ' 2101 0000 04 ', name: '王建国' }, null],
  [{ accountNo: '210100000', name: '王建国' }, '户号应为10至13位，现在是9位'],
  [{ accountNo: '21010000041234', name: '王建国' }, '户号应为10至13位，现在是14位'],
  [{ accountNo: '', name: '' }, '户号是空的'],
  [{ accountNo: '2101000004', name: '  ' }, '请填户名，就是电费单上的名字'],
])('of %j the first thing to correct is %j', (typed, wrong) => {
  expect(wrongIn(typed)).toBe(wrong)
})
