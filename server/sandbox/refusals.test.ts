// biome-ignore-all format: one refusal a line, to be read as a table

import { aliyun, batch, code, codeSms, limit, MINUTES, own, PHONE, param, phoneNumber, plainToken, type Reply, type Stage, send, sendValue, session, stableToken, stage, subscribeFault, TEMPLATE, tencent, twice, underFault, withToken, words, wxacode } from '../testing/refusal-calls'
import { SANDBOX_ACCOUNTS } from './accounts'

// One table: every refusal of the vendors' contracts is sent for and seen.

type Row = [claim: string, errcode: number, call: (on: Stage) => Promise<Reply>]

const SIGN_IN: Row[] = [
  ['appid missing', 41002, (on) => session(on, { appid: '' })],
  ['secret missing', 41004, (on) => session(on, { secret: '' })],
  ['code missing', 41008, (on) => session(on, {})],
  ['appid of nobody', 40013, (on) => session(on, { appid: 'wx1', js_code: code(on) })],
  ['wrong secret', 40125, (on) => session(on, { secret: 'x', js_code: code(on) })],
  ['wrong grant type', 40002, (on) => session(on, { grant_type: 'x', js_code: code(on) })],
  ['unknown code', 40029, (on) => session(on, { js_code: 'x' })],
  ['phone code instead of login code', 40029, (on) => session(on, { js_code: on.sandbox.control.phoneCode(on.openid) })],
  ['code of another mini-program', 40029, (on) => session(on, { js_code: on.sandbox.control.loginCode(on.openid, 'wx2') })],
  ['code older than 5 minutes', 40029, (on) => { const js_code = code(on); on.pass(5 * MINUTES + 1); return session(on, { js_code }) }],
  ['code used before', 40163, (on) => { const js_code = code(on); return twice(() => session(on, { js_code })) }],
  ['high-risk user', 40226, (on) => { on.sandbox.control.changePerson(on.openid, { blocked: true }); return session(on, { js_code: code(on) }) }],
  ['more than 100 in a minute by one user', 45011, async (on) => { for (let n = 0; n < 100; n++) await session(on, { js_code: code(on) }); return session(on, { js_code: code(on) }) }],
  ['busy', -1, underFault({ endpoint: 'wechat.jscode2session', code: -1 }, (on) => session(on, { js_code: code(on) }))],
]

const TOKENS: Row[] = [
  ['appid missing', 41002, (on) => stableToken(on, { appid: undefined })],
  ['secret missing', 41004, (on) => stableToken(on, { secret: undefined })],
  ['appid of nobody', 40013, (on) => stableToken(on, { appid: 'wx1' })],
  ['wrong secret', 40125, (on) => stableToken(on, { secret: 'x' })],
  ['caller not in the whitelist', 40164, (on) => { on.sandbox.control.changeSettings({ wechat: { ipWhitelist: ['10.0.0.1'] } }); return stableToken(on) }],
  ['more calls than the day allows', 45009, (on) => { on.sandbox.control.changeSettings({ limits: { stableTokenPerDay: 1 } }); return twice(() => stableToken(on)) }],
  ['more calls than the minute allows', 45011, (on) => { on.sandbox.control.changeSettings({ limits: { stableTokenPerMinute: 1 } }); return twice(() => stableToken(on)) }],
  ['second forced refresh within 30 s', 45009, (on) => twice(() => stableToken(on, { force_refresh: true }))],
  ['21st forced refresh of a day', 45009, async (on) => { for (let n = 0; n < 20; n++) { await stableToken(on, { force_refresh: true }); on.pass(30_000) } return stableToken(on, { force_refresh: true }) }],
  ['refused credential', 40001, underFault({ endpoint: 'wechat.stable_token', code: 40001 }, (on) => stableToken(on))],
  ['busy', -1, underFault({ endpoint: 'wechat.stable_token', code: -1 }, (on) => stableToken(on))],
  ['GET instead of POST', 43002, ({ sandbox }) => sandbox.inject({ method: 'GET', url: '/wechat/cgi-bin/stable_token' })],
  ['body that is no JSON', 47001, ({ sandbox }) => sandbox.inject({ method: 'POST', url: '/wechat/cgi-bin/stable_token', payload: 'grant_type=x' })],
  ['old token interface: appid missing', 41002, (on) => plainToken(on, { appid: '' })],
  ['old token interface: wrong secret', 40125, (on) => plainToken(on, { secret: 'x' })],
  ['old token interface: wrong grant type', 40002, (on) => plainToken(on, { grant_type: 'x' })],
  ['no token', 41001, (on) => send(on, {}, '')],
  ['token of a wrong form', 40014, (on) => send(on, {}, 'abc')],
  ['token nobody issued', 40001, (on) => send(on, {}, `91_${'a'.repeat(136)}`)],
  ['token killed by a forced refresh', 40001, async (on) => { await stableToken(on, { force_refresh: true }); return send(on) }],
  ['token of an hour-long sleep', 42001, (on) => { on.pass(121 * MINUTES); return send(on) }],
]

