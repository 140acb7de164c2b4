// The browser preview: the sandbox's sign-in page plays WeChat, and sends the person back with `code=` in the address.
import { anonymous, createClient, Trouble } from './client'
import { newId } from './device'
import { send } from './transport'

export const codeWaiting = () => new URL(window.location.href).searchParams.has('code')

export async function loginCode(): Promise<string> {
  const here = new URL(window.location.href)
  const code = here.searchParams.get('code')
  if (code) {
    // Used once, so that a reload does not offer it again.
    here.searchParams.delete('code')
    window.history.replaceState(null, '', here)
    return code
  }
  const { signInPage } = await createClient(send, newId, anonymous)('GET /client')
  if (!signInPage) throw new Trouble(403, 'WECHAT_ONLY', '浏览器预览不能登录，请用微信打开小程序')
  const there = new URL(signInPage, here)
  there.searchParams.set('back', here.href)
  window.location.assign(there)
  // The page is being left; nobody waits for this.
  return new Promise(() => {})
}
