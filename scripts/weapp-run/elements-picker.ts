import type { Kit } from './elements'

const INPUT_TYPE: Record<string, string> = { date: 'date', time: 'time' }

/** picker: opens a dialog that lists the choices; date, time, region and multi-column ones take a typed value. */
export function definePicker({ window, host, Base, define }: Kit) {
  const { document } = window
  const line = (dialog: HTMLElement, className: string, text: string, tapped: () => void) => {
    const element = document.createElement('div')
    element.className = className
    element.textContent = text
    element.addEventListener('click', (event) => {
      event.stopPropagation()
      tapped()
    })
    dialog.appendChild(element)
    return element
  }
  define(
    'picker',
    class extends Base {
      override build() {
        this.addEventListener('click', () => {
          if (!this.flag('disabled')) this.open()
        })
      }
      override formValue() {
        return this.values.value ?? ''
      }
      private open() {
        const mode = String(this.values.mode ?? 'selector')
        const dialog = host.dialog('wx-picker-dialog')
        const finish = (value?: unknown) => {
          dialog.remove()
          if (value === undefined) return this.fire('cancel')
          this.values.value = value
          return this.fire('change', { value })
        }
        if (mode === 'selector') this.listChoices(dialog, finish)
        else this.askTyped(mode, dialog, finish)
        line(dialog, 'wx-picker-cancel', '取消', () => finish())
      }
      private listChoices(dialog: HTMLElement, finish: (value: unknown) => void) {
        const key = String(this.values['range-key'] ?? '')
        for (const [index, item] of ((this.values.range as unknown[]) ?? []).entries()) {
          const label = item && typeof item === 'object' ? (item as Record<string, unknown>)[key] : item
          line(dialog, 'wx-picker-item', String(label), () => finish(index)).dataset.index = String(index)
        }
      }
      private askTyped(mode: string, dialog: HTMLElement, finish: (value: unknown) => void) {
        const { value } = this.values
        const input = document.createElement('input')
        input.className = 'wx-picker-input'
        input.type = INPUT_TYPE[mode] ?? 'text'
        input.value = Array.isArray(value) ? value.join(',') : String(value ?? '')
        dialog.appendChild(input)
        line(dialog, 'wx-picker-ok', '确定', () => {
          const parts = input.value.split(',')
          finish(mode === 'multiSelector' ? parts.map(Number) : mode === 'region' ? parts : input.value)
        })
      }
    },
  )
}