const PHONES: Row[] = [
  ['unknown phone code', 40029, (on) => phoneNumber(on)],
  ['login code instead of phone code', 40029, (on) => phoneNumber(on, { code: code(on) })],
  ['phone code used before', 40029, (on) => { const used = on.sandbox.control.phoneCode(on.openid); return twice(() => phoneNumber(on, { code: used })) }],
  ['phone code older than 5 minutes', 40029, (on) => { const old = on.sandbox.control.phoneCode(on.openid); on.pass(5 * MINUTES + 1); return phoneNumber(on, { code: old }) }],
  ['phone code of another person', 40029, (on) => phoneNumber(on, { code: on.sandbox.control.phoneCode(on.openid), openid: 'oSomebodyElse' })],
  ['too many in a minute', 45011, (on) => { on.sandbox.control.changeSettings({ limits: { phoneNumberPerMinute: 0 } }); return phoneNumber(on) }],
  ['busy', -1, underFault({ endpoint: 'wechat.getuserphonenumber', code: -1 }, (on) => phoneNumber(on))],
  ['appid not allowed', 40013, underFault({ endpoint: 'wechat.getuserphonenumber', code: 40013 }, (on) => phoneNumber(on))],
  ['no token', 41001, (on) => phoneNumber(on, {}, '')],
]

const SUBSCRIBE: Row[] = [
  ['openid of nobody', 40003, (on) => send(on, { touser: 'oNobody' })],
  ['template of nobody', 40037, (on) => send(on, { template_id: 'x' })],
  ['page with a leading slash', 41030, (on) => send(on, { page: '/pages/home/index' })],
  ['page that is not published', 41030, (on) => { on.sandbox.control.changeSettings({ wechat: { pages: ['pages/home/index'] } }); return send(on) }],
  ['no credit', 43101, (on) => send(on)],
  ['credit used up', 43101, (on) => { on.sandbox.control.subscribe(on.openid, { templateId: TEMPLATE }); return twice(() => send(on)) }],
  ['a rejected popup gives no credit', 43101, (on) => { on.sandbox.control.subscribe(on.openid, { templateId: TEMPLATE, answer: 'reject' }); return send(on) }],
  ['main switch off', 43101, (on) => { on.sandbox.control.subscribe(on.openid, { templateId: TEMPLATE }); on.sandbox.control.changePerson(on.openid, { muted: true }); return send(on) }],
  ['two calls for one person at once', 43108, async (on) => { on.sandbox.control.subscribe(on.openid, { templateId: TEMPLATE, times: 2 }); return (await Promise.all([send(on), send(on)]))[1] }],
  ['key missing', 47003, (on) => send(on, { data: { thing1: { value: '前营村' } } })],
  ['data missing', 47003, (on) => send(on, { data: undefined })],
  ['unknown language', 40097, (on) => send(on, { lang: 'de' })],
  ['body that is no JSON', 47001, (on) => withToken(on, '/cgi-bin/message/subscribe/send', '{')],
  ['day quota', 45009, (on) => { on.sandbox.control.subscribe(on.openid, { templateId: TEMPLATE }); on.sandbox.control.changeSettings({ limits: { subscribePerDay: 0 } }); return send(on) }],
  ...[45168, 20005, 48001, -1, 40001, 40014, 42001].map((errcode): Row => [`switched to ${errcode}`, errcode, subscribeFault(errcode)]),
]

