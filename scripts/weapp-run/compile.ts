import fs from 'node:fs'
import path from 'node:path'
import { TmplGroup } from 'glass-easel-template-compiler'
import type { AppConfig, Bundle, Finding, PageConfig } from './bundle'
import { readWxss } from './styles'

const readJson = (file: string) => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {})
const exists = (root: string, file: string) => fs.existsSync(path.join(root, file))

/** Reads the output of `taro build --type weapp` with WeChat's own open-source template compiler. */
export function compile(folder: string): Bundle {
  const root = path.resolve(folder)
  const files = fs
    .readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      path
        .relative(root, path.join(entry.parentPath ?? entry.path, entry.name))
        .split(path.sep)
        .join('/'),
    )
  const app: AppConfig = readJson(path.join(root, 'app.json'))
  const subs = app.subPackages ?? app.subpackages ?? []
  const pages = [...app.pages, ...subs.flatMap((sub) => sub.pages.map((page) => path.posix.join(sub.root, page)))]
  const findings: Finding[] = []
  for (const page of pages)
    for (const ext of ['.js', '.wxml'])
      if (!exists(root, page + ext))
        findings.push({ file: 'app.json', error: true, message: `page ${page}${ext} not found` })

  const code: Bundle['code'] = {}
  const styles: Bundle['styles'] = {}
  for (const file of files) {
    if (file.endsWith('.js')) code[file] = fs.readFileSync(path.join(root, file), 'utf8')
    if (file.endsWith('.wxss')) styles[file.slice(0, -'.wxss'.length)] = readWxss(root, path.join(root, file))
  }
  const templates = compileTemplates(root, files, findings)
  return { app, pages, code, styles, templates, findings, ...componentGraph(root, app, pages, findings) }
}

function compileTemplates(root: string, files: string[], findings: Finding[]) {
  const group = new TmplGroup()
  const templates: string[] = []
  for (const file of files) {
    const text = () => fs.readFileSync(path.join(root, file), 'utf8')
    if (file.endsWith('.wxs')) group.addScript(file.slice(0, -'.wxs'.length), text())
    if (!file.endsWith('.wxml')) continue
    const name = file.slice(0, -'.wxml'.length)
    templates.push(name)
    // The open-source compiler mends a missing end tag; WeChat's own refuses it.
    for (const w of group.addTmpl(name, text()))
      findings.push({
        file,
        line: w.startLine + 1,
        col: w.startColumn + 1,
        error: Boolean(w.isError) || /end tag/.test(w.message),
        message: w.message,
      })
  }
  for (const name of templates) {
    const missing = (message: string) => findings.push({ file: `${name}.wxml`, error: true, message })
    for (const used of group.getDirectDependencies(name))
      if (!templates.includes(used)) missing(`missing template ${used}`)
    for (const used of group.getScriptDependencies(name))
      if (!exists(root, `${used}.wxs`)) missing(`missing wxs ${used}`)
  }
  const compiled: string = group.getTmplGenObjectGroups()
  group.free()
  return compiled
}

/** Follows usingComponents from every page; a component comes before whoever uses it. */
function componentGraph(root: string, app: AppConfig, pages: string[], findings: Finding[]) {
  const config: Record<string, PageConfig> = {}
  const order: Bundle['order'] = []
  const visit = (unit: string, isPage: boolean) => {
    if (config[unit]) return
    const own = readJson(path.join(root, `${unit}.json`))
    const using: Record<string, string> = {}
    config[unit] = { ...own, usingComponents: using }
    for (const [tag, target] of Object.entries<string>({ ...app.usingComponents, ...own.usingComponents })) {
      if (/^(plugin|dynamicLib|ext):/.test(target)) {
        findings.push({ file: `${unit}.json`, error: false, message: `plugin component ${target} is not run` })
        continue
      }
      const from = own.usingComponents?.[tag] ? path.posix.dirname(unit) : '.'
      const component = target.startsWith('/') ? target.slice(1) : path.posix.join(from, target)
      using[tag] = `/${component}`
      if (exists(root, `${component}.json`)) visit(component, false)
      else findings.push({ file: `${unit}.json`, error: true, message: `component ${component} not found` })
    }
    order.push({ path: unit, isPage })
  }
  for (const page of pages) visit(page, true)
  return { config, order }
}
