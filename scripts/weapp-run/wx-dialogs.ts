import { type Args, answerOf, type WxKit } from './wx-call'

/** Toasts, and the dialogs that ask a person: answered from the test's answers, else by tapping them. */
export function addDialogs({ host, api }: WxKit) {
  const { document } = host.window
  const clearToasts = () => {
    for (const old of document.querySelectorAll('.wx-toast')) old.remove()
  }
  const toast = ({ title, duration = 1500 }: Args) => {
    clearToasts()
    const element = document.createElement('div')
    element.className = 'wx-toast'
    element.textContent = title
    host.mount.appendChild(element)
    if (duration !== 0) host.window.setTimeout(() => element.remove(), duration)
  }
  api('showToast', toast)
  api('hideToast', clearToasts)
  api('showLoading', (args) => toast({ ...args, duration: 0 }))
  api('hideLoading', clearToasts)

  const add = (dialog: HTMLElement, className: string, text: string, tapped?: () => void) => {
    const element = document.createElement('div')
    element.className = className
    element.textContent = text
    if (tapped)
      element.addEventListener('click', () => {
        dialog.remove()
        tapped()
      })
    dialog.appendChild(element)
  }
  type Ask = (args: Args, answer: (given: object) => void, refused: (given: object) => void) => void
  const ask = (name: string, show: Ask) =>
    api(name, (args) =>
      answerOf(host, name, args, () => new Promise<object>((answer, refused) => show(args, answer, refused))),
    )
  ask('showModal', (args, answer) => {
    const dialog = host.dialog('wx-modal')
    let input: HTMLInputElement | undefined
    if (args.title) add(dialog, 'wx-title', args.title)
    if (args.editable) {
      input = document.createElement('input')
      input.className = 'wx-modal-input'
      input.placeholder = args.placeholderText ?? ''
      dialog.appendChild(input)
    } else add(dialog, 'wx-content', args.content ?? '')
    const cancel = () => answer({ confirm: false, cancel: true })
    if (args.showCancel !== false) add(dialog, 'wx-modal-cancel', args.cancelText ?? '取消', cancel)
    const confirm = () => answer({ confirm: true, cancel: false, content: input?.value ?? null })
    add(dialog, 'wx-modal-confirm', args.confirmText ?? '确定', confirm)
  })
  ask('showActionSheet', ({ itemList }, answer, refused) => {
    const dialog = host.dialog('wx-sheet')
    for (const [tapIndex, text] of (itemList as string[]).entries())
      add(dialog, 'wx-sheet-item', text, () => answer({ tapIndex }))
    add(dialog, 'wx-sheet-cancel', '取消', () => refused({ errMsg: 'showActionSheet:fail cancel' }))
  })
}
