import QRCode from 'qrcode'
import { endStage, msgid, PHONE, start, subscribeCall, TEMPLATE, tokenOf } from '../../testing/sandbox-stage'
import { SANDBOX_ACCOUNTS } from '../accounts'
import { openidOf } from '../ledger'
import { codePayload } from './wxacode'

afterEach(endStage)

describe('WeChat', () => {
  test('a person signs in: the code gives the openid once, as text/plain', async () => {
    const sandbox = start()
    const { openid } = sandbox.control.addPerson({ phone: PHONE })
    const { appid, secret } = SANDBOX_ACCOUNTS.wechat
    const query = new URLSearchParams({
      appid,
      secret,
      js_code: sandbox.control.loginCode(openid),
      grant_type: 'authorization_code',
    })
    const answer = await sandbox.inject({ url: `/wechat/sns/jscode2session?${query}` })
    expect(answer.headers['content-type']).toMatch(/^text\/plain/)
    expect(answer.json()).toEqual({ openid: openidOf(PHONE), session_key: expect.stringMatching(/^[\w+/]{22}==$/) })
  })

  test('the phone button gives the number with our appid in the watermark', async () => {
    const sandbox = start()
    const { openid } = sandbox.control.addPerson({ phone: PHONE })
    const code = sandbox.control.phoneCode(openid)
    const url = `/wechat/wxa/business/getuserphonenumber?access_token=${await tokenOf(sandbox)}`
    const { phone_info } = (await sandbox.inject({ method: 'POST', url, payload: JSON.stringify({ code }) })).json()
    expect(phone_info).toMatchObject({
      purePhoneNumber: PHONE,
      countryCode: '86',
      watermark: { appid: SANDBOX_ACCOUNTS.wechat.appid },
    })
  })

  test('normal mode gives the same token and renews 5 minutes before the end; old and new overlap', async () => {
    const sandbox = start()
    const { openid } = sandbox.control.addPerson({ phone: PHONE })
    const first = await tokenOf(sandbox)
    expect(await tokenOf(sandbox)).toBe(first)
    sandbox.control.setClock({ offsetMs: (7_200 - 299) * 1_000 })
    expect(await tokenOf(sandbox)).not.toBe(first)
    // 43101: the old token was still good enough to get as far as the missing credit.
    expect((await sandbox.inject(subscribeCall(openid, first))).json().errcode).toBe(43101)
  })

  test('msgid is a JSON number above 2^53: reading it as a number changes it', async () => {
    const sandbox = start()
    const { openid } = sandbox.control.addPerson({ phone: PHONE })
    sandbox.control.subscribe(openid, { templateId: TEMPLATE })
    const { body } = await sandbox.inject(subscribeCall(openid, await tokenOf(sandbox)))
    expect(body).toMatch(/^\{"errcode":0,"errmsg":"ok","msgid":\d{19}\}$/)
    expect(String(JSON.parse(body).msgid)).not.toBe(msgid(body))
    expect(sandbox.control.record()[0]?.id).toBe(msgid(body))
  })

  test('the code picture is a PNG of the asked width that holds the scene', async () => {
    const sandbox = start()
    const url = `/wechat/wxa/getwxacodeunlimit?access_token=${await tokenOf(sandbox)}`
    const payload = JSON.stringify({ scene: 'v=7F3K2Q', page: 'pages/home/index', width: 300 })
    const answer = await sandbox.inject({ method: 'POST', url, payload })
    expect(answer.headers['content-type']).toBe('image/png')
    const picture = answer.rawPayload
    expect([picture.readUInt32BE(16), picture.subarray(1, 4).toString()]).toEqual([300, 'PNG'])
    const same = (scene: string) =>
      QRCode.toBuffer(codePayload('pages/home/index', scene), {
        type: 'png',
        width: 300,
        color: { dark: '#000000ff', light: '#ffffffff' },
      })
    expect(picture.equals(await same('v=7F3K2Q'))).toBe(true)
    expect(picture.equals(await same('v=7F3K2R'))).toBe(false)
  })
})
