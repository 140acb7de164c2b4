const { writeFileSync } = require('node:fs')
const path = require('node:path')

const MANY = 10

/** Jest reporter: lists the slowest files and tests, and leaves the counts in the file that TEST_COUNTS names. */
module.exports = class SlowestReporter {
  onRunComplete(_contexts, results) {
    const files = results.testResults.map((file) => ({
      name: `${file.displayName?.name ?? ''} ${path.relative(process.cwd(), file.testFilePath)}`.trim(),
      ms: file.perfStats.runtime,
      tests: file.testResults,
    }))
    const tests = files.flatMap(({ name, tests }) =>
      tests.map((test) => ({ name: `${name}: ${test.fullName}`, ms: test.duration ?? 0 })),
    )
    print('最慢的测试文件', files)
    print('最慢的测试', tests)
    if (process.env.TEST_COUNTS) writeFileSync(process.env.TEST_COUNTS, JSON.stringify(countsOf(results)))
  }
}

/** A file that could not even be loaded has no tests to fail: it counts as one. */
function countsOf(results) {
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    skipped: results.numPendingTests + results.numTodoTests,
  }
}

function print(title, rows) {
  console.log(`\n${title}`)
  for (const { name, ms } of [...rows].sort((a, b) => b.ms - a.ms).slice(0, MANY))
    console.log(`${(ms / 1000).toFixed(1).padStart(7)} 秒  ${name}`)
}
