import Taro from '@tarojs/taro'
import { act, renderHook } from '@testing-library/react'
import { useWrite } from './use-write'

const request = Taro.request as unknown as jest.Mock
const keys = () => request.mock.calls.map(([{ header }]) => header['idempotency-key'])
const input = { body: { name: '用途' } }
beforeEach(() => request.mockReset())

test('the same input after no answer goes out under the same key; after success under a new one', async () => {
  request.mockRejectedValueOnce({}).mockResolvedValue({ statusCode: 200, data: { id: '1', key: 'k' } })
  const { result } = renderHook(() => useWrite('POST /api-keys'))
  await act(async () => expect(await result.current.write(input)).toBeNull())
  expect(result.current.trouble?.noAnswer).toBe(true)
  await act(async () => expect(await result.current.write(input)).toEqual({ id: '1', key: 'k' }))
  expect(result.current.trouble).toBeNull()
  await act(async () => void (await result.current.write(input)))
  const [first, second, third] = keys()
  expect(second).toBe(first)
  expect(third).not.toBe(first)
})

test('a refusal shows its words, and the corrected input is a new write', async () => {
  request.mockResolvedValueOnce({ statusCode: 422, data: { code: 'BAD_INPUT', message: '填写的内容有误' } })
  request.mockResolvedValueOnce({ statusCode: 200, data: { id: '1', key: 'k' } })
  const { result } = renderHook(() => useWrite('POST /api-keys'))
  await act(async () => void (await result.current.write({ body: { name: '' } })))
  expect(result.current.trouble?.message).toBe('填写的内容有误')
  await act(async () => void (await result.current.write(input)))
  expect(new Set(keys()).size).toBe(2)
})

test('a second tap while the first is under way sends nothing', async () => {
  let answer: (reply: unknown) => void = () => {}
  request.mockReturnValue(new Promise((done) => (answer = done)))
  const { result } = renderHook(() => useWrite('POST /api-keys'))
  await act(async () => {
    const first = result.current.write(input)
    expect(await result.current.write(input)).toBeNull()
    answer({ statusCode: 200, data: { id: '1', key: 'k' } })
    await first
  })
  expect(request).toHaveBeenCalledTimes(1)
})
