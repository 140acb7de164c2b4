import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import Fastify from 'fastify'
import { check } from './check'
import { viaInject } from './inject'
import { openWeapp, type Phone } from './open-weapp'

/** The smallest package with two tabs, an ordinary page and a component, written by hand. */
const FILES: Record<string, string> = {
  'app.json': JSON.stringify({
    pages: ['pages/a/index', 'pages/b/index', 'pages/c/index'],
    tabBar: { list: ['a', 'b'].map((name) => ({ pagePath: `pages/${name}/index`, text: `标签${name}` })) },
    lazyCodeLoading: 'requiredComponents',
  }),
  'app.js': 'App({ onLaunch(options) { this.launch = options } })',
  'pages/a/index.json': '{"usingComponents":{"card":"/card"}}',
  'pages/a/index.wxml':
    '<view id="out">{{said}}</view><button bindtap="go" data-api="subscribe">订阅</button><input placeholder="姓名" bindinput="typed"/><card name="卡片"/>',
  'pages/a/index.js': `Page({ data: { said: '首页' }, onLoad(query) { if (query.scene) this.setData({ said: '码' + decodeURIComponent(query.scene) }) },
    typed(e) { this.setData({ said: '你好' + e.detail.value }) },
    go() { wx.requestSubscribeMessage({ tmplIds: ['t1'], success: r => this.setData({ said: r.t1 }), fail: e => this.setData({ said: e.errMsg }) }) } })`,
  'pages/b/index.json': '{}',
  'pages/b/index.wxml': '<view>第二页</view>',
  'pages/b/index.js': 'Page({})',
  'pages/c/index.json': '{}',
  'pages/c/index.wxml': '<view>第三页</view>',
  'pages/c/index.js': 'Page({})',
  'card.json': '{"component":true}',
  'card.wxml': '<view>{{name}}内容</view>',
  'card.js': 'Component({ properties: { name: String } })',
}

let folder: string
let phone: Phone | undefined
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'weapp-'))
  for (const [name, text] of Object.entries(FILES)) write(name, text)
})
afterEach(() => {
  phone?.close()
  phone = undefined
  fs.rmSync(folder, { recursive: true })
})
function write(name: string, text: string) {
  const file = path.join(folder, name)
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, text)
}
const open = (options: Partial<Parameters<typeof openWeapp>[0]> = {}) => {
  phone = openWeapp({ folder, request: async () => ({ statusCode: 200, header: {}, text: '{"ok":true}' }), ...options })
  return phone
}
/** Calls a wx API and answers its errMsg. */
const call = (name: string, options: object) =>
  new Promise<string>((told) => {
    const api = phone?.host.wx[name]
    ;(api as (options: object) => void)({ ...options, complete: (answer: { errMsg: string }) => told(answer.errMsg) })
  })

test('shows page and component, takes typed text, and hands on the code that was scanned', async () => {
  const seen = open({ launch: { scene: 'v=7F3K2Q' } })
  await seen.sees('码v=7F3K2Q')
  await seen.sees('卡片内容')
  await seen.type('姓名', '王')
  await seen.sees('你好王')
  expect(seen.host.launch).toEqual({ path: 'pages/a/index', query: { scene: 'v%3D7F3K2Q' }, scene: 1047 })
  expect(seen.problems()).toEqual([])
})

test('the eleventh page is refused', async () => {
  open()
  for (let depth = 2; depth <= 10; depth++)
    expect(await call('navigateTo', { url: '/pages/c/index' })).toBe('navigateTo:ok')
  expect(await call('navigateTo', { url: '/pages/c/index' })).toBe('navigateTo:fail webview count limit exceed')
})

