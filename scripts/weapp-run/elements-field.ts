import type { Kit, WxElement } from './elements'

const INPUT_MODE: Record<string, string> = { number: 'numeric', digit: 'decimal' }

/** input, textarea and form. */
export function defineFields({ window, Base, define }: Kit) {
  const field = (tag: 'input' | 'textarea') =>
    class extends Base {
      private inner?: HTMLInputElement | HTMLTextAreaElement
      /** WeChat cuts at 140 characters unless told otherwise; -1 means no limit. */
      private max = 140
      override build() {
        const inner = window.document.createElement(tag)
        this.inner = inner
        this.appendChild(inner)
        inner.addEventListener('input', () => {
          if (this.max >= 0 && inner.value.length > this.max) inner.value = inner.value.slice(0, this.max)
          this.fire('input', { value: inner.value, cursor: inner.selectionStart ?? inner.value.length, keyCode: 0 })
        })
        inner.addEventListener('focus', () => this.fire('focus', { value: inner.value, height: 0 }))
        inner.addEventListener('blur', () => this.fire('blur', { value: inner.value, cursor: inner.selectionStart }))
        inner.addEventListener('keydown', (event) => {
          if ((event as KeyboardEvent).key === 'Enter' && tag === 'input') this.fire('confirm', { value: inner.value })
        })
      }
      override formValue() {
        return this.inner?.value ?? ''
      }
      override reset() {
        if (this.inner) this.inner.value = ''
      }
      override changed(name: string, value: unknown) {
        const { inner } = this
        if (!inner) return
        const text = value === undefined || value === null ? '' : String(value)
        if (name === 'value' && inner.value !== text) inner.value = text
        if (name === 'placeholder') inner.placeholder = text
        if (name === 'disabled') inner.disabled = this.flag(name)
        if (name === 'maxlength') this.max = text === '' ? 140 : Number(text)
        if (name === 'focus' && this.flag(name)) inner.focus()
        if (tag !== 'input') return
        if (name === 'password') (inner as HTMLInputElement).type = this.flag(name) ? 'password' : 'text'
        if (name === 'type') inner.inputMode = INPUT_MODE[text] ?? 'text'
      }
    }
  define('input', field('input'))
  define('textarea', field('textarea'))
  define(
    'form',
    class extends Base {
      private fields() {
        const all = [...this.querySelectorAll('*')] as WxElement[]
        return all.filter((element) => element.values?.name && element.formValue)
      }
      formValues() {
        return Object.fromEntries(this.fields().map((element) => [String(element.values.name), element.formValue?.()]))
      }
      override reset() {
        for (const element of this.fields()) element.reset?.()
      }
    },
  )
}
