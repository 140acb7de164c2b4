import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(__dirname, '..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const scripts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts as Record<string, string>
const handbook = join(root, 'docs/使用手册')

test('every npm command the README and the handbook name exists', () => {
  const texts = [readme, ...readdirSync(handbook).map((file) => readFileSync(join(handbook, file), 'utf8'))]
  const named = texts.flatMap((text) =>
    [...text.matchAll(/npm (?:run )?([a-z][a-z:]*)/g)].map((match) => match[1] as string),
  )
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((name) => !(name in scripts))).toEqual([])
})

test('every folder, file and link the README names exists', () => {
  const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map((match) => match[1] as string)
  const ticked = [...readme.matchAll(/`((?:shared|server|scripts|docs|miniprogram)\/[\w./-]+)`/g)].map(
    (match) => match[1] as string,
  )
  const tree = [...readme.matchAll(/^((?:shared|server|miniprogram|scripts|docs)(?:\/[\w-]+)?) {2,}/gm)].map(
    (match) => match[1] as string,
  )
  expect(tree.length).toBeGreaterThan(8)
  expect([...links, ...ticked, ...tree].filter((path) => !existsSync(join(root, path)))).toEqual([])
})

test('the docs carry at most 12 pictures of at most 150 KB', () => {
  const pictures = execFileSync('git', ['ls-files', 'docs'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((path) => /\.(png|jpe?g|gif|svg|webp)$/.test(path))
  expect(pictures.length).toBeLessThanOrEqual(12)
  expect(pictures.filter((path) => statSync(join(root, path)).size > 150 * 1024)).toEqual([])
})

test('the README stays one screen: at most 70 lines', () => {
  expect(readme.split('\n').length).toBeLessThanOrEqual(70)
})
