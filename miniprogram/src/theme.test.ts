import fs from 'node:fs'
import path from 'node:path'
import postcss, { type Rule } from 'postcss'
import { TEXT_SIZES } from '../../shared/domain/text-size'

const read = (file: string) => postcss.parse(fs.readFileSync(path.join(__dirname, file), 'utf8'))
const theme = read('theme.css')
function declared(root: postcss.Root, selector: string) {
  const found: Record<string, string> = {}
  root.walkRules((rule: Rule) => {
    if (!rule.selectors.includes(selector)) return
    rule.walkDecls((decl) => {
      found[decl.prop] = decl.value
    })
  })
  return found
}
const tokens = declared(theme, '.screen')
const px = (value: string | undefined) => Number(/^(\d+)px$/.exec(value ?? '')?.[1])

/** Relative luminance and contrast as WCAG 2 defines them. */
function luminance(hex: string) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(one: string | undefined, other: string | undefined) {
  if (!one || !other) throw new Error('a colour is missing')
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

test('the measure knows that white on WeChat green is too weak', () => {
  expect(contrast('#ffffff', '#07c160')).toBeCloseTo(2.38, 2)
})

test.each([
  ['ink', 'paper'],
  ['ink', 'ground'],
  ['ink-soft', 'paper'],
  ['ink-soft', 'ground'],
  ['ink', 'brand-ground'],
  ['ink', 'alert-ground'],
  ['ink-soft', 'alert-ground'],
  ['brand', 'paper'],
  ['brand', 'ground'],
  ['brand', 'brand-ground'],
  ['on-brand', 'brand'],
  ['good', 'good-ground'],
  ['good', 'paper'],
  ['soon', 'soon-ground'],
  ['soon', 'ground'],
  ['alert', 'alert-ground'],
  ['alert', 'paper'],
  ['link', 'paper'],
])('%s on %s can be read: contrast at least 4.5', (ink, ground) => {
  expect(contrast(tokens[`--${ink}`], tokens[`--${ground}`])).toBeGreaterThanOrEqual(4.5)
})

test('every text class of the components stands on a ground it was measured on', () => {
  const pairs = new Set<string>()
  read('components/components.css').walkRules((rule) => {
    const own = Object.fromEntries(
      rule.nodes.flatMap((node) => (node.type === 'decl' ? [[node.prop, node.value]] : [])),
    )
    if (own.background && own.color) pairs.add(`${own.color} on ${own.background}`)
  })
  expect([...pairs].sort()).toEqual([
    'var(--alert) on var(--alert-ground)',
    'var(--brand) on var(--paper)',
    'var(--good) on var(--good-ground)',
    'var(--ink) on var(--paper)',
    'var(--ink-soft) on var(--ground)',
    'var(--on-brand) on var(--brand)',
    'var(--soon) on var(--soon-ground)',
  ])
})

test.each([...TEXT_SIZES])('text size %i has its class, and what is tapped is large enough', (size) => {
  const { '--text': text, '--control': control } = declared(theme, `.text-${size}`)
  expect(px(text)).toBe(size)
  // MIIT 2021: 60 in the elderly view (text from 18), 44 elsewhere.
  expect(px(control)).toBeGreaterThanOrEqual(size >= 18 ? 60 : 44)
})

test('lines stand at least 1.5 apart, and buttons take the size of the token', () => {
  expect(Number(tokens['line-height'])).toBeGreaterThanOrEqual(1.5)
  const button = declared(read('components/components.css'), '.button')
  expect([button['min-height'], button['min-width']]).toEqual(['var(--control)', 'var(--control)'])
})

test('no style uses a unit that shrinks on a small phone', () => {
  const sheets = fs
    .readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.css'))
  expect(sheets.length).toBeGreaterThanOrEqual(2)
  for (const sheet of sheets) expect(fs.readFileSync(path.join(__dirname, sheet), 'utf8')).not.toMatch(/\d(rpx|rem)\b/)
})
