// Builds the mini-program: node scripts/build-miniprogram.mjs weapp|h5 [--force]
// Skips when nothing that goes into it has changed since the build that lies in miniprogram/dist/<target>.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const target = process.argv[2]
if (target !== 'weapp' && target !== 'h5') {
  console.error('用法：node scripts/build-miniprogram.mjs weapp|h5 [--force]')
  process.exit(2)
}

/** Every file that goes into the build, tests left out, in a fixed order. */
function filesOf(name) {
  const at = path.join(root, name)
  if (!existsSync(at)) return []
  if (statSync(at).isFile()) return [name]
  return readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)))
    .sort()
}

const inputs = [
  'miniprogram/src',
  'miniprogram/config',
  'miniprogram/babel.config.js',
  'miniprogram/package.json',
  'miniprogram/project.config.json',
  // The contract is only types here and leaves no trace in the build.
  'shared/domain',
  'package-lock.json',
]
const hash = createHash('sha256').update(`${target}\n${process.env.MINIPROGRAM_API_BASE ?? ''}\n`)
for (const file of inputs.flatMap(filesOf)) hash.update(`${file}\n`).update(readFileSync(path.join(root, file)))
const wanted = hash.digest('hex')

const out = path.join(root, 'miniprogram/dist', target)
// Beside the output, not in it: the folder is what gets uploaded and measured.
const note = path.join(root, 'miniprogram/dist', `${target}.hash`)
const label = target === 'weapp' ? '微信小程序' : '浏览器预览'
const built = existsSync(note) && existsSync(out) ? readFileSync(note, 'utf8') : ''
if (built === wanted && !process.argv.includes('--force')) {
  console.log(`${label}：源码没有变化，沿用上次的构建`)
  process.exit(0)
}

const started = performance.now()
const taro = path.join(root, 'node_modules/@tarojs/cli/bin/taro')
const run = spawnSync(process.execPath, [taro, 'build', '--type', target, '--no-check'], {
  cwd: path.join(root, 'miniprogram'),
  encoding: 'utf8',
  env: { ...process.env, NODE_ENV: 'production', TARO_ENV: target },
  maxBuffer: 64 * 1024 * 1024,
})
// Taro reports some failures on its output only and still ends with 0.
const finished = run.status === 0 && existsSync(path.join(out, target === 'weapp' ? 'app.json' : 'index.html'))
if (!finished) {
  process.stderr.write(`${run.stdout ?? ''}${run.stderr ?? ''}`)
  console.error(`${label}：构建失败`)
  process.exit(1)
}
mkdirSync(path.dirname(note), { recursive: true })
writeFileSync(note, wanted)
console.log(`${label}：构建完成，用时 ${((performance.now() - started) / 1000).toFixed(1)} 秒`)
