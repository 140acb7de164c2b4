import { fillOutageSms, type OutageSmsParams } from '../../../shared/domain/outage-words'
import { readConfig } from '../../config'
import { openWorld, type World } from '../../testing/world'
import { createSms } from './create-sms'
import type { Sms } from './sms'

let world: World
beforeAll(async () => {
  world = await openWorld({ start: new Date().toISOString() })
  world.sandbox.control.changeSettings({ receiptDelayMs: 0 })
})
afterAll(() => world.close())
afterEach(() => world.sandbox.control.clearFaults())

const PARAMS: OutageSmsParams = {
  village: '前营村',
  times: '12月8日(周二)上午8:00至下午5:00',
  kind: '计划停电',
  reason: '线路检修',
  contact: '王军13800000001或95598',
}
const TEXT = `【城郊供电所】${fillOutageSms('household', PARAMS)}`
const ENDPOINTS = { sandbox: 'sms.send', aliyun: 'aliyun.SendSms', tencent: 'tencent.SendSms' } as const
type Provider = keyof typeof ENDPOINTS
const PROVIDERS = Object.keys(ENDPOINTS) as Provider[]

const providerOf = (provider: Provider | 'manual', env: Record<string, string> = {}): Sms =>
  createSms(readConfig({ SANDBOX_URL: world.sandboxUrl, SMS_PROVIDER: provider, ...env }).sms, world.deps)
let last = 0
const message = (to: string, templateKey = 'outage') => ({
  id: `M${++last}`,
  to,
  text: TEXT,
  templateKey,
  params: PARAMS,
})
let phone = 13_700_000_000
const number = () => String(phone++)
const accepted = (to: string) => world.sandbox.control.record({ to })
const wait = async (done: () => boolean) => {
  for (let turn = 0; turn < 200 && !done(); turn++) await new Promise((next) => setTimeout(next, 10))
  expect(done()).toBe(true)
}

describe.each(PROVIDERS)('%s', (provider) => {
  test('takes a signed message and the phone shows the approved words', async () => {
    const sms = providerOf(provider)
    const to = number()
    expect(await sms.send(message(to))).toMatchObject({ kind: 'ok', providerId: expect.stringMatching(/.+/) })
    expect(accepted(to).map(({ text }) => text)).toEqual([TEXT])
  })

  test('writes to the committee in its own words', async () => {
    const to = number()
    const words = { ...message(to, 'committee'), text: `【城郊供电所】${fillOutageSms('committee', PARAMS)}` }
    expect((await providerOf(provider).send(words)).kind).toBe('ok')
    expect(accepted(to)[0]?.text).toBe(words.text)
  })

  test('a gateway page instead of an answer leaves the end unknown', async () => {
    const to = number()
    world.sandbox.control.addFault({ endpoint: ENDPOINTS[provider], do: 'html', when: 'after', times: 1 })
    expect((await providerOf(provider).send(message(to))).kind).toBe('unknown')
    expect(accepted(to)).toHaveLength(1)
  })

  test('no answer in time after the message was taken leaves the end unknown', async () => {
    const to = number()
    world.sandbox.control.addFault({ endpoint: ENDPOINTS[provider], do: 'hang', ms: 6_500, times: 1 })
    expect((await providerOf(provider).send(message(to))).kind).toBe('unknown')
    expect(accepted(to)).toHaveLength(1)
  }, 15_000)

  test('a connection cut after the message was taken leaves the end unknown', async () => {
    const to = number()
    world.sandbox.control.addFault({ endpoint: ENDPOINTS[provider], do: 'reset', when: 'after', times: 1 })
    expect((await providerOf(provider).send(message(to))).kind).toBe('unknown')
  })

  test('nobody listening means nothing was sent', async () => {
    const gone = await listen(() => null)
    await gone.close()
    const base = new URL(gone.url).origin
    const env: Record<string, string> =
      provider === 'sandbox' ? { SANDBOX_URL: base } : { SMS_BASE: `${base}/${provider}` }
    expect(await providerOf(provider, env).send(message(number()))).toMatchObject({
      kind: 'retry',
      code: 'ECONNREFUSED',
    })
  })

  test('its reports are read: delivered, failed, and each knows its message', async () => {
    const sms = providerOf(provider)
    const channel = provider === 'sandbox' ? 'sms' : provider
    const bodies: unknown[] = []
    const receiver = await listen((body) => {
      bodies.push(body)
      return sms.reportReply
    })
    world.sandbox.control.changeSettings({ reportUrls: { [channel]: receiver.url } })
    const [good, bad] = [number(), number()]
    world.sandbox.control.setNumber({ phone: bad, fate: 'failed' })
    const sent = await Promise.all(
      [good, bad].map(async (to) => ({ to, id: `M${last + 1}`, end: await sms.send(message(to)) })),
    )
    await wait(() => [good, bad].every((to) => accepted(to)[0]?.report === 'pushed'))
    world.sandbox.control.changeSettings({ reportUrls: { [channel]: null } })
    await receiver.close()
    const reports = bodies.flatMap((body) => sms.readReports(body))
    for (const { to, end } of sent) {
      const providerId = end.kind === 'ok' ? end.providerId : ''
      const report = reports.find((one) => one.providerId === providerId)
      expect(report).toMatchObject({ delivered: to === good, at: expect.any(Date) })
      expect(Number.isNaN(report?.at.getTime())).toBe(false)
    }
    expect(() => sms.readReports({ not: 'a report' })).toThrow()
    expect(() => sms.readReports([{ id: 7 }])).toThrow()
  })
})

