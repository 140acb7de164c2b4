import { type Args, answerOf, refuse, type WxKit } from './wx-call'

const MAX_PARALLEL = 10
const MAX_TIMEOUT_MS = 60_000

/** wx.request: any status is a success, at most ten at a time; the far end is whatever the test put behind it. */
export function addNetwork({ host, api }: WxKit) {
  let running = 0
  api('request', async (args) => {
    if (running >= MAX_PARALLEL) host.problem(`more than ${MAX_PARALLEL} requests at a time`)
    if (args.timeout > MAX_TIMEOUT_MS) host.problem(`request timeout ${args.timeout} ms is over 60 s`)
    if (host.answers.networkType === 'none') refuse('', { errno: 600001 })
    running++
    try {
      return await send(args)
    } finally {
      running--
    }
  })
  async function send(args: Args) {
    const method = String(args.method ?? 'GET').toUpperCase()
    const header: Record<string, string> = { ...args.header }
    const named = Object.keys(header).some((key) => key.toLowerCase() === 'content-type')
    if (!named) header['content-type'] = 'application/json'
    const { data } = args
    let { url } = args
    let body: string | undefined
    if (method === 'GET' && data && typeof data === 'object') {
      const search = Object.entries(data).map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`)
      if (search.length) url += `${url.includes('?') ? '&' : '?'}${search.join('&')}`
    } else if (data !== undefined && data !== null) body = typeof data === 'string' ? data : JSON.stringify(data)
    const reply = await host.request({ url, method, header, body, timeout: args.timeout })
    return { data: parsed(reply.text, args.dataType), statusCode: reply.statusCode, header: reply.header, cookies: [] }
  }
  api('uploadFile', (args) => answerOf(host, 'uploadFile', args, () => ({ statusCode: 200, data: '{}' })))
  const file = { statusCode: 200, tempFilePath: 'http://tmp/file.bin' }
  api('downloadFile', (args) => answerOf(host, 'downloadFile', args, () => file))
  api('getNetworkType', () => ({ networkType: host.answers.networkType ?? 'wifi' }))
}

function parsed(text: string, dataType = 'json'): unknown {
  if (dataType !== 'json') return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
