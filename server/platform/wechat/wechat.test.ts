import { openWorld, type World } from '../../testing/world'
import { createWeChat } from './create-wechat'
import type { WeChat } from './wechat'
import { PlatformTokenTable } from './wechat.tables'

let world: World
let wechat: WeChat
/** Another process of the same station: its own adapter on the same database. */
let other: WeChat
beforeAll(async () => {
  world = await openWorld()
  wechat = world.deps.wechat
  other = createWeChat(world.deps.config.wechat, world.deps)
})
afterAll(() => world.close())
afterEach(() => world.sandbox.control.clearFaults())

const TEMPLATE = 'sandbox-outage-template'
const DATA = {
  thing1: '前营村(东台区)',
  time2: '2026年03月10日 08:00',
  thing3: '预计下午5:00来电',
  thing4: '计划停电：线路检修',
  phone_number5: '13800000001',
}
let phone = 13_900_000_000
/** Somebody who opened the mini-program and allowed so many messages. */
function somebody(credits = 1) {
  const { openid } = world.sandbox.control.addPerson({ phone: String(phone++) })
  if (credits > 0) world.sandbox.control.subscribe(openid, { templateId: TEMPLATE, times: credits })
  return openid
}
const send = (openid: string, data: Record<string, string> = DATA, by = wechat) =>
  by.sendSubscribe({ openid, templateId: TEMPLATE, page: 'pages/outages/index?id=1', data })
const received = (openid: string) => world.sandbox.control.record({ channel: 'wechat', to: openid })
const calls = (endpoint: string) =>
  Object.values(world.sandbox.control.calls()[endpoint] ?? {}).reduce((a, b) => a + b, 0)

test('twenty messages at once fetch one token, and a second process uses the same one', async () => {
  const before = calls('wechat.stable_token')
  const people = Array.from({ length: 20 }, () => somebody())
  const ends = await Promise.all(people.map((openid) => send(openid)))
  expect(ends.every(({ kind }) => kind === 'ok')).toBe(true)
  expect((await send(somebody(), DATA, other)).kind).toBe('ok')
  expect(calls('wechat.stable_token') - before).toBe(1)
  expect(calls('wechat.token')).toBe(0)
  const row = await world.db.read.findOneByOrFail(PlatformTokenTable, { name: 'wechat:wx0000000000000000' })
  expect(row.sealed).not.toContain(world.deps.vault.open(row.sealed))
})

test('a token that died in the middle is renewed once, and the message goes out', async () => {
  await send(somebody())
  world.sandbox.control.revokeTokens()
  const before = calls('wechat.stable_token')
  const people = Array.from({ length: 10 }, () => somebody())
  const ends = await Promise.all(people.map((openid) => send(openid)))
  expect(ends.map(({ kind }) => kind)).toEqual(Array(10).fill('ok'))
  expect(calls('wechat.stable_token') - before).toBeLessThanOrEqual(2)
  world.sandbox.control.addFault({ endpoint: 'wechat.subscribe', do: 'answer', code: 40001 })
  const asked = calls('wechat.subscribe')
  expect(await send(somebody())).toMatchObject({ kind: 'retry', code: '40001' })
  expect(calls('wechat.subscribe') - asked).toBe(2)
})

test('a sign-in code tells who it is, once', async () => {
  const openid = somebody()
  const code = world.sandbox.control.loginCode(openid)
  expect(await wechat.signIn(code)).toEqual({ openid, unionid: null })
  await expect(wechat.signIn(code)).rejects.toMatchObject({ code: 'LOGIN_CODE_INVALID' })
  await expect(wechat.signIn('made-up')).rejects.toMatchObject({ code: 'LOGIN_CODE_INVALID' })
  await expect(wechat.signIn(world.sandbox.control.phoneCode(openid))).rejects.toMatchObject({
    code: 'LOGIN_CODE_INVALID',
  })
  world.sandbox.control.changePerson(openid, { blocked: true })
  await expect(wechat.signIn(world.sandbox.control.loginCode(openid))).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
})

test('a busy WeChat is asked again while somebody waits, and then says so', async () => {
  const openid = somebody()
  world.sandbox.control.addFault({ endpoint: 'wechat.jscode2session', do: 'answer', code: -1, times: 2 })
  expect(await wechat.signIn(world.sandbox.control.loginCode(openid))).toMatchObject({ openid })
  world.sandbox.control.addFault({ endpoint: 'wechat.jscode2session', do: 'reset' })
  await expect(wechat.signIn(world.sandbox.control.loginCode(openid))).rejects.toMatchObject({ code: 'WECHAT_BUSY' })
})

test('the phone number of the button is taken only for the person who pressed it', async () => {
  const openid = somebody()
  const number = world.sandbox.control.people().find((one) => one.openid === openid)?.phone
  expect(await wechat.phoneNumber(world.sandbox.control.phoneCode(openid), openid)).toBe(number)
  const foreign = wechat.phoneNumber(world.sandbox.control.phoneCode(openid), somebody())
  await expect(foreign).rejects.toMatchObject({ code: 'LOGIN_CODE_INVALID' })
})