const BAD_VALUES: [key: string, value: string][] = [
  ['thing1', ''], ['thing1', ' '], ['thing1', '一'.repeat(21)], ['thing1', '第一行\n第二行'],
  ['phrase1', '六个中文字啊'], ['phrase1', 'ok'], ['name1', '一'.repeat(11)], ['name1', 'a'.repeat(21)], ['name1', `王${'a'.repeat(10)}`],
  ['number1', '12元'], ['number1', '1'.repeat(33)], ['letter1', 'abc1'], ['letter1', 'a'.repeat(33)], ['symbol1', '！！！！！！'], ['symbol1', 'a'],
  ['character_string1', '编号1'], ['character_string1', '1'.repeat(33)], ['time1', '明天上午'], ['time1', '25:00'], ['time1', '2026年11月22日'],
  ['date1', '08:00'], ['date1', '下周一'], ['amount1', '壹佰元'], ['amount1', '12345678901'], ['phone_number1', '1'.repeat(18)], ['phone_number1', '电话12'],
  ['car_number1', '晋A1234567'], ['enum1', '也许'],
]
const GOOD_VALUES: [key: string, value: string][] = [
  ['thing1', '𠮷'.repeat(20)], ['phrase1', '计划停电'], ['name1', '王军'], ['name1', 'John Smith'], ['number1', '12.5'], ['letter1', 'abc'], ['symbol1', '￥!'],
  ['character_string1', 'No.123-45'], ['time1', '08:00'], ['time1', '2026年11月22日 08:00'], ['time1', '2026-11-22 08:00~2026-11-22 18:00'], ['time1', '08:00~18:00:30'],
  ['date1', '2026年11月22日'], ['date1', '2026/11/22 08:00'], ['date1', '2026.11.22~2026.11.23'], ['date1', '2026-11'], ['date1', '11-22'],
  ['amount1', '¥12.50'], ['amount1', '100元'], ['phone_number1', '0351-1234567'], ['car_number1', '晋A12345'], ['enum1', '是'],
]

const CODES: Row[] = [
  ['scene missing', 40129, (on) => wxacode(on, { scene: undefined })],
  ['scene in Chinese', 40129, (on) => wxacode(on, { scene: '前营村' })],
  ['scene with a percent sign', 40129, (on) => wxacode(on, { scene: 'a%20b' })],
  ['scene of 33 characters', 40169, (on) => wxacode(on, { scene: 'a'.repeat(33) })],
  ['scancode_time is reserved', 85096, (on) => wxacode(on, { scene: 'scancode_time=1' })],
  ['page with parameters', 41030, (on) => wxacode(on, { page: 'pages/home/index?a=1' })],
  ['page with a leading slash', 41030, (on) => wxacode(on, { page: '/pages/home/index' })],
  ['width too small', 40097, (on) => wxacode(on, { width: 100 })],
  ['unknown env_version', 40097, (on) => wxacode(on, { env_version: 'x' })],
  ['colour out of range', 40097, (on) => wxacode(on, { line_color: { r: 256, g: 0, b: 0 } })],
  ['minute quota', 45009, (on) => { on.sandbox.control.changeSettings({ limits: { wxacodePerMinute: 0 } }); return wxacode(on, {}) }],
  ['busy', -1, underFault({ endpoint: 'wechat.wxacode', code: -1 }, (on) => wxacode(on, {}))],
]

let on: Stage
beforeEach(async () => {
  on = await stage()
})
afterEach(() => on.sandbox.close())

describe.each([
  ['sign-in', SIGN_IN],
  ['tokens', TOKENS],
  ['phone number', PHONES],
  ['subscribe message', SUBSCRIBE],
  ['mini-program code', CODES],
])('WeChat refuses with HTTP 200, errcode and rid: %s', (_, rows) => {
  test.each(rows)('%s: %i', async (_claim, errcode, call) => {
    const { statusCode, body } = await call(on)
    expect(statusCode).toBe(200)
    expect(JSON.parse(body)).toEqual({ errcode, errmsg: expect.stringMatching(/ rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/) })
  })
})

describe('WeChat looks at every value of a subscribe message', () => {
  test.each(BAD_VALUES)('%s refuses %j with 47003 and the key', async (key, value) => {
    const { errcode, errmsg } = JSON.parse((await sendValue(on, key, value)).body)
    expect([errcode, errmsg]).toEqual([47003, expect.stringContaining(`data.${key}.value`)])
    expect(on.sandbox.control.count().messages).toBe(0)
  })
  test.each(GOOD_VALUES)('%s takes %j', async (key, value) => {
    expect(JSON.parse((await sendValue(on, key, value)).body).errcode).toBe(0)
  })
})

