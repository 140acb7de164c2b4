import { createHash } from 'node:crypto'
import { openWorld, type World } from '../../testing/world'

const TOKEN = 'push-token-of-the-station'

let off: World
let on: World
beforeAll(async () => {
  off = await openWorld()
  on = await openWorld({ env: { WECHAT_PUSH_TOKEN: TOKEN, WECHAT_PUSH_AES_KEY: 'A'.repeat(43) } })
})
afterAll(async () => {
  await off.close()
  await on.close()
})

const signed = (token: string, timestamp: string, nonce: string) => {
  const signature = createHash('sha1').update([token, timestamp, nonce].sort().join('')).digest('hex')
  return `/callbacks/wechat?${new URLSearchParams({ signature, timestamp, nonce, echostr: '5837364850297' })}`
}

test('the address can be registered with WeChat: a signed question is echoed as it came', async () => {
  // 1700000000 and 999: sorted as numbers they would stand the other way round.
  const answer = await on.inject({ url: signed(TOKEN, '1700000000', '999') })
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['content-type']).toMatch(/^text\/plain/)
  expect(answer.body).toBe('5837364850297')
})

test.each([
  ['a wrong token', signed('somebody-else', '1700000000', '999')],
  ['no signature', '/callbacks/wechat?echostr=1'],
  ['a signature that is none', '/callbacks/wechat?signature=zz&timestamp=1&nonce=1&echostr=1'],
  ['a signature given twice', `${signed(TOKEN, '1700000000', '999')}&signature=0`],
])('%s is refused and nothing is echoed', async (_name, url) => {
  const answer = await on.inject({ url })
  expect(answer.statusCode).toBe(403)
  expect(answer.body).not.toContain('5837364850297')
})

test.each([
  ['GET', 'without settings'],
  ['POST', 'with or without them'],
] as const)('%s of the push address says %s that the feature is off', async (method, _words) => {
  const bodies = method === 'POST' ? ['<xml><ToUserName>x</ToUserName></xml>', '{"ToUserName":"x"}'] : [undefined]
  for (const world of method === 'POST' ? [off, on] : [off])
    for (const payload of bodies) {
      const answer = await world.inject({
        method,
        url: signed(TOKEN, '1', '2'),
        ...(payload ? { payload, headers: { 'content-type': 'text/xml' } } : {}),
      })
      expect(answer.statusCode).toBe(503)
      expect(answer.json().code).toBe('FEATURE_OFF')
    }
})

test.each(['/callbacks/pay', '/callbacks/refund'])(
  '%s tells WeChat Pay to keep the notice and send it again',
  async (url) => {
    const answer = await off.inject({
      method: 'POST',
      url,
      payload: '{"id":"x"}',
      headers: { 'content-type': 'application/json', authorization: 'WECHATPAY2-SHA256-RSA2048 x' },
    })
    expect(answer.statusCode).toBe(503)
    expect(answer.json()).toEqual({ code: 'FAIL', message: expect.stringMatching(/没有开通/) })
  },
)
