/** A piece of HTML that is safe to put into a page. */
export class Html {
  constructor(readonly text: string) {}
}

const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Template tag: what is put in is escaped, unless it is Html itself or a list of it. */
export function html(parts: TemplateStringsArray, ...values: unknown[]): Html {
  const put = (value: unknown): string => {
    if (value instanceof Html) return value.text
    if (Array.isArray(value)) return value.map(put).join('')
    return value === null || value === undefined ? '' : String(value).replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign)
  }
  return new Html(parts.map((part, at) => part + (at < values.length ? put(values[at]) : '')).join(''))
}

export function page(title: string, body: Html): string {
  return `<!doctype html>${
    html`<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title><link rel="stylesheet" href="/page.css"></head><body>${body}</body></html>`.text
  }`
}

/** 138****1234, or the two ends of an openid. */
export function masked(to: string): string {
  return /^1\d{10}$/.test(to) ? `${to.slice(0, 3)}****${to.slice(-4)}` : `${to.slice(0, 4)}…${to.slice(-4)}`
}