const ALIYUN_ROWS: [claim: string, code: string, call: (on: Stage) => Promise<Reply>, status?: number][] = [
  ['a good message', 'OK', (on) => aliyun(on)],
  ['two code messages in a minute', 'isv.BUSINESS_LIMIT_CONTROL', (on) => twice(() => aliyun(on, codeSms))],
  ['the 51st notice of a day', 'isv.BUSINESS_LIMIT_CONTROL', async (on) => { for (let n = 0; n < 50; n++) await aliyun(on); return aliyun(on) }],
  ['a number that is none', 'isv.MOBILE_NUMBER_ILLEGAL', (on) => aliyun(on, { PhoneNumbers: '12345' })],
  ['one bad number among good ones', 'isv.MOBILE_NUMBER_ILLEGAL', (on) => aliyun(on, { PhoneNumbers: `${PHONE},1` })],
  ['1,001 numbers', 'isv.MOBILE_COUNT_OVER_LIMIT', (on) => aliyun(on, { PhoneNumbers: Array(1_001).fill(PHONE).join() })],
  ['101 numbers in a batch', 'isv.MOBILE_COUNT_OVER_LIMIT', (on) => batch(on, Array(101).fill(PHONE))],
  ['lists of unequal length', 'isv.INVALID_JSON_PARAM', (on) => batch(on, [PHONE], { SignNameJson: '[]' })],
  ['a list that is none', 'isv.INVALID_JSON_PARAM', (on) => batch(on, PHONE)],
  ['unknown template', 'isv.SMS_TEMPLATE_ILLEGAL', (on) => aliyun(on, { TemplateCode: 'SMS_1' })],
  ['unknown sign', 'isv.SMS_SIGNATURE_ILLEGAL', (on) => aliyun(on, { SignName: '别家' })],
  ['a variable without value', 'isv.TEMPLATE_MISSING_PARAMETERS', (on) => aliyun(on, param({ reason: '' }))],
  ['values that are no JSON', 'isv.INVALID_JSON_PARAM', (on) => aliyun(on, { TemplateParam: '{' })],
  ['a value too long', 'isv.PARAM_LENGTH_LIMIT', (on) => aliyun(on, param({ reason: '一'.repeat(36) }))],
  ['an OutId too long', 'isv.PARAM_LENGTH_LIMIT', (on) => aliyun(on, { OutId: 'x'.repeat(256) })],
  ['a link in a value', 'isv.PARAM_NOT_SUPPORT_URL', (on) => aliyun(on, param({ reason: 'http://a.cn/1' }))],
  ['a forbidden word', 'isv.BLACK_KEY_CONTROL_LIMIT', (on) => aliyun(on, param({ reason: '贷款' }))],
  ['an empty account', 'isv.AMOUNT_NOT_ENOUGH', (on) => { on.sandbox.control.changeSettings({ aliyun: { balance: 0 } }); return aliyun(on) }],
  ['a closed service', 'isv.OUT_OF_SERVICE', (on) => { on.sandbox.control.changeSettings({ aliyun: { service: false } }); return aliyun(on) }],
  ['no permission', 'isp.RAM_PERMISSION_DENY', (on) => { on.sandbox.control.changeSettings({ aliyun: { permitted: false } }); return aliyun(on) }],
  ['system error', 'isp.SYSTEM_ERROR', underFault({ endpoint: 'aliyun.SendSms', code: 'isp.SYSTEM_ERROR' }, (on) => aliyun(on))],
  ['throttling', 'Throttling.User', underFault({ endpoint: 'aliyun.SendSms', code: 'Throttling.User', status: 400 }, (on) => aliyun(on)), 400],
  ['no number', 'MissingPhoneNumbers', (on) => aliyun(on, { PhoneNumbers: '' }), 400],
  ['query of a number that is none', 'isv.MOBILE_NUMBER_ILLEGAL', (on) => aliyun(on, { PhoneNumber: '1', SendDate: '20261122', PageSize: '1', CurrentPage: '1' }, 'QuerySendDetails')],
  ['query of 51 rows', 'InvalidPageSize', (on) => aliyun(on, { PhoneNumber: PHONE, SendDate: '20261122', PageSize: '51', CurrentPage: '1' }, 'QuerySendDetails'), 400],
  ['unknown action', 'InvalidAction.NotFound', (on) => aliyun(on, {}, 'DeleteEverything'), 404],
  ['unknown version', 'InvalidVersion', (on) => aliyun(on, {}, 'SendSms', { headers: { 'x-acs-version': '2000-01-01' } }), 400],
  ['a clock 16 minutes slow', 'InvalidTimeStamp.Expired', (on) => aliyun(on, {}, 'SendSms', { now: new Date(on.now().getTime() - 16 * MINUTES) }), 400],
  ['unknown key', 'InvalidAccessKeyId.NotFound', (on) => aliyun(on, {}, 'SendSms', {}, { accessKeyId: 'x', accessKeySecret: 'x' }), 404],
  ['wrong secret', 'SignatureDoesNotMatch', (on) => aliyun(on, {}, 'SendSms', {}, { ...SANDBOX_ACCOUNTS.aliyun, accessKeySecret: 'x' }), 400],
  ['a nonce used before', 'SignatureNonceUsed', (on) => twice(() => aliyun(on, {}, 'SendSms', { headers: { 'x-acs-signature-nonce': 'same' } })), 400],
  ['no signature', 'IncompleteSignature', (on) => on.sandbox.inject({ method: 'POST', url: '/aliyun/', headers: { 'x-acs-action': 'SendSms' } }), 400],
]

