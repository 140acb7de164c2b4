import Taro from '@tarojs/taro'
import { fireEvent, render, screen } from '@testing-library/react'
import { village } from '../api/api'
import { Trouble } from '../api/client'
import { BigButton } from './big-button'
import { CallButton } from './call-button'
import { NoticeCard } from './notice-card'
import { StateLine } from './state-line'
import { TroubleCard } from './trouble-card'

const dialled = Taro.makePhoneCall as unknown as jest.Mock
beforeEach(() => dialled.mockClear())

test('calling dials the number that is also readable, and backing out is no fault', () => {
  dialled.mockRejectedValueOnce({ errMsg: 'makePhoneCall:fail cancel' })
  const onCall = jest.fn()
  render(<CallButton who="对接人王强" phone="13900000001" onCall={onCall} />)
  expect(screen.getByText('13900000001')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: '打电话给对接人王强，13900000001' }))
  expect(dialled).toHaveBeenCalledWith({ phoneNumber: '13900000001' })
  expect(onCall).toHaveBeenCalledTimes(1)
})

test('a passing trouble offers another try and a person; it is announced as an alert', () => {
  const again = jest.fn()
  const trouble = new Trouble(500, 'SYSTEM_BUSY', '系统繁忙，请稍后再试', 'r-1')
  village.choose({ id: 'v1', name: '东关村' })
  village.keepHelper({ name: '对接人王强', phone: '13900000001' })
  render(<TroubleCard trouble={trouble} onAgain={again} />)
  expect(screen.getByRole('alert').textContent).toContain('系统繁忙，请稍后再试')
  expect(screen.getByText(/r-1/)).toBeTruthy()
  fireEvent.click(screen.getByText('再试一次'))
  expect(again).toHaveBeenCalledTimes(1)
  expect(screen.getByRole('button', { name: /王强/ })).toBeTruthy()
})

test('a lasting trouble offers no second try, and without a liaison the hotline', () => {
  village.choose(null)
  render(<TroubleCard trouble={new Trouble(403, 'NOT_ALLOWED', '您没有权限')} onAgain={() => {}} />)
  expect(screen.queryByText('再试一次')).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: /95598/ }))
  expect(dialled).toHaveBeenCalledWith({ phoneNumber: '95598' })
})

test.each([
  ['normal', '✓'],
  ['soon', '!'],
  ['off', '✕'],
] as const)('the state %s has a sign of its own besides its colour', (state, sign) => {
  render(<StateLine state={state} sentence="东关村 今天正常" />)
  expect(screen.getByRole('status', { name: '东关村 今天正常' }).textContent).toBe(`${sign}东关村 今天正常`)
})

test('a card that opens something is a button to a screen reader; one that does not is none', () => {
  const onTap = jest.fn()
  const card = <NoticeCard title="计划停电" when="明天上午8:00–12:00" facts={['原因：线路检修']} />
  const { unmount } = render(card)
  expect(screen.queryByRole('button')).toBeNull()
  unmount()
  render(<NoticeCard {...card.props} onTap={onTap} />)
  fireEvent.click(screen.getByRole('button', { name: /计划停电，明天上午8:00–12:00/ }))
  expect(onTap).toHaveBeenCalledTimes(1)
})

test('a button that is off cannot be tapped', () => {
  const onTap = jest.fn()
  render(
    <BigButton off onTap={onTap}>
      我知道了
    </BigButton>,
  )
  fireEvent.click(screen.getByText('我知道了'))
  expect(onTap).not.toHaveBeenCalled()
})
