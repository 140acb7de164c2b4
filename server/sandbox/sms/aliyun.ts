import {
  type Answer,
  bodyObject,
  type Call,
  chinaTime,
  type Desk,
  type FarEnd,
  json,
  mobileOf,
  token,
} from '../endpoint'
import { templateKey } from '../ledger'
import { fill, piecesOf, type SmsTemplate, variablesOf } from '../templates'
import { aliyunSignatureFault } from './aliyun-signature'
import { brokenLimit, charge, type Limit, noteLimits, URL_IN_TEXT } from './limits'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const ACTIONS = ['SendSms', 'SendBatchSms', 'QuerySendDetails'] as const
const VERSION = '2017-05-25'

/** Message texts the documentation pairs with the codes. */
const WORDS: Record<string, string> = {
  OK: 'OK',
  'isv.BUSINESS_LIMIT_CONTROL': '触发流控',
  'isv.MOBILE_NUMBER_ILLEGAL': '手机号码格式错误',
  'isv.MOBILE_COUNT_OVER_LIMIT': '手机号码数量超过限制',
  'isv.SMS_TEMPLATE_ILLEGAL': '该账号下找不到对应模板',
  'isv.SMS_SIGNATURE_ILLEGAL': '该账号下找不到对应签名',
  'isv.TEMPLATE_MISSING_PARAMETERS': '模板变量中存在未赋值变量',
  'isv.INVALID_JSON_PARAM': '参数格式错误，请修改为字符串值',
  'isv.PARAM_LENGTH_LIMIT': '参数超过长度限制',
  'isv.PARAM_NOT_SUPPORT_URL': '变量不支持传入URL',
  'isv.BLACK_KEY_CONTROL_LIMIT': '变量中传入黑名单关键字',
  'isv.AMOUNT_NOT_ENOUGH': '账户余额不足',
  'isv.OUT_OF_SERVICE': '业务停机',
  'isp.SYSTEM_ERROR': '系统错误',
  'isp.RAM_PERMISSION_DENY': 'RAM权限不足',
}

/** One number with the words meant for it. */
interface Piece {
  phone: string
  sign: string
  values: Record<string, string>
}

