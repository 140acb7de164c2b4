const tabs = [
  ['home', '首页'],
  ['outages', '停电'],
  ['bills', '电费'],
  ['liaison', '对接人'],
  ['mine', '我的'],
] as const

/** The browser preview shows the next page at once; a slide only delays. WeChat does not know this setting. */
const stillPages = process.env.TARO_ENV === 'h5' ? { animation: false } : {}

export default defineAppConfig({
  ...stillPages,
  pages: tabs.map(([page]) => `pages/${page}/index`),
  subPackages: [
    { root: 'villager', pages: ['outage/index', 'bind/index'] },
    { root: 'liaison', pages: ['today/index', 'bindings/index', 'committee/index'] },
  ],
  window: {
    navigationBarTitleText: '村所对接',
    navigationBarBackgroundColor: '#00706b',
    navigationBarTextStyle: 'white',
    backgroundColor: '#f5f7f7',
    backgroundTextStyle: 'dark',
    enablePullDownRefresh: true,
  },
  tabBar: {
    color: '#505a5a',
    selectedColor: '#00706b',
    backgroundColor: '#ffffff',
    borderStyle: 'black',
    list: tabs.map(([page, text]) => ({
      pagePath: `pages/${page}/index`,
      text,
      iconPath: `assets/${page}.png`,
      selectedIconPath: `assets/${page}-on.png`,
    })),
  },
  lazyCodeLoading: 'requiredComponents',
})
