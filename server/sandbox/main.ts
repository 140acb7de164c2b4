import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ControlFault } from './control'
import { createSandbox } from './sandbox'

const HELP = `外部系统模拟台（微信、短信）
  --port 3100              端口
  --host 127.0.0.1         监听地址
  --data DIR               记录（sandbox.jsonl）所在目录；不写则不保存
  --report-url-sms URL     模拟短信商的回执地址（本机）
  --report-url-aliyun URL  阿里云格式的回执地址（本机）
  --report-url-tencent URL 腾讯云格式的回执地址（本机）`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '3100' },
      host: { type: 'string', default: '127.0.0.1' },
      data: { type: 'string' },
      'report-url-sms': { type: 'string' },
      'report-url-aliyun': { type: 'string' },
      'report-url-tencent': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(HELP)
  const sandbox = createSandbox({
    clock: () => new Date(),
    random: () => randomInt(2 ** 32) / 2 ** 32,
    ...(values.data ? { journalFile: join(values.data, 'sandbox.jsonl') } : {}),
  })
  for (const channel of ['sms', 'aliyun', 'tencent'] as const) {
    const url = values[`report-url-${channel}`]
    if (url) sandbox.control.changeSettings({ reportUrls: { [channel]: url } })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close())
  console.log(`外部系统模拟台：${await sandbox.listen({ port: Number(values.port), host: values.host })}`)
}

main().catch((error: unknown) => {
  console.error(error instanceof ControlFault ? error.message : error)
  process.exitCode = 1
})
