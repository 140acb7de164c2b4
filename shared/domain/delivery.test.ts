import { afterSend, afterSilence, GIVE_UP_ASKING_MS, MAX_TRIES } from './delivery'

describe('after a send', () => {
  const first = { attempts: 1 }
  test.each([
    ['accepted by WeChat', 'wechat', { kind: 'ok', providerId: '9' }, true, { state: 'sent', providerId: '9' }],
    [
      'refused by WeChat falls to SMS',
      'wechat',
      { kind: 'refused', code: '43101' },
      true,
      { state: 'failed', next: 'sms', code: '43101' },
    ],
    [
      'without a mobile it falls to a person',
      'wechat',
      { kind: 'refused', code: '43101' },
      false,
      { state: 'failed', next: 'person' },
    ],
    [
      'a refused SMS falls to a person',
      'sms',
      { kind: 'refused', code: 'X' },
      true,
      { state: 'failed', next: 'person' },
    ],
    [
      'a busy platform is tried again',
      'sms',
      { kind: 'retry', code: 'B', afterMs: 2_000 },
      true,
      { state: 'waiting', inMs: 2_000 },
    ],
    [
      'a time-out is looked at, not repeated',
      'sms',
      { kind: 'unknown', code: 'TIMEOUT' },
      true,
      { state: 'unknown', inMs: 5_000 },
    ],
    ['without a provider it waits for the list', 'sms', { kind: 'refused', code: 'MANUAL' }, true, { state: 'manual' }],
  ] as const)('%s', (_words, channel, end, hasMobile, turn) => {
    expect(afterSend({ channel, ...first }, end, hasMobile)).toMatchObject(turn)
  })

  test('pauses double and the last try hands over to the next channel', () => {
    const busy = { kind: 'retry', code: '-1', afterMs: 1_000 } as const
    const turns = Array.from({ length: MAX_TRIES }, (_, at) =>
      afterSend({ channel: 'wechat', attempts: at + 1 }, busy, true),
    )
    expect(turns.map(({ inMs }) => inMs)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, undefined])
    expect(turns.at(-1)).toMatchObject({ state: 'failed', next: 'sms' })
  })
})

test('a far end that asks for two hours is left alone for two hours', () => {
  const busy = { kind: 'retry', code: '45009', afterMs: 7_200_000 } as const
  expect(afterSend({ channel: 'wechat', attempts: 1 }, busy, true).inMs).toBe(7_200_000)
  expect(afterSend({ channel: 'wechat', attempts: 4 }, busy, true).inMs).toBe(7_200_000)
})

describe('an unknown end', () => {
  const asked = { word: null, repeatable: false, hasMobile: true }
  test('WeChat is sent once more, then the next channel takes over', () => {
    expect(afterSilence({ channel: 'wechat', resent: false, unknownForMs: 0 }, asked).state).toBe('waiting')
    expect(afterSilence({ channel: 'wechat', resent: true, unknownForMs: 0 }, asked)).toMatchObject({
      state: 'failed',
      next: 'sms',
    })
  })
  test('SMS is asked about again and again, and goes to a person in the end', () => {
    const row = { channel: 'sms', resent: false } as const
    expect(afterSilence({ ...row, unknownForMs: 5_000 }, asked)).toMatchObject({ state: 'unknown', inMs: 5_000 })
    expect(afterSilence({ ...row, unknownForMs: GIVE_UP_ASKING_MS }, asked)).toMatchObject({
      state: 'failed',
      next: 'person',
      code: 'NO_WORD',
    })
  })
  test('only a provider that knows our id gets the same SMS again', () => {
    const row = { channel: 'sms', resent: false, unknownForMs: 5_000 } as const
    expect(afterSilence(row, { ...asked, repeatable: true }).state).toBe('waiting')
    expect(afterSilence(row, { ...asked, word: { accepted: true } }).state).toBe('sent')
  })
})
