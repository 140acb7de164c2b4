import { parseArgs } from 'node:util'
import { Checks } from './checks'
import { ownGround, runningGround } from './server'
import { takeTour } from './tour'

/** `npm run tour -- [--url http://127.0.0.1:3000] [--sandbox http://127.0.0.1:3100] [--account A --password P]` */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      sandbox: { type: 'string' },
      account: { type: 'string' },
      password: { type: 'string' },
    },
  })
  const url = values.url ?? `http://127.0.0.1:${process.env.PORT || 3000}`
  const sandboxUrl = values.sandbox ?? `http://127.0.0.1:${process.env.SANDBOX_PORT || 3100}`
  const running = await runningGround(url, sandboxUrl, values)
  if (!running && (values.url || values.sandbox)) throw new Error(`${url} 和 ${sandboxUrl} 没有都在运行`)
  console.log(running ? `使用正在运行的系统：${url}` : '没有正在运行的系统，自己起一套（临时数据，结束后删除）')
  const ground = running ?? (await ownGround())
  const checks = new Checks()
  try {
    await takeTour(ground, checks)
  } finally {
    await ground.close()
  }
  console.log(`\n核对（系统的数字 与 从生成的台账和外部系统的收件记录另行清点的数字）`)
  for (const line of checks.lines) console.log(line)
  console.log(checks.differences === 0 ? '\n全部一致。' : `\n有 ${checks.differences} 处不一致。`)
  process.exitCode = checks.differences === 0 ? 0 : 1
}

main().catch((error: unknown) => {
  console.error(`\n走不下去：${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
})
