import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root, SetupFault } from './root.mjs'

const FOLDERS = ['shared', 'server', 'scripts']
const DIST = path.join(root, 'dist')
const STAMP = path.join(DIST, '.stamp')

/** Files below a folder, relative to the project; node_modules and links are left alone. */
function* filesBelow(folder) {
  for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const file = path.join(folder, entry.name)
    if (entry.isFile()) yield file
    else if (entry.isDirectory() && entry.name !== 'node_modules') yield* filesBelow(file)
  }
}

/** Changes when a source file, the compiler's settings or the compiler itself changes. */
function stampOf(sources) {
  const hash = createHash('sha256')
  for (const file of [...sources, 'tsconfig.json', 'node_modules/typescript/package.json']) {
    const { size, mtimeMs } = statSync(path.join(root, file))
    hash.update(`${file} ${size} ${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

/** The output of a source file that is gone must not go on being found. */
function dropOrphans() {
  for (const folder of FOLDERS) {
    if (!existsSync(path.join(DIST, folder))) continue
    for (const file of filesBelow(path.join('dist', folder))) {
      const source = path.relative('dist', file).replace(/\.js(\.map)?$/, '.ts')
      if (source.endsWith('.ts') && !existsSync(path.join(root, source))) rmSync(path.join(root, file))
    }
  }
}

/** Node looks for packages beside the running file: a package that npm put under server/ must be found from dist/server/ too. */
function linkServerPackages() {
  const link = path.join(DIST, 'server/node_modules')
  mkdirSync(path.dirname(link), { recursive: true })
  rmSync(link, { force: true })
  if (existsSync(path.join(root, 'server/node_modules'))) symlinkSync('../../server/node_modules', link, 'dir')
}

const firstLines = (text) => text.split('\n').slice(0, 3).join('\n')

/**
 * Compiles shared, server and scripts into dist/, unless nothing has changed since the last time.
 * With `goOn` a type error is shown but does not stop: what the compiler wrote is run all the same, and compiled again next time.
 */
export function build({ goOn = false } = {}) {
  const sources = FOLDERS.flatMap((folder) => [...filesBelow(folder)]).filter(
    (file) => /\.(ts|json)$/.test(file) && !file.endsWith('.test.ts'),
  )
  const stamp = stampOf(sources.sort())
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) return
  if (!existsSync(STAMP)) rmSync(path.join(DIST, '.tsbuildinfo'), { force: true })

  const started = performance.now()
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc')
  const tsc = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.json'], { cwd: root, encoding: 'utf8' })
  rmSync(STAMP, { force: true })
  if (tsc.status !== 0 && !goOn) throw new SetupFault(`编译没有通过：\n${tsc.stdout}${tsc.stderr}`)
  dropOrphans()
  linkServerPackages()
  if (tsc.status !== 0)
    return console.error(`编译有错误，仍按已写出的结果运行（npm run check 可看全部）：\n${firstLines(tsc.stdout)}`)
  writeFileSync(STAMP, stamp)
  console.log(`编译服务端：完成（${((performance.now() - started) / 1000).toFixed(1)} 秒）`)
}
