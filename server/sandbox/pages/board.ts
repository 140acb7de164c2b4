import type { FastifyInstance } from 'fastify'
import type { Control } from '../control'
import { chinaTime } from '../endpoint'
import { ENDPOINTS, FAULT_KINDS, type FaultKind, type FaultSwitch } from '../faults'
import type { Channel, Message } from '../ledger'
import { CLIENT, STYLE } from './assets'
import { type Html, html, masked, page } from './html'

const CHANNEL_WORDS: Record<Channel, string> = {
  wechat: '微信订阅消息',
  sms: '短信（模拟商）',
  aliyun: '短信（阿里云）',
  tencent: '短信（腾讯云）',
}
const STATE_WORDS: Record<Message['state'], string> = { accepted: '已接收', delivered: '已送达', failed: '未送达' }
const FAULT_WORDS: Record<FaultKind, string> = {
  delay: '延迟',
  reset: '断开连接',
  html: '网关 502 网页',
  answer: '拒绝码',
  truncate: 'JSON 截断',
  revoke: '令牌作废',
  hang: '收下后不回答',
  drop: '回执丢失',
  duplicate: '回执重复',
}
const SHOWN = 200
/** One tap each; anything finer goes through POST /__sandbox/faults. */
const QUICK: { words: string; fault: object }[] = [
  {
    words: '微信发送：下一次断线（已收下）',
    fault: { endpoint: 'wechat.subscribe', do: 'reset', when: 'after', times: 1 },
  },
  { words: '微信发送：额度用完 45009', fault: { endpoint: 'wechat.subscribe', do: 'answer', code: 45009 } },
  { words: '微信：令牌作废一次', fault: { endpoint: 'wechat.subscribe', do: 'revoke', times: 1 } },
  { words: '短信：502 网页', fault: { endpoint: 'sms.send', do: 'html' } },
  { words: '短信：收下后不回答', fault: { endpoint: 'sms.send', do: 'hang', times: 1 } },
  { words: '短信回执：全部丢失', fault: { endpoint: 'receipts.sms', do: 'drop' } },
  { words: '所有接口：慢 3 秒', fault: { endpoint: '*', do: 'delay', ms: 3000 } },
]

/** The page to look at what was sent, and to see and set what goes wrong. */
export function boardPages(app: FastifyInstance, control: Control): void {
  // Browsers ask for it on their own.
  app.get('/favicon.ico', (_, reply) => reply.status(204).send())
  app.get('/page.css', (_, reply) => reply.type('text/css; charset=utf-8').send(STYLE))
  app.get('/page.js', (_, reply) => reply.type('text/javascript; charset=utf-8').send(CLIENT))

  app.get<{ Querystring: { channel?: string; q?: string } }>('/', (request, reply) => {
    const { q = '' } = request.query
    const channel = Object.keys(CHANNEL_WORDS).find((each) => each === request.query.channel) as Channel | undefined
    const found = control.record({ q, ...(channel ? { channel } : {}) })
    const { at, offsetMs } = control.clock()
    const body = html`<main><h1>外部系统模拟台</h1>
<form><input name="q" value="${q}" placeholder="按文字、手机号、openid 查找" aria-label="查找">
<select name="channel" aria-label="渠道"><option value="">全部渠道</option>${Object.entries(CHANNEL_WORDS).map(
      ([value, words]) => html`<option value="${value}"${value === channel ? html` selected` : ''}>${words}</option>`,
    )}</select><button>查找</button></form>
<div id="live">
<p class="soft">模拟时间 ${chinaTime(new Date(at))}${offsetMs === 0 ? '' : `（比真实时间${offsetMs > 0 ? '快' : '慢'} ${Math.abs(Math.round(offsetMs / 60_000))} 分钟）`}
${offsetMs === 0 ? '' : button('改回真实时间', 'POST', '/__sandbox/clock', { offsetMs: 0 })}</p>
<ul class="counts">${(Object.keys(CHANNEL_WORDS) as Channel[]).map((each) => countOf(control, each))}</ul>
<h2>当前故障</h2>${faultsOf(control.faults())}
<h2>已接收的消息（共 ${found.length} 条${found.length > SHOWN ? `，列出最近 ${SHOWN} 条` : ''}）</h2>
<table><thead><tr><th>时间</th><th>渠道</th><th>收件人</th><th>内容</th><th>状态</th></tr></thead><tbody>${found
      .slice(-SHOWN)
      .reverse()
      .map(rowOf)}</tbody></table></div>
<h2>设一个故障</h2><p>${QUICK.map(({ words, fault }) => button(words, 'POST', '/__sandbox/faults', fault))}</p>
<form id="fault"><select name="endpoint" aria-label="接口">${['*', ...ENDPOINTS].map((each) => html`<option>${each}</option>`)}</select>
<select name="do" aria-label="故障">${FAULT_KINDS.map((kind) => html`<option value="${kind}">${FAULT_WORDS[kind]}</option>`)}</select>
<select name="when" aria-label="时机"><option value="before">处理之前</option><option value="after">处理之后</option></select>
<input name="code" placeholder="拒绝码" aria-label="拒绝码" size="12"><input name="ms" placeholder="毫秒" aria-label="毫秒" size="6">
<input name="times" placeholder="次数" aria-label="次数" size="4"><button>设上</button></form>
<p>${button('清空消息与故障', 'POST', '/__sandbox/clear', {})} <a href="/__sandbox/record">全部记录（JSON）</a> <a href="/__sandbox/settings">设置（JSON）</a></p>
</main><script src="/page.js"></script>`
    return reply.type('text/html; charset=utf-8').send(page('外部系统模拟台', body))
  })
}

function button(words: string, method: string, path: string, body: object): Html {
  return html`<button type="button" data-method="${method}" data-path="${path}" data-body="${JSON.stringify(body)}">${words}</button> `
}

function countOf(control: Control, channel: Channel): Html {
  const { messages, addressees, byState } = control.count({ channel })
  const states = channel === 'wechat' ? '' : `，送达 ${byState.delivered}，未送达 ${byState.failed}`
  return html`<li><b>${CHANNEL_WORDS[channel]}</b> ${messages} 条，${addressees} 人${states}</li>`
}

function faultsOf(faults: readonly FaultSwitch[]): Html {
  if (faults.length === 0) return html`<p>没有，一切正常。</p>`
  return html`<ul>${faults.map(
    ({ id, endpoint, do: kind, when, code, ms, times, probability }) =>
      html`<li>${endpoint}：${FAULT_WORDS[kind]}${code === undefined ? '' : ` ${code}`}${
        ms === undefined ? '' : ` ${ms} 毫秒`
      }，${when === 'before' ? '处理之前' : '处理之后'}${times === undefined ? '' : `，还有 ${times} 次`}${
        probability === undefined ? '' : `，概率 ${probability}`
      } ${button('取消', 'DELETE', `/__sandbox/faults/${id}`, {})}</li>`,
  )}</ul>`
}

function rowOf(message: Message): Html {
  const { at, channel, to, text, state, code } = message
  return html`<tr class="${state}"><td>${chinaTime(new Date(at))}</td><td>${CHANNEL_WORDS[channel]}</td><td>${masked(to)}</td><td>${text}</td><td>${STATE_WORDS[state]} ${code}</td></tr>`
}
