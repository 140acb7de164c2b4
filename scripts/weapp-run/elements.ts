// Custom elements standing for WeChat's built-in components.
import { BUILTIN } from './builtin'
import { BUILTIN_CSS } from './css'
import { defineChoices } from './elements-choice'
import { defineFields } from './elements-field'
import { definePicker } from './elements-picker'
import { callHook, type DomWindow, type Host, plainTarget } from './host'

/** An element of ours: keeps attribute values as WXML gave them, not as text. */
export interface WxElement extends HTMLElement {
  values: Record<string, unknown>
  /** Fires a component event (`change`, `input`, …) with WeChat's `detail`. */
  fire(type: string, detail?: unknown, bubbles?: boolean): boolean
  flag(name: string): boolean
  build?(): void
  changed?(name: string, value: unknown): void
  formValue?(): unknown
  reset?(): void
  toggle?(): void
  __wxElement?: { getAttribute?(name: string): unknown }
}
export type Kit = {
  window: DomWindow
  host: Host
  Base: new () => WxElement
  define(tag: string, element: new () => WxElement): void
}

export function installElements(host: Host) {
  const { window } = host
  const { document, customElements } = window
  const define: Kit['define'] = (tag, element) => customElements.define(`wx-${tag}`, element)
  const kit: Kit = { window, host, Base: baseElement(window), define }
  defineViews(kit)
  defineFields(kit)
  defineChoices(kit)
  definePicker(kit)
  for (const tag of [...BUILTIN, 'page']) if (!customElements.get(`wx-${tag}`)) define(tag, class extends kit.Base {})
  const sheet = document.createElement('style')
  sheet.textContent = BUILTIN_CSS
  document.head.appendChild(sheet)
}

function baseElement(window: DomWindow): Kit['Base'] {
  return class extends window.HTMLElement implements WxElement {
    values: Record<string, unknown> = {}
    private built = false
    declare __wxElement?: { getAttribute?(name: string): unknown }
    declare build?: () => void
    declare changed?: (name: string, value: unknown) => void

    override setAttribute(name: string, given: unknown) {
      if (name.startsWith('exparser:')) {
        if (name === 'exparser:info-attr-id') super.setAttribute('id', String(given))
        return
      }
      if (name === 'style' || name === 'class') return super.setAttribute(name, String(given ?? ''))
      // glass-easel writes text into the document; the value before that is kept on its own node.
      const value = this.__wxElement?.getAttribute?.(name) ?? given
      this.values[name] = value
      const absent = value === undefined || value === null || value === false || (name === 'disabled' && value === '')
      if (absent) super.removeAttribute(name)
      else if (typeof value !== 'object') super.setAttribute(name, value === true ? '' : String(value))
      if (this.isConnected) this.changed?.(name, value)
    }
    override removeAttribute(name: string) {
      delete this.values[name]
      super.removeAttribute(name)
      if (this.isConnected) this.changed?.(name, undefined)
    }
    connectedCallback() {
      if (this.built) return
      this.built = true
      this.build?.()
      for (const name of Object.keys(this.values)) this.changed?.(name, this.values[name])
    }
    fire(type: string, detail: unknown = {}, bubbles = false) {
      return this.dispatchEvent(new window.CustomEvent(type, { detail, bubbles }))
    }
    flag(name: string) {
      // Taro takes a flag away by setting '', which WeChat reads as false.
      const value = this.values[name]
      return value === true || value === 'true'
    }
  }
}

