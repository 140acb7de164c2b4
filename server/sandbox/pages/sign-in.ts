import type { FastifyInstance } from 'fastify'
import type { Control } from '../control'
import { isLoopback } from '../settings'
import { html, masked, page } from './html'

/** The address with the codes in its query, before the `#` of the preview's router. */
export function backWithCodes(back: string, codes: Record<string, string>): string {
  const url = new URL(back)
  for (const [name, code] of Object.entries(codes)) url.searchParams.set(name, code)
  return url.href
}

/**
 * Stands for WeChat's own sign-in: choose a person, come back with the code wx.login would have given. Asked with `phone=1`
 * it stands for the phone button as well and brings `phone_code`.
 */
export function signInPages(app: FastifyInstance, control: Control): void {
  const refusal = page(
    '不能登录',
    html`<main><h1>不能登录</h1><p>返回地址（back）只能是本机网址，例如 http://127.0.0.1:3000/preview/ 。</p></main>`,
  )

  app.get<{ Querystring: { back?: string; q?: string; phone?: string } }>('/sign-in', (request, reply) => {
    const { back = '', q = '', phone: withPhone = '' } = request.query
    reply.type('text/html; charset=utf-8')
    if (!isLoopback(back)) return reply.status(400).send(refusal)
    const all = control.people()
    const found = all.filter(({ nickname, phone, openid }) => `${nickname} ${phone} ${openid}`.includes(q))
    const shown = found.slice(0, 100)
    const body = html`<main class="narrow"><h1>选择一位微信用户登录</h1>
<p class="soft">这是本机的微信模拟页，代替手机上的微信授权；这里的人都是虚构的。</p>
<form><input type="hidden" name="back" value="${back}"><input type="hidden" name="phone" value="${withPhone}"><input name="q" value="${q}" placeholder="按昵称、手机号查找" aria-label="按昵称、手机号查找"><button>查找</button></form>
${shown.map(
  ({
    openid,
    nickname,
    phone,
  }) => html`<a class="person" href="/sign-in/${openid}?back=${encodeURIComponent(back)}${withPhone === '1' ? '&phone=1' : ''}">
<b>${nickname}</b><span>手机 ${masked(phone)}</span><small>openid ${openid}</small></a>`,
)}
${found.length > shown.length ? html`<p>共 ${found.length} 人，只列出前 ${shown.length} 人，请用上面的查找。</p>` : ''}
${all.length === 0 ? html`<p>还没有用户。用 POST /__sandbox/people 添加。</p>` : ''}</main>`
    return reply.send(page('微信登录（模拟）', body))
  })

  type Choice = { Querystring: { back?: string; phone?: string }; Params: { openid: string } }
  app.get<Choice>('/sign-in/:openid', (request, reply) => {
    const { back = '', phone = '' } = request.query
    const { openid } = request.params
    if (!isLoopback(back)) return reply.status(400).type('text/html; charset=utf-8').send(refusal)
    if (!control.people().some((person) => person.openid === openid))
      return reply
        .status(404)
        .type('text/html; charset=utf-8')
        .send(page('没有这个人', html`<main><h1>没有这个人</h1></main>`))
    const phoneCode: Record<string, string> = phone === '1' ? { phone_code: control.phoneCode(openid) } : {}
    return reply.redirect(backWithCodes(back, { code: control.loginCode(openid), ...phoneCode }), 302)
  })
}
