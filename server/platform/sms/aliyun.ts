import Dysmsapi, { QuerySendDetailsRequest, SendSmsRequest } from '@alicloud/dysmsapi20170525'
import { $OpenApiUtil } from '@alicloud/openapi-core'
import { RuntimeOptions } from '@darabonba/typescript'
import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import { chinaDay } from '../../../shared/domain/time'
import type { Config } from '../../config'
import type { Tools } from '../../deps'
import { faultCode } from '../http/ask'
import { Refusal } from '../http/refuse'
import type { SendOutcome } from '../outcome'
import type { Sms, SmsReport } from './sms'

const TIMEOUT_MS = 5_000
/** Longest from the sending to the note that its end is unknown. */
const MIDNIGHT_MS = 600_000
/** Codes that may pass later. Everything else Aliyun will refuse again. */
const LATER: Record<string, number> = {
  'isv.BUSINESS_LIMIT_CONTROL': 3_600_000,
  'isp.SYSTEM_ERROR': 30_000,
  'isv.AMOUNT_NOT_ENOUGH': 600_000,
  'isv.OUT_OF_SERVICE': 600_000,
  Throttling: 5_000,
}
/** Codes about the whole account: nothing goes out until somebody pays or calls. */
const ACCOUNT = new Set(['isv.AMOUNT_NOT_ENOUGH', 'isv.OUT_OF_SERVICE'])
const Reports = Type.Array(
  Type.Object({
    phone_number: Type.String(),
    report_time: Type.String(),
    success: Type.Boolean(),
    err_code: Type.Optional(Type.String()),
    biz_id: Type.String(),
    out_id: Type.Optional(Type.String()),
  }),
  { maxItems: 1000 },
)

/** Aliyun's dates are Chinese wall time without zone. */
const chinaInstant = (text: string): Date => new Date(`${text.replace(' ', 'T')}+08:00`)

/**
 * Aliyun 短信服务 through its SDK. Its retries stay off (a send is not idempotent), business refusals come inside a 200 and are
 * looked at, and its error texts are never kept: they hold the whole address with number and words.
 */
export function aliyunSms(settings: Config['sms'], { clock }: Pick<Tools, 'clock'>): Sms {
  const url = new URL(settings.base)
  const config = new $OpenApiUtil.Config({ accessKeyId: settings.keyId, accessKeySecret: settings.keySecret })
  config.endpoint = url.host + url.pathname.replace(/\/$/, '')
  config.protocol = url.protocol === 'http:' ? 'HTTP' : 'HTTPS'
  const client = new Dysmsapi(config)
  const runtime = () => new RuntimeOptions({ autoretry: false, connectTimeout: TIMEOUT_MS, readTimeout: TIMEOUT_MS })

  return {
    provider: 'aliyun',
    repeatable: false,
    reportReply: { code: 0, msg: '接收成功' },
    async send({ id, to, templateKey, params }): Promise<SendOutcome> {
      const request = new SendSmsRequest({
        phoneNumbers: to,
        signName: settings.sign,
        templateCode: settings.templates[templateKey] ?? '',
        templateParam: JSON.stringify(params),
        outId: id,
      })
      try {
        const { body } = await client.sendSmsWithOptions(request, runtime())
        if (body?.code === 'OK') return { kind: 'ok', providerId: body.bizId ?? '' }
        return refusedOrLater(body?.code ?? 'NO_CODE')
      } catch (error) {
        return thrown(error)
      }
    },
    readReports(body): SmsReport[] {
      if (!Value.Check(Reports, body)) throw new Refusal('BAD_INPUT')
      return (body as Static<typeof Reports>).map((report) => ({
        id: report.out_id || null,
        providerId: report.biz_id,
        delivered: report.success,
        code: report.err_code ?? (report.success ? 'DELIVERED' : 'FAILED'),
        at: chinaInstant(report.report_time),
      }))
    },
    async ask({ id, to, sentAt }) {
      // Aliyun looks up one Chinese day; a message sent around midnight may stand under the day before.
      const days = new Set([chinaDay(sentAt), chinaDay(new Date(sentAt.getTime() - MIDNIGHT_MS))])
      const details = []
      for (const day of days) {
        const sendDate = day.replaceAll('-', '')
        const request = new QuerySendDetailsRequest({ phoneNumber: to, sendDate, pageSize: 50, currentPage: 1 })
        const { body } = await client.querySendDetailsWithOptions(request, runtime())
        details.push(...(body?.smsSendDetailDTOs?.smsSendDetailDTO ?? []))
      }
      const found = details.find((detail) => detail.outId === id)
      if (!found) return null
      if (found.sendStatus === 1) return { accepted: true, providerId: '' }
      return {
        id,
        providerId: '',
        delivered: found.sendStatus === 3,
        code: found.errCode ?? '',
        at: found.receiveDate ? chinaInstant(found.receiveDate) : clock(),
      }
    },
  }
}

const refusedOrLater = (code: string): SendOutcome => {
  const afterMs = LATER[code] ?? (code.startsWith('Throttling') ? 5_000 : undefined)
  return afterMs === undefined
    ? { kind: 'refused', code }
    : { kind: 'retry', code, afterMs, account: ACCOUNT.has(code) }
}

/** Nothing left this machine, a vendor's 4xx, or – time-out, reset, HTML of a gateway – an unknown end. */
function thrown(error: unknown): SendOutcome {
  const code = faultCode(error)
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return { kind: 'retry', code, afterMs: 5_000 }
  const status = (error as { statusCode?: number }).statusCode
  if (status !== undefined && status >= 400 && status < 500) return refusedOrLater(code)
  return { kind: 'unknown', code }
}
