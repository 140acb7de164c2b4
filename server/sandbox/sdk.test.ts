import Dysms, { QuerySendDetailsRequest, SendBatchSmsRequest, SendSmsRequest } from '@alicloud/dysmsapi20170525'
import { $OpenApiUtil } from '@alicloud/openapi-core'
import { sms as tencent } from 'tencentcloud-sdk-nodejs-sms'
import { aliyunCall, tencentCall } from '../testing/signed-call'
import { SANDBOX_ACCOUNTS } from './accounts'
import { createSandbox, type Sandbox } from './sandbox'

// The vendors' own clients are accepted as they are, and nothing they signed may be changed on the way.

const PHONE = '13800001234'
const PARAMS = {
  village: '前营村(东台区)',
  times: "11月30日 8:00!*'()",
  kind: '计划停电',
  reason: '检修 & 更换',
  contact: '95598',
}
const HOST = /^http:\/\//

let sandbox: Sandbox
let base: string
beforeEach(async () => {
  sandbox = createSandbox({ clock: () => new Date() })
  sandbox.control.changeSettings({ receiptDelayMs: 1 })
  base = await sandbox.listen({ port: 0, host: '127.0.0.1' })
})
afterEach(() => sandbox.close())

describe.each([
  ['host alone', ''],
  ['host with our prefix', '/aliyun'],
])('the Aliyun SDK, endpoint = %s', (_, path) => {
  const client = () =>
    new Dysms(
      new $OpenApiUtil.Config({
        ...SANDBOX_ACCOUNTS.aliyun,
        endpoint: `${base.replace(HOST, '')}${path}`,
        protocol: 'HTTP',
      }),
    )

  test('sends, sends a batch, and asks for the details', async () => {
    const one = {
      phoneNumbers: PHONE,
      signName: '城郊供电所',
      templateCode: 'SMS_100001',
      templateParam: JSON.stringify(PARAMS),
      outId: 'd1',
    }
    const { body } = await client().sendSms(new SendSmsRequest(one))
    expect(body).toMatchObject({ code: 'OK', bizId: expect.any(String) })
    const many = {
      phoneNumberJson: JSON.stringify([PHONE, '13800000002']),
      signNameJson: JSON.stringify(['城郊供电所', '城郊供电所']),
      templateCode: 'SMS_100001',
      templateParamJson: JSON.stringify([PARAMS, PARAMS]),
    }
    expect((await client().sendBatchSms(new SendBatchSmsRequest(many))).body?.code).toBe('OK')
    const sendDate = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '')
    const query = { phoneNumber: PHONE, sendDate, pageSize: 10, currentPage: 1, bizId: body?.bizId ?? '' }
    const details = await client().querySendDetails(new QuerySendDetailsRequest(query))
    const [row] = details.body?.smsSendDetailDTOs?.smsSendDetailDTO ?? []
    expect(row).toMatchObject({ phoneNum: PHONE, outId: 'd1', templateCode: 'SMS_100001' })
    expect(row?.content).toBe(
      `【城郊供电所】${PARAMS.village}${PARAMS.times}${PARAMS.kind}，原因：${PARAMS.reason}。咨询${PARAMS.contact}`,
    )
    expect(sandbox.control.count({ channel: 'aliyun' })).toMatchObject({ messages: 3, addressees: 2 })
  })
})

describe.each([
  ['host alone', ''],
  ['host with our prefix', '/tencent'],
])('the Tencent SDK, endpoint = %s', (_, path) => {
  const client = () =>
    new tencent.v20210111.Client({
      credential: { secretId: SANDBOX_ACCOUNTS.tencent.secretId, secretKey: SANDBOX_ACCOUNTS.tencent.secretKey },
      region: 'ap-guangzhou',
      profile: { httpProfile: { endpoint: `${base.replace(HOST, '')}${path}`, protocol: 'http://' } },
    })
  const body = {
    PhoneNumberSet: [`+86${PHONE}`],
    SmsSdkAppId: '1400000000',
    TemplateId: '100001',
    SignName: '城郊供电所',
  }

  test('sends and pulls the status; a refusal is thrown with its code', async () => {
    const { SendStatusSet } = await client().SendSms({
      ...body,
      TemplateParamSet: Object.values(PARAMS),
      SessionContext: 'd1',
    })
    expect(SendStatusSet?.[0]).toMatchObject({ Code: 'Ok', PhoneNumber: `+86${PHONE}`, SessionContext: 'd1' })
    await new Promise((wake) => setTimeout(wake, 50))
    const { PullSmsSendStatusSet } = await client().PullSmsSendStatus({ SmsSdkAppId: '1400000000', Limit: 10 })
    expect(PullSmsSendStatusSet?.[0]).toMatchObject({ SerialNo: SendStatusSet?.[0]?.SerialNo, ReportStatus: 'SUCCESS' })
    await expect(client().SendSms({ ...body, SmsSdkAppId: '1' })).rejects.toMatchObject({
      code: 'UnauthorizedOperation.SmsSdkAppIdVerifyFail',
    })
  })
})