test.each(ALIYUN_ROWS)('Aliyun answers %s with %s', async (_, expected, call, status = 200) => {
  const { statusCode, body } = await call(on)
  expect([statusCode, JSON.parse(body).Code]).toEqual([status, expected])
})

/** Refusals of the whole request (Response.Error). */
const TENCENT_WHOLE: [claim: string, code: string, call: (on: Stage) => Promise<Reply>][] = [
  ['201 numbers', 'LimitExceeded.PhoneNumberCountLimit', (on) => tencent(on, { PhoneNumberSet: Array(201).fill(PHONE) })],
  ['too many in a second', 'LimitExceeded.DeliveryFrequencyLimit', (on) => { limit(on, { tencentPerSecond: 0 }); return tencent(on) }],
  ['numbers among the values', 'InvalidParameter', (on) => tencent(on, { TemplateParamSet: [1] })],
  ['SessionContext too long', 'InvalidParameter', (on) => tencent(on, { SessionContext: 'x'.repeat(512) })],
  ['foreign SdkAppId', 'UnauthorizedOperation.SmsSdkAppIdVerifyFail', (on) => tencent(on, { SmsSdkAppId: '1' })],
  ['no numbers', 'MissingParameter', (on) => tencent(on, { PhoneNumberSet: undefined })],
  ['unknown action', 'InvalidAction', (on) => tencent(on, {}, 'DeleteEverything')],
  ['unknown version', 'NoSuchVersion', (on) => tencent(on, {}, 'SendSms', { headers: { 'x-tc-version': '2000-01-01' } })],
  ['a clock 6 minutes slow', 'AuthFailure.SignatureExpire', (on) => tencent(on, {}, 'SendSms', { now: new Date(on.now().getTime() - 6 * MINUTES) })],
  ['unknown key', 'AuthFailure.SecretIdNotFound', (on) => tencent(on, {}, 'SendSms', {}, { ...SANDBOX_ACCOUNTS.tencent, secretId: 'x' })],
  ['wrong secret', 'AuthFailure.SignatureFailure', (on) => tencent(on, {}, 'SendSms', {}, { ...SANDBOX_ACCOUNTS.tencent, secretKey: 'x' })],
  ['no signature', 'AuthFailure.InvalidAuthorization', (on) => on.sandbox.inject({ method: 'POST', url: '/tencent', headers: { 'x-tc-action': 'SendSms' }, payload: '{}' })],
  ['pull without limit', 'InvalidParameter', (on) => tencent(on, {}, 'PullSmsSendStatus')],
  ['busy', 'InternalError', underFault({ endpoint: 'tencent.SendSms', code: 'InternalError' }, (on) => tencent(on))],
]
/** Refusals of a single number (SendStatusSet[].Code), the request itself succeeds. */
const TENCENT_SINGLE: [claim: string, code: string, call: (on: Stage) => Promise<Reply>][] = [
  ['a good message', 'Ok', (on) => tencent(on)],
  ['the same words within 30 s', 'LimitExceeded.PhoneNumberThirtySecondLimit', (on) => twice(() => tencent(on))],
  ['the same words too often a day', 'LimitExceeded.PhoneNumberSameContentDailyLimit', (on) => { limit(on, { tencentSameContentPerDay: 1 }); return twice(() => tencent(on)) }],
  ['too many a day', 'LimitExceeded.PhoneNumberDailyLimit', (on) => { limit(on, { tencentPerDay: 1 }); return twice(() => tencent(on)) }],
  ['too many an hour', 'LimitExceeded.PhoneNumberOneHourLimit', (on) => { limit(on, { tencentPerHour: 1 }); return twice(() => tencent(on)) }],
  ['unknown template', 'FailedOperation.TemplateIncorrectOrUnapproved', (on) => tencent(on, { TemplateId: '1' })],
  ['unknown sign', 'FailedOperation.SignatureIncorrectOrUnapproved', (on) => tencent(on, { SignName: '别家' })],
  ['an empty account', 'FailedOperation.InsufficientBalanceInSmsPackage', (on) => { on.sandbox.control.changeSettings({ tencent: { balance: 0 } }); return tencent(on) }],
  ['a number on the black list', 'FailedOperation.PhoneNumberInBlacklist', (on) => { on.sandbox.control.setNumber({ phone: PHONE, fate: 'blacklisted' }); return tencent(on) }],
  ['a forbidden word', 'FailedOperation.ContainSensitiveWord', (on) => tencent(on, words('贷款'))],
  ['a number that is none', 'InvalidParameterValue.IncorrectPhoneNumber', (on) => tencent(on, { PhoneNumberSet: ['+8612345'] })],
  ['a value too long', 'InvalidParameterValue.TemplateParameterLengthLimit', (on) => tencent(on, words('一'.repeat(36)))],
  ['too few values', 'InvalidParameterValue.TemplateParameterFormatError', (on) => tencent(on, { TemplateParamSet: ['一'] })],
  ['a link in a value', 'InvalidParameterValue.TemplateParameterFormatError', (on) => tencent(on, words('www.a.cn'))],
]

