import { sms as tencentSdk } from 'tencentcloud-sdk-nodejs-sms'
import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import type { Config } from '../../config'
import { faultCode } from '../http/ask'
import { Refusal } from '../http/refuse'
import type { SendOutcome } from '../outcome'
import type { Sms, SmsReport } from './sms'

const TIMEOUT_S = 5
/** Families of codes that may pass later, in milliseconds. */
const LATER: [RegExp, number][] = [
  [/^LimitExceeded\.(DeliveryFrequency|PhoneNumberThirtySecond)Limit$/, 35_000],
  [/^LimitExceeded\.PhoneNumberOneHourLimit$/, 3_600_000],
  [/^FailedOperation\.InsufficientBalanceInSmsPackage$/, 600_000],
  [/^(InternalError|RequestLimitExceeded)/, 10_000],
]
const Reports = Type.Array(
  Type.Object({
    user_receive_time: Type.String(),
    mobile: Type.String(),
    report_status: Type.String(),
    errmsg: Type.Optional(Type.String()),
    sid: Type.String(),
  }),
  { maxItems: 1000 },
)

/** Tencent Cloud SMS through its SDK. A request may succeed while its one number fails, so the number's own code is looked at. */
export function tencentSms(settings: Config['sms']): Sms {
  const url = new URL(settings.base)
  const client = new tencentSdk.v20210111.Client({
    credential: { secretId: settings.keyId, secretKey: settings.keySecret },
    region: 'ap-guangzhou',
    profile: {
      httpProfile: {
        endpoint: url.host + url.pathname.replace(/\/$/, ''),
        protocol: `${url.protocol}//`,
        reqTimeout: TIMEOUT_S,
      },
    },
  })

  return {
    provider: 'tencent',
    repeatable: false,
    reportReply: { result: 0, errmsg: 'OK' },
    async send({ id, to, templateKey, params }): Promise<SendOutcome> {
      try {
        const answer = await client.SendSms({
          PhoneNumberSet: [`+86${to}`],
          SmsSdkAppId: settings.appId,
          TemplateId: settings.templates[templateKey] ?? '',
          SignName: settings.sign,
          TemplateParamSet: Object.values(params).map(String),
          SessionContext: id,
        })
        const status = answer.SendStatusSet?.[0]
        if (status?.Code === 'Ok') return { kind: 'ok', providerId: status.SerialNo ?? '' }
        return refusedOrLater(status?.Code ?? 'NO_STATUS')
      } catch (error) {
        // A vendor's refusal carries its request id; without one nobody knows whether the message is on its way.
        const { code, requestId } = error as { code?: string; requestId?: string }
        if (code && requestId) return refusedOrLater(code)
        // The SDK says why no connection came about in its text only.
        const neverSent = /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)\b/.exec(String((error as Error).message))?.[1]
        if (neverSent) return { kind: 'retry', code: neverSent, afterMs: 5_000 }
        return { kind: 'unknown', code: faultCode(error) }
      }
    },
    readReports(body): SmsReport[] {
      if (!Value.Check(Reports, body)) throw new Refusal('BAD_INPUT')
      return (body as Static<typeof Reports>).map((report) => ({
        id: null,
        providerId: report.sid,
        delivered: report.report_status === 'SUCCESS',
        code: report.errmsg ?? report.report_status,
        at: new Date(`${report.user_receive_time.replace(' ', 'T')}+08:00`),
      }))
    },
    // Tencent can be asked by number and time only, not by our id: an unknown end is left to its report.
    ask: async () => null,
  }
}

function refusedOrLater(code: string): SendOutcome {
  const later = LATER.find(([pattern]) => pattern.test(code))
  return later
    ? { kind: 'retry', code, afterMs: later[1], account: code.endsWith('InsufficientBalanceInSmsPackage') }
    : { kind: 'refused', code }
}
