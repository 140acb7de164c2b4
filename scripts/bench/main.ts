import { parseArgs } from 'node:util'
import { importJob } from './import-job'
import { readJob } from './read-job'
import { sizeJob } from './size-job'

type Job = (rounds: number, options: { profile: boolean }) => Promise<number>
const JOBS: Record<string, Job> = { read: readJob, import: importJob, size: sizeJob }

/** `npm run bench -- read|import|size [--rounds 5] [--profile]`. Ends with 1 when a figure is below what it must be. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: 'string', default: '5' }, profile: { type: 'boolean', default: false } },
  })
  const rounds = Number(values.rounds)
  const unknown = positionals.filter((name) => !JOBS[name])
  if (positionals.length === 0 || unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1)
    throw new Error(`用法：npm run bench -- ${Object.keys(JOBS).join('|')} [--rounds 5] [--profile]`)
  let missed = 0
  for (const name of positionals) missed += (await JOBS[name]?.(rounds, values)) ?? 0
  process.exitCode = missed > 0 ? 1 : 0
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
