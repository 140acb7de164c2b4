import { type Answer, bodyObject, type Call, type Desk, type FarEnd, json, mobileOf, token } from '../endpoint'
import { templateKey } from '../ledger'
import { fill, piecesOf, type SmsTemplate, variablesOf } from '../templates'
import { brokenLimit, charge, type Limit, noteLimits, URL_IN_TEXT } from './limits'
import { tencentSignatureFault } from './tencent-signature'

const SECOND_MS = 1_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const ACTIONS = ['SendSms', 'PullSmsSendStatus'] as const
const VERSION = '2021-01-11'

interface Status {
  SerialNo: string
  PhoneNumber: string
  Fee: number
  SessionContext: string
  Code: string
  Message: string
  IsoCode: string
}

/** Tencent Cloud SMS under /tencent: JSON, always HTTP 200; a request can succeed while single numbers fail. */
export function tencentEnd(desk: Desk): FarEnd {
  const pulled = new Set<number>()
  const requestId = () => [8, 4, 4, 4, 12].map((size) => token(desk, size)).join('-')
  const refuse = (code: string | number, message?: string): Answer => {
    const fault = { Code: String(code), Message: message ?? String(code) }
    return json(String(code), { Response: { Error: fault, RequestId: requestId() } })
  }
  const missing = (name: string) =>
    refuse('MissingParameter', `The request is missing a required parameter \`${name}\`.`)

  const ACTION: Record<(typeof ACTIONS)[number], (input: Record<string, unknown>) => Answer> = {
    SendSms(input) {
      for (const name of ['PhoneNumberSet', 'SmsSdkAppId', 'TemplateId']) if (!input[name]) return missing(name)
      const { PhoneNumberSet: phones, TemplateParamSet: params = [], SessionContext: context = '' } = input
      if (!isTexts(phones)) return refuse('InvalidParameter', 'PhoneNumberSet 应为字符串数组')
      if (!isTexts(params)) return refuse('InvalidParameter', 'TemplateParamSet 应为字符串数组')
      if (phones.length > 200)
        return refuse('LimitExceeded.PhoneNumberCountLimit', '调用接口单次提交的手机号个数超过200个')
      if (typeof context !== 'string' || Buffer.byteLength(context) >= 512)
        return refuse('InvalidParameter', 'SessionContext 过长')
      if (input.SmsSdkAppId !== desk.accounts.tencent.sdkAppId)
        return refuse('UnauthorizedOperation.SmsSdkAppIdVerifyFail', 'SmsSdkAppId 校验失败')
      if (!desk.counters.use('tencent', SECOND_MS, desk.settings.limits.tencentPerSecond))
        return refuse('LimitExceeded.DeliveryFrequencyLimit', '下发短信条数超过频率限制')
      const sign = String(input.SignName ?? '')
      const SendStatusSet = phones.map((phone) => sendOne(phone, String(input.TemplateId), sign, params, context))
      const code = SendStatusSet.find((status) => status.Code !== 'Ok')?.Code ?? 'OK'
      return json(code, { Response: { SendStatusSet, RequestId: requestId() } })
    },
    PullSmsSendStatus(input) {
      if (!input.SmsSdkAppId) return missing('SmsSdkAppId')
      const limit = Number(input.Limit)
      if (!Number.isInteger(limit) || limit < 1 || limit > 100) return refuse('InvalidParameter', 'Limit 应为 1–100')
      const ready = desk.ledger.messages
        .filter(({ channel, state, seq }) => channel === 'tencent' && state !== 'accepted' && !pulled.has(seq))
        .slice(0, limit)
      // A status is handed out once, as by the real one.
      for (const message of ready) pulled.add(message.seq)
      const PullSmsSendStatusSet = ready.map((message) => ({
        UserReceiveTime: Math.floor(Date.parse(message.stateAt ?? '') / 1_000),
        CountryCode: '86',
        SubscriberNumber: message.to,
        PhoneNumber: `+86${message.to}`,
        SerialNo: message.id,
        ReportStatus: message.state === 'delivered' ? 'SUCCESS' : 'FAIL',
        Description: message.code,
        SessionContext: message.outId ?? '',
      }))
      return json('OK', { Response: { PullSmsSendStatusSet, RequestId: requestId() } })
    },
  }

  function sendOne(phone: string, templateId: string, sign: string, params: string[], context: string): Status {
    const template = desk.ledger.templates.get(templateKey('tencent', templateId))
    const status = (Code: string, serial = '', fee = 0): Status => ({
      SerialNo: serial,
      PhoneNumber: mobileOf(phone) ? `+86${mobileOf(phone)}` : phone,
      Fee: fee,
      SessionContext: context,
      Code,
      Message: Code === 'Ok' ? 'send success' : Code,
      IsoCode: 'CN',
    })
    const number = mobileOf(phone)
    if (!number) return status('InvalidParameterValue.IncorrectPhoneNumber')
    if (!desk.settings.tencent.signs.includes(sign)) return status('FailedOperation.SignatureIncorrectOrUnapproved')
    if (template?.channel !== 'tencent') return status('FailedOperation.TemplateIncorrectOrUnapproved')
    const wrong = faultOfParams(template, params)
    if (wrong) return status(wrong)
    if (desk.ledger.numbers.get(number)?.fate === 'blacklisted') return status('FailedOperation.PhoneNumberInBlacklist')
    const values = Object.fromEntries(params.map((value, place) => [String(place + 1), value]))
    const text = fill(template, sign, values)
    const limits = limitsOf(number, text)
    const broken = brokenLimit(desk, limits)
    if (broken) return status(broken.code)
    if (!charge(desk.settings.tencent, 1)) return status('FailedOperation.InsufficientBalanceInSmsPackage')
    noteLimits(desk, limits)
    const message = desk.ledger.accept({
      id: `5000:${desk.ledger.nextSeq}${token(desk, 12, '0123456789')}`,
      channel: 'tencent',
      to: number,
      text,
      at: desk.now().toISOString(),
      pieces: piecesOf(text),
      templateId,
      values,
      ...(context ? { outId: context } : {}),
    })
    desk.report(message)
    return status('Ok', message.id, message.pieces)
  }

  function faultOfParams(template: SmsTemplate, params: string[]): string | null {
    if (params.length !== variablesOf(template).length || params.includes(''))
      return 'InvalidParameterValue.TemplateParameterFormatError'
    if (params.some((value) => URL_IN_TEXT.test(value))) return 'InvalidParameterValue.TemplateParameterFormatError'
    if (params.some((value) => [...value].length > template.maxLength))
      return 'InvalidParameterValue.TemplateParameterLengthLimit'
    const black = desk.settings.tencent.blackWords
    const sensitive = params.some((value) => black.some((word) => value.includes(word)))
    return sensitive ? 'FailedOperation.ContainSensitiveWord' : null
  }

  function limitsOf(number: string, text: string): Limit[] {
    const limits = desk.settings.limits
    const same = `tencent ${number} ${text}`
    const any = `tencent ${number}`
    const code = (kind: string) => `LimitExceeded.PhoneNumber${kind}Limit`
    return [
      { name: same, windowMs: 30_000, max: limits.tencentSameContentPer30Seconds, code: code('ThirtySecond') },
      { name: same, windowMs: DAY_MS, max: limits.tencentSameContentPerDay, code: code('SameContentDaily') },
      { name: any, windowMs: DAY_MS, max: limits.tencentPerDay, code: code('Daily') },
      { name: any, windowMs: HOUR_MS, max: limits.tencentPerHour, code: code('OneHour') },
    ]
  }

  const actionOf = (call: Call) => ACTIONS.find((action) => action === call.header('x-tc-action'))
  return {
    endpoint: (call) => {
      const action = actionOf(call)
      return action ? `tencent.${action}` : null
    },
    refuse,
    handle(call) {
      const fault = tencentSignatureFault(desk, call)
      if (fault) return refuse(fault.code, fault.message)
      const action = actionOf(call)
      if (!action) return refuse('InvalidAction', 'The request action is invalid or not found.')
      if (call.header('x-tc-version') !== VERSION) return refuse('NoSuchVersion', 'The request version is not found.')
      const input = bodyObject(call)
      return input ? ACTION[action](input) : refuse('InvalidParameter', 'The body is not a JSON object.')
    },
  }
}

/** Tencent's SDK lets numbers through silently; the provider wants text. */
const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')
