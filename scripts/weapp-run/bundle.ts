/** One finding of the compiler about a file of the artefact. */
export type Finding = { file: string; line?: number; col?: number; error: boolean; message: string }

export type TabItem = { pagePath: string; text: string; iconPath?: string; selectedIconPath?: string }
export type WindowConfig = {
  navigationBarTitleText?: string
  navigationBarBackgroundColor?: string
  navigationBarTextStyle?: 'black' | 'white'
  navigationStyle?: 'default' | 'custom'
  enablePullDownRefresh?: boolean
  onReachBottomDistance?: number
}
export type PageConfig = WindowConfig & { component?: boolean; usingComponents: Record<string, string> }
export type AppConfig = {
  pages: string[]
  subPackages?: { root: string; pages: string[] }[]
  subpackages?: { root: string; pages: string[] }[]
  window?: WindowConfig
  tabBar?: { list: TabItem[] }
  usingComponents?: Record<string, string>
  requiredPrivateInfos?: string[]
  permission?: Record<string, unknown>
  lazyCodeLoading?: string
}

/** A whole mini-program as plain data: what `compile` makes of a folder and `createHost` runs. */
export type Bundle = {
  app: AppConfig
  /** Every page path, sub-packages included. */
  pages: string[]
  config: Record<string, PageConfig>
  /** Pages and components, each after the components it uses. */
  order: { path: string; isPage: boolean }[]
  code: Record<string, string>
  styles: Record<string, string>
  /** JavaScript that evaluates to the compiled templates. */
  templates: string
  findings: Finding[]
}