test('tab pages open by switchTab only, other pages never by it', async () => {
  open()
  expect(await call('navigateTo', { url: '/pages/b/index' })).toBe('navigateTo:fail can not navigateTo a tabbar page')
  expect(await call('redirectTo', { url: '/pages/b/index' })).toBe('redirectTo:fail can not redirectTo a tabbar page')
  expect(await call('switchTab', { url: '/pages/c/index' })).toBe('switchTab:fail can not switch to no-tabBar page')
  expect(await call('navigateTo', { url: '/pages/z/index' })).toBe('navigateTo:fail page "pages/z/index" is not found')
  await phone?.tab('标签b')
  await phone?.sees('第二页')
})

test('subscribe messages are asked only inside a tap and for three templates at most', async () => {
  const seen = open()
  expect(await call('requestSubscribeMessage', { tmplIds: ['t1'] })).toBe(
    'requestSubscribeMessage:fail can only be invoked by user TAP gesture.',
  )
  expect(await call('requestSubscribeMessage', { tmplIds: ['1', '2', '3', '4'] })).toBe(
    'requestSubscribeMessage:fail Templates size out of limit',
  )
  await seen.tap('订阅')
  await seen.sees('accept')
})

test('too large a setData and too large a storage value do not pass unnoticed', async () => {
  const seen = open()
  seen.host.page().instance.setData({ said: 'x'.repeat(1024 * 1024) })
  expect(seen.problems()).toEqual([expect.stringMatching(/^setData on pages\/a\/index of 10\d+ bytes/)])
  const set = seen.host.wx.setStorageSync as (key: string, data: string) => void
  expect(() => set('k', 'x'.repeat(1024 * 1024))).toThrow(
    expect.objectContaining({ errMsg: 'exceed storage item max length' }),
  )
})

test('a payment without a prepay id and a location that was not declared are refused', async () => {
  open()
  const payment = { timeStamp: '1', nonceStr: 'n', package: 'x', paySign: 's' }
  expect(await call('requestPayment', payment)).toBe('requestPayment:fail package must be prepay_id=…')
  expect(await call('getLocation', {})).toMatch(/requiredPrivateInfos/)
})

test('a Fastify application answers without a port, and any status is a success', async () => {
  write(
    'pages/a/index.js',
    `Page({ data: { said: '' }, onLoad() { wx.request({ url: 'https://station.example/notes?a=1', method: 'POST',
      header: { authorization: 'Bearer t' }, data: { note: '好' }, success: r => this.setData({ said: r.statusCode + r.data.got }) }) } })`,
  )
  const api = Fastify()
  api.post('/notes', async ({ headers, query, body }, reply) =>
    reply
      .code(422)
      .send({ got: [headers.authorization, (query as { a: string }).a, (body as { note: string }).note].join() }),
  )
  await open({ request: viaInject(api) }).sees('422Bearer t,1,好')
})

test('browser globals do not exist for page code', async () => {
  write(
    'pages/a/index.js',
    'Page({ data: { said: [typeof window, typeof document, typeof fetch, typeof process].join() } })',
  )
  await open().sees('undefined,undefined,undefined,undefined')
})

test.each([
  ['a missing template', 'pages/b/index.wxml', '<import src="/gone.wxml"/><view/>', /missing template gone/],
  [
    'a component that is not there',
    'pages/b/index.json',
    '{"usingComponents":{"x":"/gone"}}',
    /component gone not found/,
  ],
  ['a syntax error', 'pages/b/index.js', 'Page({', /pages\/b\/index\.js/],
  ['code from text', 'pages/b/index.js', 'Page({ a: eval("1") })', /eval and new Function/],
  [
    'a private API that is not declared',
    'pages/b/index.js',
    'Page({ a() { wx.getLocation({}) } })',
    /getLocation is used/,
  ],
  ['a main package over 1 MB', 'big.txt', 'x'.repeat(1024 * 1024), /main package has/],
  ['an open tag', 'pages/b/index.wxml', '<view><text></view>', /pages\/b\/index\.wxml:1/],
])('the gate refuses %s', (_name, file, text, expected) => {
  expect(check(folder).errors).toEqual([])
  write(file, text)
  expect(check(folder).errors.join('\n')).toMatch(expected)
})