test.each(TENCENT_WHOLE)('Tencent refuses the request, HTTP 200: %s with %s', async (_, expected, call) => {
  const { statusCode, body } = await call(on)
  expect([statusCode, JSON.parse(body).Response.Error.Code]).toEqual([200, expected])
})
test.each(TENCENT_SINGLE)('Tencent answers for the single number: %s with %s', async (_, expected, call) => {
  const { statusCode, body } = await call(on)
  expect([statusCode, JSON.parse(body).Response.SendStatusSet[0].Code]).toEqual([200, expected])
})
test('Tencent takes the good numbers of a request and refuses the bad one', async () => {
  const { SendStatusSet } = JSON.parse((await tencent(on, { PhoneNumberSet: ['13800000001', '1', '+8613800000002'] })).body).Response
  expect(SendStatusSet.map((status: { Code: string }) => status.Code)).toEqual(['Ok', 'InvalidParameterValue.IncorrectPhoneNumber', 'Ok'])
  expect(on.sandbox.control.record({ channel: 'tencent' }).map((message) => message.to)).toEqual(['13800000001', '13800000002'])
})

test.each<[claim: string, status: number, code: string | undefined, call: (on: Stage) => Promise<Reply>]>([
  ['a good message', 200, undefined, (on) => own(on)],
  ['the same id and words again', 200, undefined, (on) => twice(() => own(on))],
  ['the same id with other words', 409, 'ID_REUSED', async (on) => { await own(on); return own(on, { text: '来电' }) }],
  ['a wrong key', 401, 'KEY_INVALID', (on) => own(on, {}, 'x')],
  ['an id of a wrong form', 400, 'ID_INVALID', (on) => own(on, { id: '' })],
  ['no text', 400, 'BODY_INVALID', (on) => own(on, { text: undefined })],
  ['an empty text', 200, 'TEXT_EMPTY', (on) => own(on, { text: ' ' })],
  ['a text of 501 characters', 200, 'TEXT_TOO_LONG', (on) => own(on, { text: '一'.repeat(501) })],
  ['a number that is none', 200, 'NUMBER_INVALID', (on) => own(on, { to: '123' })],
  ['a number on the black list', 200, 'NUMBER_BLACKLISTED', (on) => { on.sandbox.control.setNumber({ phone: PHONE, fate: 'blacklisted' }); return own(on) }],
  ['too many a day', 200, 'DAILY_LIMIT', (on) => { on.sandbox.control.changeSettings({ limits: { smsPerDay: 0 } }); return own(on) }],
  ['an empty account', 200, 'NO_BALANCE', (on) => { on.sandbox.control.changeSettings({ sms: { balance: 0 } }); return own(on) }],
  ['a question for an unknown id', 404, 'UNKNOWN', ({ sandbox }) => sandbox.inject({ method: 'GET', url: '/sms/messages/x', headers: { authorization: `Bearer ${SANDBOX_ACCOUNTS.sms.key}` } })],
])('the own provider answers %s with %i %s', async (_, status, expected, call) => {
  const { statusCode, body } = await call(on)
  expect([statusCode, JSON.parse(body).code]).toEqual([status, expected])
  expect(on.sandbox.control.count({ channel: 'sms' }).messages).toBeLessThanOrEqual(1)
})
