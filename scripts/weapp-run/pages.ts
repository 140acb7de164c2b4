// The page stack with the frame around it: navigation bar, tab bar, styles of the page on top.
import type { WindowConfig } from './bundle'
import { callHook, type Host, type Instance, type OpenPage } from './host'

const MAX_PAGES = 10
const SET_DATA_LIMIT = 1024 * 1024

export type Pages = ReturnType<typeof createPages>
/** Makes the page's component and draws it into the given element. */
export type Draw = (path: string) => { instance: Instance; attach(into: HTMLElement): HTMLElement; release(): void }

export function createPages(host: Host, draw: Draw) {
  const { window, bundle, mount, stack } = host
  const { document } = window
  const [bar, pagesElement, tabsElement] = [...mount.children] as [HTMLElement, HTMLElement, HTMLElement]
  const tabs = bundle.app.tabBar?.list ?? []
  const isTab = (path: string) => tabs.some((tab) => tab.pagePath === path)

  function line(into: HTMLElement, tag: string, className: string, text: string, tapped?: () => void) {
    const element = document.createElement(tag)
    element.className = className
    element.textContent = text
    if (tapped)
      element.addEventListener('click', (event) => {
        event.stopPropagation()
        tapped()
      })
    into.appendChild(element)
  }
  function drawFrame() {
    const page = host.page()
    for (const other of stack) {
      other.element.hidden = other !== page
      if (other.style) other.style.media = other === page ? 'all' : 'not all'
    }
    const config: WindowConfig = { ...bundle.app.window, ...bundle.config[page.path], ...page.bar }
    bar.innerHTML = ''
    const back = host.wx.navigateBack as (options: object) => void
    if (stack.length > 1) line(bar, 'span', 'wx-back', '‹', () => back({ fail: host.problem }))
    line(bar, 'span', 'wx-title', config.navigationBarTitleText ?? '')
    bar.style.background = config.navigationBarBackgroundColor ?? '#000'
    bar.style.color = config.navigationBarTextStyle === 'black' ? '#000' : '#fff'
    bar.style.display = config.navigationStyle === 'custom' ? 'none' : ''
    tabsElement.innerHTML = ''
    tabsElement.style.display = isTab(page.path) ? 'flex' : 'none'
    for (const [index, { pagePath, text }] of tabs.entries())
      line(tabsElement, 'div', pagePath === page.path ? 'wx-tab on' : 'wx-tab', text, () => {
        if (page.path !== pagePath) showTab(pagePath)
        callHook(host.page().instance, 'onTabItemTap', { index: String(index), pagePath, text })
      })
  }
  function open(path: string, query: Record<string, string>): OpenPage {
    if (stack.length >= MAX_PAGES) host.problem(`page stack deeper than ${MAX_PAGES}`)
    const { instance, attach, release } = draw(path)
    Object.assign(instance, { route: path, __route__: path, options: query })
    watchSetData(path, instance)
    const style = document.createElement('style')
    style.textContent = bundle.styles[path] ?? ''
    document.head.appendChild(style)
    // The element comes with attach; life-cycle code may already ask for the page.
    const page: OpenPage = { path, instance, bar: {}, style, release, element: document.createElement('wx-page') }
    stack.push(page)
    callHook(instance, 'onLoad', query)
    page.element = attach(pagesElement)
    page.element.dataset.path = path
    page.element.addEventListener('scroll', () => scrolled(page))
    drawFrame()
    callHook(instance, 'onShow')
    window.requestAnimationFrame(() => callHook(instance, 'onReady'))
    return page
  }
  function watchSetData(path: string, instance: Instance) {
    const set = instance.setData.bind(instance)
    instance.setData = (data, done) => {
      const json = JSON.stringify(data, (key, value) => {
        if (typeof value === 'function') host.problem(`setData on ${path} carries a function at ${key}`)
        return value
      })
      host.setDataCalls.push({ path, bytes: json.length, keys: Object.keys(data) })
      if (json.length > SET_DATA_LIMIT) host.problem(`setData on ${path} of ${json.length} bytes (limit 1 MB)`)
      // Taro writes `root.cn.[0]`; WeChat reads it as `root.cn[0]`.
      const entries = Object.entries(JSON.parse(json)).map(([key, value]) => [key.replace(/\.\[/g, '['), value])
      set(Object.fromEntries(entries), done)
    }
  }
  function scrolled(page: OpenPage) {
    const { scrollTop, scrollHeight, clientHeight } = page.element
    callHook(page.instance, 'onPageScroll', { scrollTop })
    const distance = bundle.config[page.path]?.onReachBottomDistance ?? 50
    const atBottom = scrollHeight - scrollTop - clientHeight <= distance
    if (atBottom && !page.atBottom) callHook(page.instance, 'onReachBottom')
    page.atBottom = atBottom
  }
  function close(page: OpenPage) {
    callHook(page.instance, 'onUnload')
    stack.splice(stack.indexOf(page), 1)
    page.release()
    page.element.remove()
    page.style?.remove()
  }
  function show(page: OpenPage) {
    drawFrame()
    callHook(page.instance, 'onShow')
  }
  /** switchTab: closes everything above the tabs, then shows the tab, opening it the first time. */
  function showTab(path: string) {
    let closed = false
    while (stack.length && !isTab(host.page().path)) {
      close(host.page())
      closed = true
    }
    const current = stack.at(-1)
    if (current?.path === path) return closed ? show(current) : undefined
    if (!closed) callHook(current?.instance, 'onHide')
    const known = stack.find((page) => page.path === path)
    if (!known) return void open(path, {})
    stack.splice(stack.indexOf(known), 1)
    stack.push(known)
    show(known)
  }
  return { MAX_PAGES, isTab, open, close, show, showTab, drawFrame }
}
