import Taro from '@tarojs/taro'
import { act, renderHook, waitFor } from '@testing-library/react'
import * as mock from '../../test/mock-taro'
import { pending } from './api'
import { useSubscribe } from './use-subscribe'

const request = Taro.request as unknown as jest.Mock
const dialog = Taro.requestSubscribeMessage as unknown as jest.Mock
beforeEach(() => {
  mock.forgetStored()
  pending.clear()
  dialog.mockReset()
  request.mockReset()
  request.mockResolvedValue({ statusCode: 200, data: { outageTemplates: ['t1'], credits: 1 } })
})
const open = async () => {
  const { result } = renderHook(() => useSubscribe())
  await waitFor(() => expect(result.current.possible).toBe(true))
  return result
}

test('the dialog opens in the tap itself, and its answer goes up under an id of its own', async () => {
  const result = await open()
  dialog.mockResolvedValue({ errMsg: 'ok', t1: 'acceptWithAudio' })
  await act(async () => {
    result.current.ask()
    // Nothing was awaited in between.
    expect(dialog).toHaveBeenCalledWith({ tmplIds: ['t1'], entityIds: [] })
  })
  await waitFor(() => expect(result.current.words).toContain('会发微信提醒您一次'))
  const sent = request.mock.calls.map(([call]) => call).find(({ url }) => url === '/me/subscriptions')
  expect(sent).toMatchObject({ method: 'POST', data: { templateId: 't1', answer: 'acceptWithAudio' } })
  expect(sent.header['idempotency-key']).toMatch(/^\w{26}$/)
})

test('who refused is left in peace until asking for it', async () => {
  const result = await open()
  dialog.mockResolvedValue({ errMsg: 'ok', t1: 'reject' })
  await act(async () => result.current.ask())
  expect(result.current.words).toContain('没关系')
  await act(async () => result.current.ask())
  expect(dialog).toHaveBeenCalledTimes(1)
  await act(async () => result.current.ask({ again: true }))
  expect(dialog).toHaveBeenCalledTimes(2)
})

test('switched off in WeChat: the page says where to switch it on', async () => {
  const result = await open()
  dialog.mockRejectedValue({ errMsg: 'requestSubscribeMessage:fail', errCode: 20004 })
  await act(async () => result.current.ask())
  expect(result.current.words).toContain('通知管理')
  expect(pending.items()).toEqual([])
})
