// All tests: npm test [-- NAME…]      Longer: npm run test:deep -- --minutes 10
// NAME picks test files by a part of their path, and leaves out the checks that need no test.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { build } from './setup/build.mjs'
import { runChecks } from './setup/checks.mjs'
import { onStop, run, runQuietly } from './setup/children.mjs'
import { ensureDebian } from './setup/debian.mjs'
import { databaseAnswers, dropDatabases, startMariaDb } from './setup/mariadb.mjs'
import { ensurePackages } from './setup/packages.mjs'
import { main, root, SetupFault } from './setup/root.mjs'

const WORKERS = 2
const LOCAL_MYSQL = 'mysql://root@127.0.0.1:3306'
const LONGEST_RUN_MS = 45 * 60_000
/** Jest projects that cannot run without a part of the system. */
const NEEDS = { h5: ['browser', 'font'], mysql: ['mariadb'] }
const DEEP_FILES = '\\.deep\\.test\\.ts$'

const stop = new AbortController()
onStop(() => stop.abort())

const jest = (...args) => [
  path.join(root, 'node_modules/jest/bin/jest.js'),
  `--cacheDirectory=${path.join(root, '.cache/jest')}`,
  ...args,
]

async function listFiles(args) {
  const { said } = await runQuietly(process.execPath, jest('--listTests', ...args), { signal: stop.signal })
  return said.split('\n').filter((line) => path.isAbsolute(line))
}

/** Where the MySQL tests run: the given server, the one of this machine, or one of our own. */
async function openMySql(missing) {
  const given = process.env.TEST_MYSQL_URL
  if (given) return { url: given, stop: async () => {} }
  if (await databaseAnswers(LOCAL_MYSQL)) return { url: LOCAL_MYSQL, stop: async () => {} }
  return missing.includes('mariadb') ? undefined : startMariaDb()
}

/** Runs Jest with folders and databases of its own, and removes both; gives the counts. */
async function runJest({ mysql, leftOut, args, env }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cunsuo-test-'))
  const countsFile = path.join(folder, 'counts.json')
  const prefix = `cunsuo_test_${process.pid}_`
  const reporters = ['--reporters=default', `--reporters=${path.join(root, 'scripts/setup/slowest-reporter.cjs')}`]
  const ignored = leftOut.length > 0 ? ['--ignoreProjects', ...leftOut] : []
  try {
    const code = await run(
      process.execPath,
      jest(`--maxWorkers=${WORKERS}`, '--forceExit', ...reporters, ...ignored, ...args),
      {
        signal: AbortSignal.any([stop.signal, AbortSignal.timeout(LONGEST_RUN_MS)]),
        env: {
          ...process.env,
          ...env,
          TMPDIR: folder,
          TEST_COUNTS: countsFile,
          TEST_DATABASE_PREFIX: prefix,
          ...(mysql ? { TEST_MYSQL_URL: mysql.url } : {}),
        },
      },
    )
    const counts = JSON.parse(readFileSync(countsFile, 'utf8'))
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
  } catch (error) {
    console.error(`Jest 没有跑完：${error.message}`)
    return { passed: 0, failed: 1, skipped: 0 }
  } finally {
    if (mysql) await dropDatabases(mysql.url, prefix)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The tests look at both builds; one that fails counts as a failed check. */
async function buildMiniprogram(counts) {
  for (const target of ['weapp', 'h5']) {
    const code = await run(process.execPath, ['scripts/build-miniprogram.mjs', target], { signal: stop.signal })
    counts[code === 0 ? 'passed' : 'failed']++
  }
}

/** Deep files get the given minutes between them, two at a time; server/testing/budget.ts spends them. */
async function deepArgs(minutes) {
  // Jest lists a file once, though the rooms' files run twice.
  const onSecondDatabase = await listFiles(['--selectProjects', 'mysql', '--testPathPatterns', DEEP_FILES])
  const files = [...(await listFiles(['--testPathPatterns', DEEP_FILES])), ...onSecondDatabase]
  const share = Math.round((minutes * 60_000 * WORKERS) / Math.max(WORKERS, files.length))
  console.log(`长时测试 ${files.length} 份，每份 ${(share / 60_000).toFixed(1)} 分钟`)
  return {
    args: ['--testPathPatterns', DEEP_FILES, `--testTimeout=${share * 3 + 120_000}`],
    env: { DEEP_MS: String(share) },
  }
}

main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { deep: { type: 'boolean', default: false }, minutes: { type: 'string', default: '10' } },
  })
  const minutes = Number(values.minutes)
  if (!(minutes > 0)) throw new SetupFault('--minutes 后面要写大于 0 的分钟数。')
  await ensurePackages()
  const missing = await ensureDebian(['browser', 'font', 'mariadb'])
  const picked = values.deep || positionals.length > 0
  const checks = picked ? { passed: 0, failed: 0 } : await runChecks({ signal: stop.signal })
  build({ goOn: true })
  await buildMiniprogram(checks)

  const mysql = await openMySql(missing)
  try {
    const lacking = Object.keys(NEEDS).filter((project) => NEEDS[project].some((part) => missing.includes(part)))
    const leftOut = lacking.filter((project) => !(project === 'mysql' && mysql))
    if (process.env.CI && leftOut.length > 0)
      throw new SetupFault(`CI 不允许少跑测试，现在缺部件而不能跑的有：${leftOut.join('、')}。`)
    const skippedFiles = leftOut.length > 0 ? await listFiles(['--selectProjects', ...leftOut]) : []
    const choice = values.deep
      ? await deepArgs(minutes)
      : { args: positionals.length > 0 ? ['--testPathPatterns', ...positionals] : [], env: {} }
    const counts = await runJest({ mysql, leftOut, ...choice })
    const passed = checks.passed + counts.passed
    const failed = checks.failed + counts.failed
    const skipped = counts.skipped + skippedFiles.length
    if (leftOut.length > 0) console.log(`因缺少系统部件没有跑的测试组：${leftOut.join('、')}`)
    console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
    return failed === 0 && !stop.signal.aborted ? 0 : 1
  } finally {
    await mysql?.stop()
  }
})
