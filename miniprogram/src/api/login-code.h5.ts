// The browser preview: the sandbox's sign-in page plays WeChat, and sends the person back with `code=` in the address.
import { anonymous, createClient, Trouble } from './client'
import { newId } from './device'
import { send } from './transport'

/** Takes a one-time code out of the address, so that a reload does not offer it again. */
function takeFromAddress(name: string): string | null {
  const here = new URL(window.location.href)
  const code = here.searchParams.get(name)
  if (code === null) return null
  here.searchParams.delete(name)
  window.history.replaceState(window.history.state, '', here)
  return code
}

export const codeWaiting = () => new URL(window.location.href).searchParams.has('code')
/** The code of the phone button, taken out of the address; null when there is none. */
export const phoneCodeWaiting = () => takeFromAddress('phone_code')

/** Address of the sandbox's sign-in page that leads back here; with `phone` it brings a code of the phone button as well. */
export async function signInAddress({ phone = false } = {}): Promise<string> {
  const { signInPage } = await createClient(send, newId, anonymous)('GET /client')
  if (!signInPage) throw new Trouble(403, 'WECHAT_ONLY', '浏览器预览不能登录，请用微信打开小程序')
  const there = new URL(signInPage, window.location.href)
  there.searchParams.set('back', window.location.href)
  if (phone) there.searchParams.set('phone', '1')
  return there.href
}

export async function loginCode(): Promise<string> {
  const code = takeFromAddress('code')
  if (code) return code
  window.location.assign(await signInAddress())
  // The page is being left; nobody waits for this.
  return new Promise(() => {})
}