describe('what was signed cannot be changed', () => {
  const good = {
    PhoneNumbers: PHONE,
    SignName: '城郊供电所',
    TemplateCode: 'SMS_100001',
    TemplateParam: JSON.stringify(PARAMS),
  }
  const aliyun = () => aliyunCall(SANDBOX_ACCOUNTS.aliyun, 'SendSms', good)
  const body = {
    PhoneNumberSet: [PHONE],
    SmsSdkAppId: '1400000000',
    TemplateId: '100001',
    SignName: '城郊供电所',
    TemplateParamSet: Object.values(PARAMS),
  }
  const cloud = () => tencentCall(SANDBOX_ACCOUNTS.tencent, 'SendSms', body)

  test('both are accepted unchanged', async () => {
    expect((await sandbox.inject(aliyun())).json().Code).toBe('OK')
    expect((await sandbox.inject(cloud())).json().Response.SendStatusSet[0].Code).toBe('Ok')
  })

  test.each<[what: string, change: (call: ReturnType<typeof aliyunCall>) => void]>([
    [
      'number',
      (call) => {
        call.url = call.url.replace(PHONE, '13800001235')
      },
    ],
    [
      'one parameter more',
      (call) => {
        call.url += '&OutId=x'
      },
    ],
    [
      'action',
      (call) => {
        call.headers['x-acs-action'] = 'SendBatchSms'
      },
    ],
    [
      'date',
      (call) => {
        call.headers['x-acs-date'] = new Date(Date.now() + 5_000).toISOString().replace(/\.\d+/, '')
      },
    ],
    [
      'nonce',
      (call) => {
        call.headers['x-acs-signature-nonce'] = 'other'
      },
    ],
    [
      'body',
      (call) => {
        call.payload = 'PhoneNumbers=13800001235'
      },
    ],
    [
      'signature',
      (call) => {
        call.headers.authorization = (call.headers.authorization ?? '').replace(/.$/, (last) =>
          last === '0' ? '1' : '0',
        )
      },
    ],
  ])('Aliyun: a changed %s is refused and nothing is sent', async (_, change) => {
    const call = aliyun()
    change(call)
    const answer = await sandbox.inject(call)
    expect([answer.statusCode, answer.json().Code]).toEqual([400, 'SignatureDoesNotMatch'])
    expect(sandbox.control.count().messages).toBe(0)
  })

  test.each<[what: string, change: (call: ReturnType<typeof tencentCall>) => void]>([
    [
      'number',
      (call) => {
        call.payload = call.payload.replace(PHONE, '13800001235')
      },
    ],
    [
      'timestamp',
      (call) => {
        call.headers['x-tc-timestamp'] = String(Number(call.headers['x-tc-timestamp']) + 1)
      },
    ],
    [
      'host',
      (call) => {
        call.headers.host = 'other.test'
      },
    ],
    [
      'query',
      (call) => {
        call.url += '?a=1'
      },
    ],
    [
      'signature',
      (call) => {
        call.headers.authorization = (call.headers.authorization ?? '').replace(/.$/, (last) =>
          last === '0' ? '1' : '0',
        )
      },
    ],
  ])('Tencent: a changed %s is refused and nothing is sent', async (_, change) => {
    const call = cloud()
    change(call)
    expect((await sandbox.inject(call)).json().Response.Error.Code).toBe('AuthFailure.SignatureFailure')
    expect(sandbox.control.count().messages).toBe(0)
  })
})