test('a foreign number that reads like a Chinese mobile is nobody’s here', async () => {
  const { openid } = world.sandbox.control.addPerson({ phone: '15112345678', countryCode: '49' })
  const asked = wechat.phoneNumber(world.sandbox.control.phoneCode(openid), openid)
  await expect(asked).rejects.toMatchObject({ code: 'PHONE_INVALID' })
  const { openid: chinese } = world.sandbox.control.addPerson({ phone: '15112345678' })
  expect(chinese).not.toBe(openid)
  expect(await wechat.phoneNumber(world.sandbox.control.phoneCode(chinese), chinese)).toBe('15112345678')
})

test('the values go out under the keys the account’s own template has', async () => {
  const keys = ['thing7', 'time1', 'thing2', 'thing3', 'phone_number9']
  world.sandbox.control.addTemplate({ channel: 'wechat', id: 'own-template', title: '停电提醒', keys })
  const outageKeys = Object.fromEntries(Object.keys(DATA).map((field, at) => [field, keys[at] as string]))
  const own = createWeChat({ ...world.deps.config.wechat, outageKeys }, world.deps)
  const openid = somebody(0)
  world.sandbox.control.subscribe(openid, { templateId: 'own-template', times: 2 })
  const page = 'pages/outages/index?id=1'
  const message = { openid, templateId: 'own-template', page }
  expect(await own.sendSubscribe({ ...message, data: DATA })).toMatchObject({ kind: 'ok' })
  // Looked at before it is sent, under the same keys.
  const calls = Object.values(world.sandbox.control.calls()['wechat.subscribe'] ?? {})
  expect(await own.sendSubscribe({ ...message, data: { ...DATA, thing1: '' } })).toEqual({
    kind: 'refused',
    code: '47003',
  })
  expect(Object.values(world.sandbox.control.calls()['wechat.subscribe'] ?? {})).toEqual(calls)
  // Without the map WeChat finds keys its template does not have.
  expect(await wechat.sendSubscribe({ ...message, data: DATA })).toEqual({ kind: 'refused', code: '47003' })
})

test('without a credit the message is refused with 43101', async () => {
  expect(await send(somebody(0))).toEqual({ kind: 'refused', code: '43101' })
})

test('a value that breaks its rule, lacks or is one too many never leaves the house', async () => {
  const openid = somebody()
  const before = calls('wechat.subscribe')
  const { thing4: _, ...lacking } = DATA
  for (const data of [
    { ...DATA, thing1: '二'.repeat(21) },
    { ...DATA, time2: '明天早上' },
    lacking,
    { ...DATA, thing9: '多' },
  ])
    expect(await send(openid, data)).toEqual({ kind: 'refused', code: '47003' })
  expect(calls('wechat.subscribe')).toBe(before)
  expect(world.sandbox.control.credits(openid, TEMPLATE)).toBe(1)
})

test('an id of a message above 2^53 keeps every digit', async () => {
  const openid = somebody()
  const end = await send(openid)
  const [message] = received(openid)
  expect(end).toEqual({ kind: 'ok', providerId: message?.id })
  expect(BigInt(message?.id ?? 0)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER))
})

test.each([
  ['an HTML page of a gateway', { do: 'html', when: 'after' }, 'HTTP502', 1],
  ['half an answer', { do: 'truncate' }, 'HTTP200', 1],
  ['a connection cut after the message was taken', { do: 'reset', when: 'after' }, undefined, 1],
  ['a connection cut before it was', { do: 'reset', when: 'before' }, undefined, 0],
] as const)('%s leaves the end unknown', async (_words, fault, code, taken) => {
  const openid = somebody()
  world.sandbox.control.addFault({ endpoint: 'wechat.subscribe', times: 1, ...fault })
  const end = await send(openid)
  expect(end.kind).toBe('unknown')
  if (code) expect(end).toEqual({ kind: 'unknown', code })
  expect(received(openid)).toHaveLength(taken)
})

test.each([
  [45009, { kind: 'retry', account: true }],
  [-1, { kind: 'retry', account: false }],
  [43108, { kind: 'retry', account: false }],
  [40037, { kind: 'refused', code: '40037' }],
] as const)('errcode %s ends as it should', async (code, end) => {
  world.sandbox.control.addFault({ endpoint: 'wechat.subscribe', do: 'answer', code, times: 1 })
  expect(await send(somebody())).toMatchObject(end)
})

test('a mini-program code is a picture; a page that is not published is none', async () => {
  world.sandbox.control.changeSettings({ wechat: { pages: ['pages/home/index'] } })
  const png = await wechat.codeImage({ scene: 'v=QY01', page: 'pages/home/index' })
  expect([...png.subarray(1, 4)].map((byte) => String.fromCharCode(byte)).join('')).toBe('PNG')
  await expect(wechat.codeImage({ scene: 'v=QY01', page: 'pages/no/such' })).rejects.toThrow()
  await expect(wechat.codeImage({ scene: '村=1', page: 'pages/home/index' })).rejects.toMatchObject({
    code: 'BAD_INPUT',
  })
  world.sandbox.control.changeSettings({ wechat: { pages: null } })
})
