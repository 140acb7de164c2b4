import Taro from '@tarojs/taro'
import { act, renderHook, waitFor } from '@testing-library/react'
import * as mock from '../../test/mock-taro'
import { useRead } from './use-read'

const request = Taro.request as unknown as jest.Mock
const client = (hotline: string) => ({ statusCode: 200, data: { hotline } })
const read = () => renderHook(() => useRead('GET /client', {}))

beforeEach(() => {
  mock.forgetStored()
  request.mockReset()
})

test('shows what an earlier visit left at once, then the fresh answer', async () => {
  request.mockResolvedValueOnce(client('95598'))
  const first = read()
  await waitFor(() => expect(first.result.current.reply).toEqual({ hotline: '95598' }))
  first.unmount()

  request.mockResolvedValueOnce(client('12398'))
  const second = read()
  expect(second.result.current.reply).toEqual({ hotline: '95598' })
  await waitFor(() => expect(second.result.current.reply).toEqual({ hotline: '12398' }))
  expect(second.result.current.staleWords).toBeNull()
})

test('without network the kept answer stays and says how old it is', async () => {
  request.mockResolvedValueOnce(client('95598'))
  const { result } = read()
  await waitFor(() => expect(result.current.reading).toBe(false))
  request.mockRejectedValueOnce({ errMsg: 'request:fail' })
  await act(async () => mock.showPage())
  expect(result.current.reply).toEqual({ hotline: '95598' })
  expect(result.current.staleWords).toMatch(/^截至 (凌晨|上午|中午|下午|晚上)\d+:\d\d$/)
  expect(result.current.trouble?.message).toContain('网络不通')
})

test('each showing of the page reads again; nothing is read while there is nothing to ask', async () => {
  request.mockResolvedValue(client('95598'))
  const { result } = read()
  await waitFor(() => expect(result.current.reading).toBe(false))
  await act(async () => mock.showPage())
  expect(request).toHaveBeenCalledTimes(2)

  const none = renderHook(() => useRead('GET /client', null as never))
  await act(async () => mock.showPage())
  expect(none.result.current).toMatchObject({ reply: null, reading: false, trouble: null })
  expect(request).toHaveBeenCalledTimes(3)
})

test('a slow answer to an earlier question does not replace the newer one', async () => {
  const answers: ((reply: unknown) => void)[] = []
  request.mockImplementation(() => new Promise((answer) => answers.push(answer)))
  const { result, rerender } = renderHook(({ subject }) => useRead('GET /audit', { query: { subject } }), {
    initialProps: { subject: 'a' },
  })
  rerender({ subject: 'b' })
  await act(async () => answers[1]?.({ statusCode: 200, data: ['b'] }))
  await act(async () => answers[0]?.({ statusCode: 200, data: ['a'] }))
  expect(result.current.reply).toEqual(['b'])
})
