import { endStage, PHONE, start } from '../../testing/sandbox-stage'
import { SANDBOX_ACCOUNTS } from '../accounts'

afterEach(endStage)

describe('sign-in page', () => {
  const back = 'http://127.0.0.1:3000/preview/?from=a#/pages/mine/index?x=1'

  test('lists people with masked numbers; choosing one comes back with a code before the hash', async () => {
    const sandbox = start()
    const { openid } = sandbox.control.addPerson({ phone: PHONE, nickname: '<王大爷>' })
    const page = await sandbox.inject({ url: `/sign-in?back=${encodeURIComponent(back)}` })
    expect(page.body).toContain('&lt;王大爷&gt;')
    expect(page.body).toContain('138****1234')
    expect(page.body).not.toContain(PHONE)
    const link = /href="(\/sign-in\/[^"]+)"/.exec(page.body)?.[1] ?? ''
    const gone = await sandbox.inject({ url: link })
    const to = new URL(String(gone.headers.location))
    expect([gone.statusCode, to.origin, to.hash]).toEqual([302, 'http://127.0.0.1:3000', '#/pages/mine/index?x=1'])
    expect(to.searchParams.get('from')).toBe('a')
    const { appid, secret } = SANDBOX_ACCOUNTS.wechat
    const query = new URLSearchParams({
      appid,
      secret,
      js_code: to.searchParams.get('code') ?? '',
      grant_type: 'authorization_code',
    })
    expect((await sandbox.inject({ url: `/wechat/sns/jscode2session?${query}` })).json().openid).toBe(openid)
  })

  test('asked for the phone number, too, it brings a code of the phone button besides', async () => {
    const sandbox = start()
    const { openid } = sandbox.control.addPerson({ phone: PHONE })
    const page = await sandbox.inject({ url: `/sign-in?phone=1&back=${encodeURIComponent(back)}` })
    const link = /href="(\/sign-in\/[^"]+)"/.exec(page.body)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const to = new URL(String((await sandbox.inject({ url: link })).headers.location))
    expect(to.searchParams.get('code')).toBeTruthy()
    const { appid, secret } = SANDBOX_ACCOUNTS.wechat
    const token = await sandbox.inject({
      method: 'POST',
      url: '/wechat/cgi-bin/stable_token',
      payload: { grant_type: 'client_credential', appid, secret },
    })
    const answer = await sandbox.inject({
      method: 'POST',
      url: `/wechat/wxa/business/getuserphonenumber?access_token=${token.json().access_token}`,
      payload: { code: to.searchParams.get('phone_code'), openid },
    })
    expect(answer.json().phone_info.purePhoneNumber).toBe(PHONE)
  })

  test.each(['https://evil.example/', 'http://127.0.0.1.evil.example/', 'javascript:alert(1)', '', '//evil.example'])(
    'does not go back to %j',
    async (foreign) => {
      const sandbox = start()
      const { openid } = sandbox.control.addPerson({ phone: PHONE })
      for (const path of ['/sign-in', `/sign-in/${openid}`]) {
        const answer = await sandbox.inject({ url: `${path}?back=${encodeURIComponent(foreign)}` })
        expect([answer.statusCode, answer.headers.location]).toEqual([400, undefined])
      }
    },
  )
})