function defineViews({ window, host, Base, define }: Kit) {
  const { document } = window
  define(
    'scroll-view',
    class extends Base {
      private atEnd = false
      override build() {
        this.addEventListener('scroll', (event) => {
          if (event instanceof window.CustomEvent) return
          const { scrollTop, scrollLeft, scrollHeight, scrollWidth } = this
          this.fire('scroll', { scrollTop, scrollLeft, scrollHeight, scrollWidth })
          const atEnd = scrollHeight - scrollTop - this.clientHeight <= Number(this.values['lower-threshold'] ?? 50)
          if (atEnd && !this.atEnd) this.fire('scrolltolower', { direction: 'bottom' })
          this.atEnd = atEnd
          if (scrollTop === 0) this.fire('scrolltoupper', { direction: 'top' })
        })
      }
      override changed(name: string, value: unknown) {
        if (name === 'scroll-top' && value !== undefined && value !== '') this.scrollTop = Number(value)
        if (name === 'scroll-into-view' && value) document.getElementById(String(value))?.scrollIntoView?.()
      }
    },
  )
  define(
    'rich-text',
    class extends Base {
      override changed(name: string, value: unknown) {
        if (name !== 'nodes') return
        if (typeof value === 'string') this.innerHTML = value.replace(/<script[\s\S]*?<\/script>/g, '')
        else this.textContent = JSON.stringify(value)
      }
    },
  )
  class ImageElement extends Base {
    private img?: HTMLImageElement
    override build() {
      const img = document.createElement('img')
      this.img = img
      this.appendChild(img)
      img.addEventListener('load', () => this.fire('load', { width: img.naturalWidth, height: img.naturalHeight }))
      img.addEventListener('error', () => this.fire('error', { errMsg: `GET ${this.values.src} failed` }))
    }
    override changed(name: string, value: unknown) {
      if (!this.img) return
      if (name === 'src') this.img.src = value ? host.asset(String(value)) : ''
      if (name === 'mode') this.img.dataset.mode = String(value)
    }
  }
  define('image', ImageElement)
  define('cover-image', class extends ImageElement {})
  define(
    'button',
    class extends Base {
      get disabled() {
        return this.flag('disabled')
      }
      override build() {
        this.addEventListener('click', () => {
          if (this.disabled || this.flag('loading')) return
          const form = this.closest('wx-form') as (WxElement & { formValues(): object }) | null
          if (this.values['form-type'] === 'submit') form?.fire('submit', { value: form.formValues(), target: {} })
          if (this.values['form-type'] === 'reset') {
            form?.reset?.()
            form?.fire('reset')
          }
          if (this.values['open-type']) openAbility(host, String(this.values['open-type']), this)
        })
      }
    },
  )
  define(
    'label',
    class extends Base {
      override build() {
        const targets = 'wx-switch,wx-checkbox,wx-radio,wx-input,wx-textarea'
        this.addEventListener('click', (event) => {
          if ((event.target as Element).closest(`${targets},wx-button`)) return
          const named = this.values.for ? document.getElementById(String(this.values.for)) : this.querySelector(targets)
          const target = named as WxElement | null
          if (target?.toggle) target.toggle()
          else target?.querySelector<HTMLElement>('input,textarea')?.focus()
        })
      }
    },
  )
  define(
    'navigator',
    class extends Base {
      override build() {
        const apis = { navigate: 'navigateTo', redirect: 'redirectTo' } as Record<string, string>
        this.addEventListener('click', () => {
          const kind = String(this.values['open-type'] ?? 'navigate')
          const go = host.wx[apis[kind] ?? kind] as ((options: object) => void) | undefined
          go?.({ url: this.values.url, delta: Number(this.values.delta ?? 1), fail: host.problem })
        })
      }
    },
  )
}

/** Event names of `<button open-type>`. */
const ABILITY_EVENT: Record<string, string> = {
  getPhoneNumber: 'getphonenumber',
  getRealtimePhoneNumber: 'getrealtimephonenumber',
  getUserInfo: 'getuserinfo',
  chooseAvatar: 'chooseavatar',
  contact: 'contact',
  openSetting: 'opensetting',
  launchApp: 'launchapp',
  agreePrivacyAuthorization: 'agreeprivacyauthorization',
}

function openAbility(host: Host, type: string, element: WxElement) {
  if (type === 'share') {
    const from = { from: 'button', target: plainTarget(element.__wxElement) }
    host.calls.push({
      name: 'share',
      args: { ...(callHook(host.page().instance, 'onShareAppMessage', from) as object) },
    })
    return
  }
  host.calls.push({ name: `open-type:${type}`, args: {} })
  const event = ABILITY_EVENT[type]
  const code = type === 'getPhoneNumber' ? { code: 'phone-code' } : {}
  if (event) element.fire(event, { errMsg: `${type}:ok`, ...code, ...(host.answers[`open-type:${type}`] as object) })
}
