import type { Kit, WxElement } from './elements'

type Choice = WxElement & { on: boolean; mark(): void }

/** switch, checkbox and radio with their groups. */
export function defineChoices({ Base, define }: Kit) {
  class Switch extends Base {
    on = false
    override build() {
      this.turn(this.flag('checked'))
      this.addEventListener('click', () => this.toggle())
    }
    private turn(on: boolean) {
      this.on = on
      this.classList.toggle('wx-on', on)
    }
    override toggle() {
      if (this.flag('disabled')) return
      this.turn(!this.on)
      this.fire('change', { value: this.on })
    }
    override formValue() {
      return this.on
    }
    override reset() {
      this.turn(false)
    }
    override changed(name: string) {
      if (name === 'checked') this.turn(this.flag('checked'))
    }
  }
  define('switch', Switch)

  const choice = (kind: 'checkbox' | 'radio') =>
    class extends Base implements Choice {
      on = false
      override build() {
        this.on = this.flag('checked')
        this.mark()
        this.addEventListener('click', () => this.toggle())
      }
      mark() {
        this.classList.toggle('wx-on', this.on)
      }
      override toggle() {
        if (this.flag('disabled')) return
        const group = this.closest(`wx-${kind}-group`) as WxElement | null
        if (kind === 'checkbox') {
          this.on = !this.on
          this.mark()
        } else
          for (const radio of choicesIn(group ?? this.parentElement, 'radio')) {
            radio.on = (radio as WxElement) === this
            radio.mark()
          }
        group?.fire('change', { value: group.formValue?.() })
      }
      override changed(name: string) {
        if (name !== 'checked') return
        this.on = this.flag('checked')
        this.mark()
      }
    }
  define('checkbox', choice('checkbox'))
  define('radio', choice('radio'))

  const group = (kind: 'checkbox' | 'radio') =>
    class extends Base {
      override formValue(): unknown {
        const chosen = choicesIn(this, kind).flatMap((element) => (element.on ? [element.values.value] : []))
        return kind === 'checkbox' ? chosen : (chosen[0] ?? '')
      }
      override reset() {
        for (const element of choicesIn(this, kind)) {
          element.on = false
          element.mark()
        }
      }
    }
  define('checkbox-group', group('checkbox'))
  define('radio-group', group('radio'))
}

const choicesIn = (element: Element | null, kind: string) =>
  [...(element?.querySelectorAll(`wx-${kind}`) ?? [])] as Choice[]
