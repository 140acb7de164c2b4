import { endStage, PHONE, sms, start, TEMPLATE } from '../testing/sandbox-stage'
import type { Sandbox } from './sandbox'

afterEach(endStage)

describe('control and board', () => {
  const ask = (sandbox: Sandbox, method: 'GET' | 'POST' | 'OPTIONS', url: string, body?: unknown, origin?: string) =>
    sandbox.inject({
      method,
      url,
      ...(body ? { payload: JSON.stringify(body) } : {}),
      headers: origin ? { origin } : {},
    })

  test('people come one or many at a time; the same phone is the same person', async () => {
    const sandbox = start()
    const one = (await ask(sandbox, 'POST', '/__sandbox/people', { phone: PHONE, nickname: '王大爷' })).json()
    const many = (
      await ask(sandbox, 'POST', '/__sandbox/people', [{ phone: `+86${PHONE}` }, { phone: '13800000002' }])
    ).json()
    expect(many[0]).toEqual(one)
    expect((await ask(sandbox, 'GET', '/__sandbox/people')).json()).toHaveLength(2)
    expect((await ask(sandbox, 'POST', '/__sandbox/people', { phone: '123' })).statusCode).toBe(400)
    const { openid } = one
    expect(
      (
        await ask(sandbox, 'POST', `/__sandbox/people/${openid}/subscribe`, { templateId: TEMPLATE, answer: 'accept' })
      ).json(),
    ).toEqual({ credits: 1 })
    expect(
      (
        await ask(sandbox, 'POST', `/__sandbox/people/${openid}/subscribe`, { templateId: TEMPLATE, answer: 'ban' })
      ).json(),
    ).toEqual({ credits: 1 })
    expect((await ask(sandbox, 'POST', `/__sandbox/people/oNobody1/login-code`)).statusCode).toBe(404)
  })

  test('the record is filtered and counted', async () => {
    const sandbox = start()
    await sms(sandbox, 'a1')
    await sms(sandbox, 'a2', '13800000002')
    await sms(sandbox, 'a3')
    const { total, items } = (await ask(sandbox, 'GET', `/__sandbox/record?channel=sms&to=${PHONE}&after=1`)).json()
    expect([total, items[0].id]).toEqual([1, 'a3'])
    expect((await ask(sandbox, 'GET', '/__sandbox/record/count?channel=sms')).json()).toMatchObject({
      messages: 3,
      addressees: 2,
      pieces: 3,
    })
    expect((await ask(sandbox, 'GET', '/__sandbox/record/count?since=2100-01-01T00:00:00Z')).json().messages).toBe(0)
    expect((await ask(sandbox, 'GET', '/__sandbox/record?since=x')).statusCode).toBe(400)
  })

  test('the clock moves for everybody, by offset or to an instant', async () => {
    const sandbox = start()
    expect((await ask(sandbox, 'GET', '/__sandbox/clock')).json().offsetMs).toBe(0)
    await ask(sandbox, 'POST', '/__sandbox/clock', { at: '2030-01-01T00:00:00Z' })
    await sms(sandbox, 'a1')
    expect(sandbox.control.record()[0]?.at).toMatch(/^2030-01-01T00:00:0/)
    await ask(sandbox, 'POST', '/__sandbox/clock', { offsetMs: 0 })
    expect((await ask(sandbox, 'GET', '/__sandbox/clock')).json().offsetMs).toBe(0)
    expect((await ask(sandbox, 'POST', '/__sandbox/clock', {})).statusCode).toBe(400)
  })

  test('a page of another host may not use the control routes, one of this machine may', async () => {
    const sandbox = start()
    const foreign = await ask(sandbox, 'POST', '/__sandbox/clear', undefined, 'https://evil.example')
    expect([foreign.statusCode, foreign.headers['access-control-allow-origin']]).toEqual([403, undefined])
    const preflight = await ask(sandbox, 'OPTIONS', '/__sandbox/people', undefined, 'http://127.0.0.1:3000')
    expect([preflight.statusCode, preflight.headers['access-control-allow-origin']]).toEqual([
      204,
      'http://127.0.0.1:3000',
    ])
  })

  test('settings that do not exist and report addresses elsewhere are refused', async () => {
    const sandbox = start()
    expect((await ask(sandbox, 'POST', '/__sandbox/settings', { limits: { typo: 1 } })).json().message).toContain(
      'limits.typo',
    )
    expect(
      (await ask(sandbox, 'POST', '/__sandbox/settings', { reportUrls: { sms: 'https://a.example/' } })).statusCode,
    ).toBe(400)
  })

  test('clear forgets what was sent and set, people stay', async () => {
    const sandbox = start()
    const { openid } = sandbox.control.addPerson({ phone: PHONE })
    sandbox.control.subscribe(openid, { templateId: TEMPLATE })
    sandbox.control.addFault({ endpoint: '*', do: 'delay', ms: 1 })
    await sms(sandbox, 'a1')
    await ask(sandbox, 'POST', '/__sandbox/clear')
    expect([
      sandbox.control.count().messages,
      sandbox.control.credits(openid, TEMPLATE),
      sandbox.control.faults(),
    ]).toEqual([0, 0, []])
    expect(sandbox.control.people()).toHaveLength(1)
  })

  test('the board shows masked numbers, texts escaped, faults by name, and asks no other host', async () => {
    const sandbox = start()
    await sms(sandbox, 'a1')
    sandbox.control.addFault({ endpoint: 'sms.send', do: 'html' })
    const { body, headers } = await ask(sandbox, 'GET', '/?channel=sms&q=停电')
    expect(body).toContain('138****1234')
    expect(body).not.toContain(PHONE)
    expect(body).toContain('明天停电')
    expect(body).toContain('网关 502 网页')
    expect(headers['content-security-policy']).toContain("default-src 'self'")
    expect(
      `${body}${(await ask(sandbox, 'GET', '/page.js')).body}${(await ask(sandbox, 'GET', '/page.css')).body}`,
    ).not.toMatch(/https?:\/\//)
    expect((await ask(sandbox, 'GET', '/?q=来电')).body).not.toContain('138****1234')
  })
})
