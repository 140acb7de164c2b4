import type { WxKit } from './wx-call'

type Read = (element: HTMLElement) => unknown

/** createSelectorQuery and the observers: positions as the document knows them (all zero in jsdom). */
export function addQueries({ host, wx }: WxKit) {
  const facts: Read = (element) => {
    const { left, top, right, bottom, width, height } = element.getBoundingClientRect()
    return { id: element.id, dataset: { ...element.dataset }, left, top, right, bottom, width, height }
  }
  const scroll: Read = ({ id, scrollTop, scrollLeft }) => ({ id, dataset: {}, scrollTop, scrollLeft })
  wx.createSelectorQuery = () => {
    const asked: (() => unknown)[] = []
    const query = {
      in: () => query,
      select: (selector: string) => node(selector, false),
      selectAll: (selector: string) => node(selector, true),
      selectViewport: () => node(null, false),
      exec(callback?: (results: unknown[]) => void) {
        setTimeout(() => callback?.(asked.map((ask) => ask())), 0)
        return query
      },
    }
    function node(selector: string | null, all: boolean) {
      const root = () => host.page().element
      const matches = () => (selector === null ? [root()] : [...root().querySelectorAll<HTMLElement>(selector)])
      const adder = (read: Read) => (callback?: (result: unknown) => void) => {
        asked.push(() => {
          const found = matches()
          const result = all ? found.map(read) : found[0] ? read(found[0]) : null
          callback?.(result)
          return result
        })
        return query
      }
      return {
        boundingClientRect: adder(facts),
        scrollOffset: adder(scroll),
        fields: (_fields: object, callback?: (result: unknown) => void) => adder(facts)(callback),
        node: adder((element) => ({ node: element })),
        context: adder(() => ({ context: {} })),
      }
    }
    return query
  }
  const observer = { relativeTo: () => observer, relativeToViewport: () => observer, observe() {}, disconnect() {} }
  wx.createIntersectionObserver = () => observer
}
