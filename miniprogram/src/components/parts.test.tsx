import Taro from '@tarojs/taro'
import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import * as mock from '../../test/mock-taro'
import { village } from '../api/api'
import { ConfirmButton } from './confirm-button'
import { FindHousehold } from './find-household'
import { unanswered } from './own-outages'
import { VillageChooser } from './village-chooser'

const request = Taro.request as unknown as jest.Mock
beforeEach(() => {
  mock.forgetStored()
  request.mockReset()
})

test('a long list of villages shows twenty, more on demand, and fewer by letters of the name', async () => {
  const all = Array.from({ length: 45 }, (_, at) => ({ id: `v${at}`, name: `第${at}村` }))
  request.mockResolvedValue({ statusCode: 200, data: all })
  render(<VillageChooser />)
  await waitFor(() => expect(screen.getAllByRole('button')).toHaveLength(21))
  fireEvent.click(screen.getByText('再显示 20 个村'))
  expect(screen.getByText('第39村')).toBeTruthy()
  fireEvent.input(screen.getByLabelText('输入村名里的字'), { target: { value: '44' } })
  expect(screen.getAllByRole('button')).toHaveLength(1)
  fireEvent.click(screen.getByText('第44村'))
  expect(village.current()).toEqual({ id: 'v44', name: '第44村' })
})

test('an action that is not easily undone asks first and can be left', () => {
  const onYes = jest.fn()
  render(
    <ConfirmButton question="解除吗？" yes="解除" onYes={onYes}>
      解除绑定
    </ConfirmButton>,
  )
  fireEvent.click(screen.getByText('解除绑定'))
  fireEvent.click(screen.getByText('不了，返回'))
  expect(onYes).not.toHaveBeenCalled()
  fireEvent.click(screen.getByText('解除绑定'))
  fireEvent.click(screen.getByText('解除'))
  expect(onYes).toHaveBeenCalledTimes(1)
})

test('a number the station does not know leads on to the account number', async () => {
  const onFound = jest.fn()
  request.mockResolvedValue({ statusCode: 200, data: { phone: '138****1234', households: 0 } })
  render(<FindHousehold onFound={onFound} />)
  const press = (detail: object) =>
    act(async () => mock.pressAbility(screen.getByText('用微信手机号找我家'), 'onGetPhoneNumber', detail))
  await press({ code: 'p1' })
  expect(request.mock.calls[0][0]).toMatchObject({ url: '/me/phone', data: { code: 'p1' } })
  expect(screen.getByRole('status').textContent).toContain('请改用户号绑定')
  expect(onFound).toHaveBeenCalledTimes(1)
})

test.each([
  [{ errMsg: 'getPhoneNumber:fail user deny' }, '不想提供也没关系'],
  [{ errno: 1400001 }, '现在不能用微信手机号'],
])('without a number (%j) the page says what to do and asks the server nothing', async (detail, words) => {
  render(<FindHousehold onFound={() => {}} />)
  await act(async () => mock.pressAbility(screen.getByText('用微信手机号找我家'), 'onGetPhoneNumber', detail))
  expect(screen.getByRole('status').textContent).toContain(words)
  expect(request).not.toHaveBeenCalled()
})

test('households of one village are one entry an outage; answered ones and other villages stand apart', () => {
  const household = (id: string, villageId: string, outages: [string, boolean][]) => ({
    id,
    village: { id: villageId, name: villageId },
    outages: outages.map(([outageId, acknowledged]) => ({ id: outageId, acknowledged })),
  })
  const given = [
    household('1', 'a', [['o', false]]),
    household('2', 'a', [['o', false]]),
    household('3', 'b', [['o', false]]),
    household('4', 'a', [['o', true]]),
  ] as unknown as Parameters<typeof unanswered>[0]
  expect(unanswered(given).map(({ household: { id }, count }) => [id, count])).toEqual([
    ['1', 2],
    ['3', 1],
  ])
})
