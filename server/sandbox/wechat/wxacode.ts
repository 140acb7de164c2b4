import QRCode from 'qrcode'
import { type Answer, bodyObject, type Call, type Desk } from '../endpoint'
import { refuseWeChat } from './answers'

const MINUTE_MS = 60_000
/** 1–32 of the characters WeChat allows; no `%`, so no Chinese. [D] */
const SCENE = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]+$/
const PAGE = /^[a-z][\w-]*(\/[\w-]+)+$/i

/** A page path without leading slash that is published; null: every path of the right form is. */
export function isPublished(pages: string[] | null, page: unknown, form: 'bare' | 'with parameters'): boolean {
  if (typeof page !== 'string') return false
  const path = form === 'bare' ? page : (page.split('?')[0] ?? '')
  return PAGE.test(path) && (pages === null || pages.includes(path))
}

/** What stands in the picture; the real round code can't be drawn, so it is a square one with the same content. */
export function codePayload(page: string, scene: string): string {
  return `wxacode:/${page}?scene=${encodeURIComponent(scene)}`
}

/** POST /wxa/getwxacodeunlimit: picture bytes, or a refusal in JSON. [D] */
export function getWxacode(desk: Desk): (call: Call) => Promise<Answer> {
  return async (call) => {
    const refuse = (code: number) => refuseWeChat(desk, code)
    const input = bodyObject(call)
    if (!input) return refuse(47001)
    const { scene, page, check_path = true, env_version = 'release', width = 430, is_hyaline = false } = input
    if ('scancode_time' in input || String(scene).includes('scancode_time')) return refuse(85096)
    if (typeof scene !== 'string' || scene === '') return refuse(40129)
    if (scene.length > 32) return refuse(40169)
    if (!SCENE.test(scene)) return refuse(40129)
    const pages = check_path === false ? null : desk.settings.wechat.pages
    if (page !== undefined && !isPublished(pages, page, 'bare')) return refuse(41030)
    if (!['release', 'trial', 'develop'].includes(String(env_version))) return refuse(40097)
    if (!Number.isInteger(width) || Number(width) < 280 || Number(width) > 1280) return refuse(40097)
    const colour = hexOf(input.line_color)
    if (colour === null) return refuse(40097)
    if (!desk.counters.use('wxacode', MINUTE_MS, desk.settings.limits.wxacodePerMinute)) return refuse(45009)
    const body = await QRCode.toBuffer(codePayload(String(page ?? 'pages/home/index'), scene), {
      type: 'png',
      width: Number(width),
      color: { dark: `${colour}ff`, light: is_hyaline === true ? '#ffffff00' : '#ffffffff' },
    })
    return { code: 'OK', type: 'image/png', body }
  }
}

function hexOf(colour: unknown): string | null {
  if (colour === undefined) return '#000000'
  const { r, g, b } = (colour ?? {}) as Record<string, unknown>
  const parts = [r, g, b].map(Number)
  const good = parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255)
  return good ? `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}` : null
}
