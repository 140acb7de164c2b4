import fs from 'node:fs'
import path from 'node:path'
import postcss from 'postcss'
import { BUILTIN } from './builtin'

const names = [...BUILTIN, 'page'].sort((a, b) => b.length - a.length).join('|')
/** A bare built-in tag in a selector: `view`, `.a > text`, but not `.view`. */
const TAG = new RegExp(`(^|[\\s>+~,(])(${names})(?=$|[\\s>+~,.:#\\[)])`, 'g')

/** WXSS → CSS: imports inlined, tag selectors renamed to our elements, rpx made a calculation. */
export function readWxss(root: string, file: string, seen = new Set<string>()): string {
  if (seen.has(file) || !fs.existsSync(file)) return ''
  seen.add(file)
  const css = postcss.parse(fs.readFileSync(file, 'utf8'), { from: file })
  let imported = ''
  css.walkAtRules('import', (rule) => {
    const target = /["']([^"']+)["']/.exec(rule.params)?.[1]
    if (!target) return
    const from = target.startsWith('/') ? root : path.dirname(file)
    imported += readWxss(root, path.join(from, target), seen)
    rule.remove()
  })
  css.walkRules((rule) => {
    const inKeyframes = rule.parent?.type === 'atrule' && /keyframes$/.test((rule.parent as postcss.AtRule).name)
    if (!inKeyframes) rule.selector = rule.selector.replace(TAG, '$1wx-$2')
  })
  css.walkDecls((decl) => {
    decl.value = decl.value.replace(/(-?\d*\.?\d+)rpx\b/g, (_, n) => `calc(${n} * var(--rpx))`)
  })
  return `${imported}${css.toString()}\n`
}