/** Aliyun dysmsapi under /aliyun, RPC form: everything in the query, business refusals inside a 200. */
export function aliyunEnd(desk: Desk): FarEnd {
  const nonces = new Map<string, number>()
  const requestId = () => [8, 4, 4, 4, 12].map((size) => token(desk, size, '0123456789ABCDEF')).join('-')
  const refuse = (code: string | number, message?: string, status = 200): Answer => {
    const Message = message ?? WORDS[String(code)] ?? String(code)
    return json(String(code), { RequestId: requestId(), Code: String(code), Message }, status)
  }
  const missing = (name: string) => refuse(`Missing${name}`, `${name} is mandatory for this action.`, 400)

  const ACTION: Record<(typeof ACTIONS)[number], (query: URLSearchParams) => Answer> = {
    SendSms(query) {
      for (const name of ['PhoneNumbers', 'SignName', 'TemplateCode']) if (!query.get(name)) return missing(name)
      const phones = (query.get('PhoneNumbers') ?? '').split(',')
      if (phones.length > 1_000) return refuse('isv.MOBILE_COUNT_OVER_LIMIT')
      const values = valuesOf(query.get('TemplateParam') || '{}')
      if (!values) return refuse('isv.INVALID_JSON_PARAM')
      const sign = query.get('SignName') ?? ''
      return send(
        query,
        phones.map((phone) => ({ phone, sign, values })),
      )
    },
    SendBatchSms(query) {
      for (const name of ['PhoneNumberJson', 'SignNameJson', 'TemplateCode']) if (!query.get(name)) return missing(name)
      const phones = listOf(query.get('PhoneNumberJson'))
      const signs = listOf(query.get('SignNameJson'))
      const given = query.get('TemplateParamJson')
      const values = given
        ? listOf(given)?.map((item) => valuesOf(JSON.stringify(item)))
        : phones?.map((): Record<string, string> | null => ({}))
      if (!phones || signs?.length !== phones.length || values?.length !== phones.length || values.includes(null))
        return refuse('isv.INVALID_JSON_PARAM')
      if (phones.length > 100) return refuse('isv.MOBILE_COUNT_OVER_LIMIT')
      const pieces = phones.map((phone, at) => ({
        phone: String(phone),
        sign: String(signs[at]),
        values: values[at] ?? {},
      }))
      return send(query, pieces)
    },
    QuerySendDetails(query) {
      for (const name of ['PhoneNumber', 'SendDate', 'PageSize', 'CurrentPage'])
        if (!query.get(name)) return missing(name)
      const phone = mobileOf(query.get('PhoneNumber') ?? '')
      if (!phone) return refuse('isv.MOBILE_NUMBER_ILLEGAL')
      const [size, page] = ['PageSize', 'CurrentPage'].map((name) => Number(query.get(name))) as [number, number]
      if (!(size >= 1 && size <= 50 && page >= 1))
        return refuse('InvalidPageSize', 'PageSize 1-50, CurrentPage from 1', 400)
      const bizId = query.get('BizId')
      const found = desk.ledger.messages.filter(
        ({ channel, to, at, bizId: own }) =>
          channel === 'aliyun' &&
          to === phone &&
          chinaTime(new Date(at)).slice(0, 10).replaceAll('-', '') === query.get('SendDate') &&
          (!bizId || bizId === own),
      )
      const SmsSendDetailDTO = found.slice((page - 1) * size, page * size).map((message) => ({
        PhoneNum: message.to,
        SendDate: chinaTime(new Date(message.at)),
        ...(message.stateAt ? { ReceiveDate: chinaTime(new Date(message.stateAt)) } : {}),
        SendStatus: message.state === 'accepted' ? 1 : message.state === 'failed' ? 2 : 3,
        ...(message.code ? { ErrCode: message.code } : {}),
        TemplateCode: message.templateId,
        Content: message.text,
        ...(message.outId ? { OutId: message.outId } : {}),
      }))
      const body = { TotalCount: String(found.length), SmsSendDetailDTOs: { SmsSendDetailDTO } }
      return json('OK', { RequestId: requestId(), Code: 'OK', Message: 'OK', ...body })
    },
  }

  /** All or nothing: one bad number, sign or value refuses the request. */
  function send(query: URLSearchParams, pieces: Piece[]): Answer {
    const account = desk.settings.aliyun
    if (!account.permitted) return refuse('isp.RAM_PERMISSION_DENY')
    if (!account.service) return refuse('isv.OUT_OF_SERVICE')
    const templateId = query.get('TemplateCode') ?? ''
    const outId = query.get('OutId')
    const template = desk.ledger.templates.get(templateKey('aliyun', templateId))
    if (template?.channel !== 'aliyun') return refuse('isv.SMS_TEMPLATE_ILLEGAL')
    if (outId && outId.length >= 256) return refuse('isv.PARAM_LENGTH_LIMIT')
    for (const piece of pieces) {
      const code = faultOfPiece(piece, template)
      if (code) return refuse(code)
    }
    const limits = pieces.map((piece) => limitsOf(piece, template))
    for (const each of limits) {
      const broken = brokenLimit(desk, each)
      if (broken) return refuse(broken.code, `触发${WINDOW_WORDS[broken.windowMs]}级流控Permits:${broken.max}`)
    }
    if (!charge(account, pieces.length)) return refuse('isv.AMOUNT_NOT_ENOUGH')
    const bizId = `${900_000_000_000 + desk.ledger.nextSeq}${token(desk, 6, '0123456789')}^0`
    pieces.forEach(({ phone, sign, values }, place) => {
      noteLimits(desk, limits[place] ?? [])
      const text = fill(template, sign, values)
      const message = desk.ledger.accept({
        id: `${bizId}#${place}`,
        channel: 'aliyun',
        to: mobileOf(phone) as string,
        text,
        at: desk.now().toISOString(),
        pieces: piecesOf(text),
        templateId,
        values,
        bizId,
        ...(outId ? { outId } : {}),
      })
      desk.report(message)
    })
    return json('OK', { RequestId: requestId(), Code: 'OK', Message: 'OK', BizId: bizId })
  }

  function faultOfPiece({ phone, sign, values }: Piece, template: SmsTemplate): string | null {
    if (!mobileOf(phone)) return 'isv.MOBILE_NUMBER_ILLEGAL'
    if (!desk.settings.aliyun.signs.includes(sign)) return 'isv.SMS_SIGNATURE_ILLEGAL'
    const given = variablesOf(template).map((name) => values[name])
    if (given.some((value) => !value)) return 'isv.TEMPLATE_MISSING_PARAMETERS'
    if (given.some((value) => [...(value ?? '')].length > template.maxLength)) return 'isv.PARAM_LENGTH_LIMIT'
    if (given.some((value) => URL_IN_TEXT.test(value ?? ''))) return 'isv.PARAM_NOT_SUPPORT_URL'
    const black = desk.settings.aliyun.blackWords
    return given.some((value) => black.some((word) => value?.includes(word))) ? 'isv.BLACK_KEY_CONTROL_LIMIT' : null
  }

  function limitsOf({ phone, sign }: Piece, template: SmsTemplate): Limit[] {
    const { aliyunCodePerMinute, aliyunCodePerHour, aliyunCodePerDay, aliyunNoticePerDay } = desk.settings.limits
    const code = 'isv.BUSINESS_LIMIT_CONTROL'
    const number = mobileOf(phone)
    const name = `aliyun code ${sign} ${number}`
    if (template.kind === 'notice')
      return [{ name: `aliyun ${sign} ${template.id} ${number}`, windowMs: DAY_MS, max: aliyunNoticePerDay, code }]
    return [
      { name, windowMs: MINUTE_MS, max: aliyunCodePerMinute, code },
      { name, windowMs: HOUR_MS, max: aliyunCodePerHour, code },
      { name, windowMs: DAY_MS, max: aliyunCodePerDay, code },
    ]
  }

  const actionOf = (call: Call) => ACTIONS.find((action) => action === call.header('x-acs-action'))
  return {
    endpoint: (call) => {
      const action = actionOf(call)
      return action ? `aliyun.${action}` : null
    },
    refuse,
    handle(call) {
      const fault = aliyunSignatureFault(desk, nonces, call)
      if (fault) return refuse(fault.code, fault.message, fault.status)
      const action = actionOf(call)
      if (!action) return refuse('InvalidAction.NotFound', 'Specified api is not found.', 404)
      if (call.header('x-acs-version') !== VERSION)
        return refuse('InvalidVersion', 'Specified parameter Version is not valid.', 400)
      // The signature covers the query as it came; a form body is read after it.
      const form = call.header('content-type').startsWith('application/x-www-form-urlencoded')
      return ACTION[action](
        new URLSearchParams([...call.query, ...(form ? new URLSearchParams(call.body.toString()) : [])]),
      )
    },
  }
}

const WINDOW_WORDS: Record<number, string> = { [MINUTE_MS]: '分钟', [HOUR_MS]: '小时', [DAY_MS]: '天' }

/** A JSON object whose values are all text; numbers are taken as their digits, as the provider does. [U] */
function valuesOf(text: string): Record<string, string> | null {
  const value = bodyObject({ body: Buffer.from(text) } as Call)
  if (!value || Object.values(value).some((item) => typeof item !== 'string' && typeof item !== 'number')) return null
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]))
}

function listOf(text: string | null): unknown[] | null {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return Array.isArray(value) ? value : null
  } catch {
    return null
  }
}
