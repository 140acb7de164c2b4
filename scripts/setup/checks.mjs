import path from 'node:path'
import { build } from './build.mjs'
import { runQuietly } from './children.mjs'
import { root } from './root.mjs'

const bin = (file) => path.join(root, 'node_modules', file)

/** What is looked at without running the product: name → script and its arguments. */
const CHECKS = {
  依赖锁文件完整: ['scripts/lock-missing.mjs'],
  格式与静态检查: [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'],
  '服务端、共用代码、脚本和测试的类型': [bin('typescript/bin/tsc'), '-p', 'tsconfig.test.json'],
  小程序的类型: [bin('typescript/bin/tsc'), '-p', 'miniprogram/tsconfig.json', '--noEmit'],
  模块边界: ['dist/scripts/check-boundaries.js'],
}

/** Runs all checks, the later ones also after a fault, and counts them like tests. */
export async function runChecks(options = {}) {
  build({ goOn: true })
  const counts = { passed: 0, failed: 0 }
  for (const [name, args] of Object.entries(CHECKS)) {
    const started = performance.now()
    const { code, said } = await runQuietly(process.execPath, args, options)
    counts[code === 0 ? 'passed' : 'failed']++
    console.log(`${code === 0 ? '通过' : '有错'}　${name}（${((performance.now() - started) / 1000).toFixed(1)} 秒）`)
    if (code !== 0) console.log(said.trimEnd())
  }
  return counts
}
