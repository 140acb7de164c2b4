import { parseArgs } from 'node:util'
import { startBar } from './bar'
import { writeStation } from './station/write-station'

/** `node scripts/run.mjs scripts/make-station.ts OUT [--seed 1] [--villages 26] [--households 700] [--now 2026-11-22]` */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      villages: { type: 'string', default: '26' },
      households: { type: 'string', default: '700' },
      now: { type: 'string' },
    },
  })
  const [folder] = positionals
  if (!folder) {
    console.error(
      '用法：node scripts/run.mjs scripts/make-station.ts 文件夹 [--seed 1] [--villages 26] [--households 700] [--now 日期]',
    )
    process.exitCode = 1
    return
  }
  const bar = await startBar('生成台账文件')
  let rows = 0
  const files = await writeStation(
    folder,
    {
      seed: Number(values.seed),
      villages: Number(values.villages),
      householdsPerVillage: Number(values.households),
      now: values.now ? new Date(values.now) : new Date(),
    },
    (done, total) => {
      rows = done
      if (done % 500 === 0 || done === total) bar.at(done, total)
    },
  )
  bar.end(`${rows} 行`)
  console.log([files.areas, files.villages, files.customers, files.faultyCustomers, ...files.bills].join('\n'))
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
