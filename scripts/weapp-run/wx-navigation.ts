import { callHook } from './host'
import { refuse, type WxKit } from './wx-call'

/** Moving between pages, with the refusals of the real client. */
export function addNavigation({ host, pages, api }: WxKit) {
  const { bundle, stack } = host
  function parse(url: unknown) {
    if (typeof url !== 'string' || !url) refuse('url is empty')
    const [wanted = '', search = ''] = url.split('?')
    const parts = wanted.startsWith('/') ? [] : host.page().path.split('/').slice(0, -1)
    for (const part of wanted.split('/')) {
      if (part === '..') parts.pop()
      else if (part && part !== '.') parts.push(part)
    }
    const path = parts.join('/')
    if (!bundle.pages.includes(path)) refuse(`page "${path}" is not found`)
    // Values stay percent-encoded: decoding is the page's duty, as in WeChat.
    const pairs = search.split('&').filter(Boolean)
    const query = Object.fromEntries(pairs.map((pair) => [pair.split('=')[0], pair.split('=').slice(1).join('=')]))
    return { path, query }
  }
  const noTab = (name: string, path: string) => {
    if (pages.isTab(path)) refuse(`can not ${name} a tabbar page`)
  }
  api('navigateTo', ({ url }) => {
    const { path, query } = parse(url)
    noTab('navigateTo', path)
    if (stack.length >= pages.MAX_PAGES) refuse('webview count limit exceed')
    callHook(host.page().instance, 'onHide')
    pages.open(path, query)
    return { eventChannel: { on() {}, emit() {}, once() {}, off() {} } }
  })
  api('redirectTo', ({ url }) => {
    const { path, query } = parse(url)
    noTab('redirectTo', path)
    pages.close(host.page())
    pages.open(path, query)
  })
  api('navigateBack', ({ delta = 1 }) => {
    if (stack.length <= 1) refuse('cannot navigate back at first page.')
    for (let left = delta; left > 0 && stack.length > 1; left--) pages.close(host.page())
    pages.show(host.page())
  })
  api('reLaunch', ({ url }) => {
    const { path, query } = parse(url)
    while (stack.length) pages.close(host.page())
    pages.open(path, query)
  })
  api('switchTab', ({ url }) => {
    const { path } = parse(url)
    if (!pages.isTab(path)) refuse('can not switch to no-tabBar page')
    pages.showTab(path)
  })
  api('setNavigationBarTitle', ({ title }) => {
    host.page().bar.navigationBarTitleText = title
    pages.drawFrame()
  })
  api('setNavigationBarColor', ({ backgroundColor, frontColor }) => {
    const navigationBarTextStyle = frontColor === '#ffffff' ? 'white' : 'black'
    Object.assign(host.page().bar, { navigationBarBackgroundColor: backgroundColor, navigationBarTextStyle })
    pages.drawFrame()
  })
  api('pageScrollTo', ({ scrollTop = 0 }) => {
    host.page().element.scrollTop = scrollTop
  })
  api('startPullDownRefresh', () => {
    callHook(host.page().instance, 'onPullDownRefresh')
  })
}