test('a refusal inside a 200 of Aliyun is a refusal', async () => {
  expect(await providerOf('aliyun').send({ ...message(number()), to: '12345' })).toEqual({
    kind: 'refused',
    code: 'isv.MOBILE_NUMBER_ILLEGAL',
  })
  expect(await providerOf('aliyun', { SMS_SIGN: '别人的签名' }).send(message(number()))).toEqual({
    kind: 'refused',
    code: 'isv.SMS_SIGNATURE_ILLEGAL',
  })
})

test('a wrong key is refused by each provider and nothing is sent', async () => {
  const to = number()
  expect(await providerOf('aliyun', { SMS_KEY_SECRET: 'wrong' }).send(message(to))).toMatchObject({ kind: 'refused' })
  expect(await providerOf('tencent', { SMS_KEY_SECRET: 'wrong' }).send(message(to))).toMatchObject({ kind: 'refused' })
  expect(accepted(to)).toEqual([])
})

test('a request Tencent takes while its number fails is a refusal', async () => {
  const to = number()
  world.sandbox.control.setNumber({ phone: to, fate: 'blacklisted' })
  expect(await providerOf('tencent').send(message(to))).toEqual({
    kind: 'refused',
    code: 'FailedOperation.PhoneNumberInBlacklist',
  })
})

test('a flow limit is for later, an empty account is for everybody', async () => {
  const answer = (endpoint: 'aliyun.SendSms' | 'tencent.SendSms', code: string) =>
    world.sandbox.control.addFault({ endpoint, do: 'answer', code, times: 1 })
  answer('aliyun.SendSms', 'isv.BUSINESS_LIMIT_CONTROL')
  expect(await providerOf('aliyun').send(message(number()))).toMatchObject({ kind: 'retry', account: false })
  answer('aliyun.SendSms', 'isv.AMOUNT_NOT_ENOUGH')
  expect(await providerOf('aliyun').send(message(number()))).toMatchObject({ kind: 'retry', account: true })
  answer('tencent.SendSms', 'FailedOperation.InsufficientBalanceInSmsPackage')
  expect(await providerOf('tencent').send(message(number()))).toMatchObject({ kind: 'retry', account: true })
  answer('tencent.SendSms', 'InternalError')
  expect(await providerOf('tencent').send(message(number()))).toMatchObject({ kind: 'retry', account: false })
})

test('a message whose end is unknown can be asked about where the provider knows our id', async () => {
  for (const provider of ['sandbox', 'aliyun'] as const) {
    const sms = providerOf(provider)
    const taken = message(number())
    world.sandbox.control.addFault({ endpoint: ENDPOINTS[provider], do: 'reset', when: 'after', times: 1 })
    expect((await sms.send(taken)).kind).toBe('unknown')
    await wait(() => accepted(taken.to)[0]?.state === 'delivered')
    expect(await sms.ask({ id: taken.id, to: taken.to, sentAt: world.now() })).toMatchObject({
      id: taken.id,
      delivered: true,
    })
    expect(await sms.ask({ id: 'NEVER', to: taken.to, sentAt: world.now() })).toBeNull()
  }
  expect(await providerOf('tencent').ask({ id: 'M1', to: number(), sentAt: world.now() })).toBeNull()
})

test('the sandbox provider takes the same id once', async () => {
  const sms = providerOf('sandbox')
  const again = message(number())
  expect([await sms.send(again), await sms.send(again)].map(({ kind }) => kind)).toEqual(['ok', 'ok'])
  expect(accepted(again.to)).toHaveLength(1)
  expect(sms.repeatable).toBe(true)
  expect(PROVIDERS.filter((provider) => providerOf(provider).repeatable)).toEqual(['sandbox'])
})

test('without a contract nothing is sent and reports are refused', async () => {
  const sms = providerOf('manual')
  expect(await sms.send(message(number()))).toEqual({ kind: 'refused', code: 'MANUAL' })
  expect(() => sms.readReports([])).toThrow(expect.objectContaining({ code: 'FEATURE_OFF' }))
})

/** A receiver of reports on a real port. */
async function listen(answer: (body: unknown) => unknown): Promise<{ url: string; close: () => Promise<void> }> {
  const { default: Fastify } = await import('fastify')
  const app = Fastify()
  app.post('/reports', async (request) => answer(request.body))
  return { url: `${await app.listen({ port: 0, host: '127.0.0.1' })}/reports`, close: () => app.close() }
}
