import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { aliyunSms, endStage, PHONE, sms, start, tencentBody, until } from '../../testing/sandbox-stage'
import { tencentCall } from '../../testing/signed-call'
import { SANDBOX_ACCOUNTS } from '../accounts'

const servers: Server[] = []
afterEach(async () => {
  await endStage()
  for (const server of servers.splice(0)) server.close()
})

describe('receipts', () => {
  /** A receiver that answers with what it is told and keeps what it got. */
  async function receiver(answers: { status: number; body: string }[]) {
    const got: { at: number; items: Record<string, unknown>[] }[] = []
    const server = createServer((request, response) => {
      let text = ''
      request.on('data', (part) => (text += part))
      request.on('end', () => {
        got.push({ at: Date.now(), items: JSON.parse(text) })
        const { status, body } = answers[Math.min(got.length, answers.length) - 1] as { status: number; body: string }
        response.writeHead(status).end(body)
      })
    })
    servers.push(server)
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks/sms/secret` }
  }

  test('Aliyun: the documented body, pushed again until the receiver says code 0', async () => {
    const sandbox = start()
    const { got, url } = await receiver([
      { status: 502, body: '' },
      { status: 200, body: '{"code":1}' },
      { status: 200, body: '{"code":0,"msg":"接收成功"}' },
    ])
    sandbox.control.changeSettings({ reportUrls: { aliyun: url } })
    const { BizId } = (await aliyunSms(sandbox, 'delivery-1')).json()
    await until(() => sandbox.control.record()[0]?.report === 'pushed')
    expect(got).toHaveLength(3)
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
    expect(got[2]?.items).toEqual([
      {
        phone_number: PHONE,
        send_time: time,
        report_time: time,
        success: true,
        err_code: 'DELIVERED',
        err_msg: '用户接收成功',
        sms_size: '1',
        biz_id: BizId,
        out_id: 'delivery-1',
      },
    ])
  })

  test('Tencent: a number set to fail is reported FAIL, and can be pulled once', async () => {
    const sandbox = start()
    const { got, url } = await receiver([{ status: 200, body: '{"result":0,"errmsg":"OK"}' }])
    sandbox.control.changeSettings({ reportUrls: { tencent: url } })
    sandbox.control.setNumber({ phone: PHONE, fate: 'failed', code: 'MK:0001' })
    const call = (action: string, body: object) =>
      sandbox.inject(tencentCall(SANDBOX_ACCOUNTS.tencent, action, { ...tencentBody, ...body }))
    const sent = await call('SendSms', {
      PhoneNumberSet: [PHONE],
      TemplateParamSet: ['前营村', '8:00', '停电', '检修', '95598'],
      SessionContext: 'd1',
    })
    const sid = sent.json().Response.SendStatusSet[0].SerialNo
    await until(() => sandbox.control.record()[0]?.report === 'pushed')
    expect(got[0]?.items).toEqual([
      {
        user_receive_time: expect.any(String),
        nationcode: '86',
        mobile: PHONE,
        report_status: 'FAIL',
        errmsg: 'MK:0001',
        description: expect.any(String),
        sid,
      },
    ])
    const pull = async () => (await call('PullSmsSendStatus', { Limit: 10 })).json().Response.PullSmsSendStatusSet
    expect(await pull()).toEqual([
      expect.objectContaining({ SerialNo: sid, ReportStatus: 'FAIL', SessionContext: 'd1' }),
    ])
    expect(await pull()).toEqual([])
  })

  test('own provider: lost, doubled and silent reports; the state can be asked for', async () => {
    const sandbox = start()
    const { got, url } = await receiver([{ status: 204, body: '' }])
    sandbox.control.addFault({ endpoint: 'receipts.sms', do: 'drop', times: 1 })
    sandbox.control.setNumber({ phone: '13800000009', fate: 'silent' })
    sandbox.control.changeSettings({ reportUrls: { sms: url } })
    await sms(sandbox, 'lost')
    await until(() => sandbox.control.record()[0]?.report === 'lost')
    sandbox.control.addFault({ endpoint: 'receipts.sms', do: 'duplicate', times: 1 })
    await sms(sandbox, 'quiet', '13800000009')
    await sms(sandbox, 'twice')
    await until(() => sandbox.control.record().at(-1)?.report === 'pushed')
    expect(got.map(({ items }) => items.map(({ id, state }) => `${id} ${state}`))).toEqual([
      ['twice delivered'],
      ['twice delivered'],
    ])
    const state = (id: string) =>
      sandbox.inject({ url: `/sms/messages/${id}`, headers: { authorization: `Bearer ${SANDBOX_ACCOUNTS.sms.key}` } })
    expect((await state('lost')).json()).toMatchObject({ accepted: true, state: 'delivered', code: 'DELIVERED' })
    expect((await state('quiet')).json()).toMatchObject({ accepted: true, state: 'accepted' })
  })

  test('reports wait while no address is set, and many that fall due together come in one array', async () => {
    const sandbox = start()
    const { got, url } = await receiver([{ status: 200, body: 'ok' }])
    for (let n = 0; n < 30; n++) await sms(sandbox, `a${n}`, `138000001${n + 10}`)
    await until(() => sandbox.control.count().byState.delivered === 30)
    sandbox.control.changeSettings({ reportUrls: { sms: url } })
    await until(() => sandbox.control.record().every((message) => message.report === 'pushed'))
    expect(got.map(({ items }) => items.length)).toEqual([30])
  })

  test('a receiver that never takes it is given up', async () => {
    const sandbox = start()
    const { got, url } = await receiver([{ status: 500, body: '' }])
    sandbox.control.changeSettings({ reportUrls: { sms: url } })
    await sms(sandbox, 'a1')
    await until(() => sandbox.control.record()[0]?.report === 'lost')
    expect(got).toHaveLength(4)
  })
})
