import { endStage, listen, PHONE, sms, start, subscribeCall, TEMPLATE, tokenOf } from '../testing/sandbox-stage'
import { SANDBOX_ACCOUNTS } from './accounts'

afterEach(endStage)

describe('faults', () => {
  const post = (base: string, id: string) =>
    fetch(`${base}/sms/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SANDBOX_ACCOUNTS.sms.key}` },
      body: JSON.stringify({ id, to: PHONE, text: '明天停电' }),
      signal: AbortSignal.timeout(300),
    })

  test.each([
    ['reset', 'before', 0],
    ['reset', 'after', 1],
    ['hang', 'after', 1],
  ] as const)(
    '%s %s the state change: no answer, %i message on record; the next call is fine',
    async (kind, when, stored) => {
      const sandbox = start()
      sandbox.control.addFault({ endpoint: 'sms.send', do: kind, when, times: 1 })
      const base = await listen(sandbox)
      await expect(post(base, 'a1')).rejects.toThrow()
      expect(sandbox.control.count().messages).toBe(stored)
      expect((await post(base, 'a2')).status).toBe(200)
      expect(sandbox.control.faults()).toEqual([])
    },
  )

  test('a gateway page, half a JSON, a delay', async () => {
    const sandbox = start()
    sandbox.control.addFault({ endpoint: 'sms.send', do: 'html', times: 1 })
    const html = await sms(sandbox, 'a1')
    expect([html.statusCode, html.headers['content-type'], sandbox.control.count().messages]).toEqual([
      502,
      'text/html',
      0,
    ])
    sandbox.control.addFault({ endpoint: '*', do: 'truncate', times: 1 })
    const half = await sms(sandbox, 'a2')
    expect(() => JSON.parse(half.body)).toThrow(SyntaxError)
    expect(sandbox.control.count().messages).toBe(1)
    sandbox.control.addFault({ endpoint: 'sms.send', do: 'delay', ms: 60, times: 1 })
    const began = performance.now()
    await sms(sandbox, 'a3')
    expect(performance.now() - began).toBeGreaterThan(55)
  })

  test('a probability hits some calls, and a count ends by itself', async () => {
    const sandbox = start()
    sandbox.control.addFault({ endpoint: 'sms.send', do: 'answer', code: 'BUSY', probability: 0.5 })
    const codes: unknown[] = []
    for (let n = 0; n < 60; n++) codes.push((await sms(sandbox, `a${n}`)).json().code)
    const busy = codes.filter((code) => code === 'BUSY').length
    expect(busy).toBeGreaterThan(10)
    expect(busy).toBeLessThan(50)
    expect(sandbox.control.calls()).toEqual({ 'sms.send': { BUSY: busy, OK: 60 - busy } })
  })

  test('a revoked token answers 40001 until a new one is fetched', async () => {
    const sandbox = start()
    const { openid } = sandbox.control.addPerson({ phone: PHONE })
    sandbox.control.subscribe(openid, { templateId: TEMPLATE })
    sandbox.control.addFault({ endpoint: 'wechat.subscribe', do: 'revoke', times: 1 })
    const token = await tokenOf(sandbox)
    expect((await sandbox.inject(subscribeCall(openid, token))).json().errcode).toBe(40001)
    expect((await sandbox.inject(subscribeCall(openid, await tokenOf(sandbox)))).json().errcode).toBe(0)
  })

  test('a fault of an unknown kind or place is refused', async () => {
    const sandbox = start()
    for (const fault of [
      { endpoint: 'x', do: 'delay' },
      { endpoint: '*', do: 'x' },
      { endpoint: '*', do: 'answer' },
    ])
      expect(
        (await sandbox.inject({ method: 'POST', url: '/__sandbox/faults', payload: JSON.stringify(fault) })).statusCode,
      ).toBe(400)
  })
})
