// Static gate for a built package, without WeChat's tools: npx tsx scripts/weapp-run/check.ts [folder]
import fs from 'node:fs'
import path from 'node:path'
import vm from 'node:vm'
import type { Bundle } from './bundle'
import { compile } from './compile'

const MB = 1024 * 1024
/** WeChat's limits: a package 2 MB, a tab icon 40 KB. Our own: the main package 1 MB, so that a weak network can load it. */
const PACKAGE_LIMIT = 2 * MB
const MAIN_LIMIT = MB
const ICON_LIMIT = 40 * 1024
const PRIVATE_INFOS = (
  'chooseAddress chooseLocation choosePoi getFuzzyLocation getLocation onLocationChange startLocationUpdate ' +
  'startLocationUpdateBackground'
).split(' ')
/** Files that hold libraries, not our own words. */
const LIBRARY = /^(taro|vendors|runtime)\.js$/

export type Gate = {
  errors: string[]
  warnings: string[]
  pages: number
  mainBytes: number
  packages: Record<string, number>
}

export function check(folder: string): Gate {
  const bundle = compile(folder)
  const gate: Gate = { errors: [], warnings: [], pages: bundle.pages.length, mainBytes: 0, packages: {} }
  for (const { file, line = 0, col = 0, error, message } of bundle.findings)
    (error ? gate.errors : gate.warnings).push(`${file}:${line}:${col} ${message}`)
  checkCode(bundle, gate)
  checkSizes(folder, bundle, gate)
  checkTabBar(folder, bundle, gate)
  checkPrivateInfos(bundle, gate)
  if (bundle.app.lazyCodeLoading !== 'requiredComponents')
    gate.warnings.push('lazyCodeLoading is not requiredComponents')
  return gate
}

function checkCode({ code }: Bundle, { errors, warnings }: Gate) {
  for (const [file, source] of Object.entries(code)) {
    try {
      new vm.Script(`(function(require,module,exports){${source}\n})`, { filename: file })
    } catch (error) {
      errors.push(`${file}: ${(error as Error).message}`)
    }
    // webpack asks for the global object this way, inside a try, and goes on without it.
    if (/\beval\s*\(|new Function\s*\((?!"return this"\))/.test(source))
      errors.push(`${file}: eval and new Function do not exist in WeChat`)
    if (LIBRARY.test(file)) continue
    for (const url of new Set(source.match(/http:\/\/[\w.:-]+/g) ?? []))
      warnings.push(`${file}: ${url} works in development only, WeChat requires https`)
  }
}

function checkSizes(folder: string, bundle: Bundle, gate: Gate) {
  const size = (at: string): number =>
    fs.statSync(at).isDirectory()
      ? fs.readdirSync(at).reduce((sum, name) => sum + size(path.join(at, name)), 0)
      : fs.statSync(at).size
  gate.mainBytes = size(folder)
  for (const { root } of bundle.app.subPackages ?? bundle.app.subpackages ?? []) {
    const bytes = size(path.join(folder, root))
    gate.packages[root] = bytes
    gate.mainBytes -= bytes
    if (bytes > PACKAGE_LIMIT) gate.errors.push(`sub-package ${root} has ${bytes} bytes, limit ${PACKAGE_LIMIT}`)
  }
  if (gate.mainBytes > MAIN_LIMIT) gate.errors.push(`main package has ${gate.mainBytes} bytes, limit ${MAIN_LIMIT}`)
}

function checkTabBar(folder: string, { app }: Bundle, { errors }: Gate) {
  if (!app.tabBar) return
  const tabs = app.tabBar.list ?? []
  if (tabs.length < 2 || tabs.length > 5) errors.push('tabBar needs 2 to 5 items')
  for (const tab of tabs) {
    if (!app.pages.includes(tab.pagePath)) errors.push(`tabBar page ${tab.pagePath} is not in the main package`)
    for (const icon of [tab.iconPath, tab.selectedIconPath]) {
      const file = icon && path.join(folder, icon)
      if (file && !(fs.existsSync(file) && fs.statSync(file).size <= ICON_LIMIT))
        errors.push(`tabBar icon ${icon} is missing or over 40 KB`)
    }
  }
}

function checkPrivateInfos({ app, code }: Bundle, { errors, warnings }: Gate) {
  const own = Object.entries(code)
    .filter(([file]) => !LIBRARY.test(file))
    .map(([, source]) => source)
    .join('\n')
  for (const name of PRIVATE_INFOS) {
    const used = own.includes(`.${name}(`)
    const declared = app.requiredPrivateInfos?.includes(name) ?? false
    if (used && !declared) errors.push(`${name} is used but not in requiredPrivateInfos`)
    if (declared && !used) warnings.push(`${name} is in requiredPrivateInfos but not used: the review refuses this`)
  }
}

if (require.main === module) {
  const gate = check(process.argv[2] ?? path.resolve(__dirname, '../../miniprogram/dist/weapp'))
  for (const error of gate.errors) console.log(`错误 ${error}`)
  for (const warning of gate.warnings) console.log(`提醒 ${warning}`)
  console.log(`小程序包：${gate.pages} 个页面，主包 ${Math.round(gate.mainBytes / 1024)} KB`)
  process.exitCode = gate.errors.length ? 1 : 0
}
