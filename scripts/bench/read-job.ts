import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import autocannon from 'autocannon'
import { startBar } from '../bar'
import { applyFile, checkFile } from '../stage/import-file'
import { endProcess, freePorts } from '../stage/programs'
import { projectRoot } from '../stage/root'
import { randomOf } from '../station/random'
import { makeStation } from '../station/station'
import { writeRegister } from '../station/write-station'
import { type BenchGround, openGround } from './ground'
import { cpuMs, type Goal, judge, machineWords, markdown, median, ratios, spread } from './measure'
import { printProfile } from './profile'
import { fillTables, LIVE, PAST, tokenOf } from './read-data'

const VILLAGES = 200
const HOUSEHOLDS = 500
const CONNECTIONS = 50
const SECONDS = 8
const SAMPLES = 500
const MUST_RATE = 0.8
const MUST_P99 = 1.5

type Side = { name: string; url: string; pid: number }
type Run = { rate: number; p50: number; p99: number; product: number; database: number }

/** P9: a villager's home through the product, against one hand-written question to the same database. */
export async function readJob(rounds: number, { profile }: { profile: boolean }): Promise<number> {
  const ground = await openGround({ profile })
  let limit: ChildProcess | undefined
  try {
    const data = await prepare(ground)
    const [port] = await freePorts(1)
    limit = spawn(
      process.execPath,
      [join(projectRoot(), 'dist/scripts/bench/hand-written.js'), String(port), ground.databaseUrl, ground.folder],
      {
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    )
    const sides: Side[] = [
      { name: '产品', url: ground.stage.url, pid: ground.stage.serverPid },
      { name: '手写一问', url: `http://127.0.0.1:${port}`, pid: limit.pid as number },
    ]
    await untilUp(sides[1] as Side)
    await sameAnswers(sides, data.villagers)
    const runs = await measureRounds(ground, sides, data.villagers, rounds)
    const missed = report(ground, sides, runs, rounds, data)
    if (profile) {
      await ground.stage.stopServer()
      printProfile(ground.folder)
    }
    return missed
  } finally {
    if (limit) await endProcess(limit)
    await ground.close()
  }
}

async function prepare(ground: BenchGround): Promise<{ villagers: number; affected: number }> {
  const { folder, stage, token } = ground
  const place = join(folder, 'files')
  await mkdir(place)
  const station = makeStation({ seed: 1, villages: VILLAGES, householdsPerVillage: HOUSEHOLDS, now: new Date() })
  const files = await writeRegister(place, station)
  for (const path of [files.areas, files.villages, files.customers]) {
    const { id } = await checkFile(stage.url, token, path)
    await applyFile(stage.url, token, id)
  }
  const data = await fillTables(ground)
  // What the import left in memory, and in a profile, is not the home's.
  await stage.stopServer()
  await stage.startServer()
  await ground.sql.query(
    'ANALYZE TABLE household, binding, person, session, outage, outage_household, outage_village, outage_interval',
  )
  return data
}

async function untilUp({ url }: Side): Promise<void> {
  for (let tries = 0; tries < 200; tries++, await pause(50))
    if ((await fetch(`${url}/health/live`).catch(() => undefined))?.ok) return
  throw new Error('the hand-written route did not start')
}

/** Before any speed: both sides say the same to the same people. */
async function sameAnswers(sides: readonly Side[], villagers: number): Promise<void> {
  const random = randomOf(2, 'samples')
  let withOutage = 0
  for (let sample = 0; sample < SAMPLES; sample++) {
    const headers = { authorization: `Bearer ${tokenOf(random.int(0, villagers - 1))}` }
    const [ours, theirs] = await Promise.all(
      sides.map(
        async ({ url }) =>
          (await fetch(`${url}/me/home`, { headers })).json() as Promise<{ households: { outages: object[] }[] }>,
      ),
    )
    if (JSON.stringify(ours) !== JSON.stringify(theirs))
      throw new Error(`the answers differ:\n${JSON.stringify(ours)}\n${JSON.stringify(theirs)}`)
    if (ours?.households.length !== 1) throw new Error('a villager without household')
    if (ours.households[0]?.outages.length) withOutage++
  }
  if (withOutage === 0) throw new Error('no sample had an outage')
}

async function measureRounds(
  ground: BenchGround,
  sides: readonly Side[],
  villagers: number,
  rounds: number,
): Promise<Run[][]> {
  const runs: Run[][] = sides.map(() => [])
  const bar = await startBar('测量', (rounds + 1) * sides.length)
  for (let round = 0; round <= rounds; round++)
    for (const [at, side] of sides.entries()) {
      const run = await fire(ground, side, villagers, round === 0 ? 3 : SECONDS)
      if (round > 0) runs[at]?.push(run)
      bar.at(round * sides.length + at + 1)
    }
  bar.end(`${rounds} 轮`)
  return runs
}

async function fire(
  { databasePid }: BenchGround,
  { url, pid }: Side,
  villagers: number,
  seconds: number,
): Promise<Run> {
  const random = randomOf(3, 'tokens', performance.now())
  const before = [cpuMs(pid), cpuMs(databasePid)] as const
  const result = await autocannon({
    url: `${url}/me/home`,
    connections: CONNECTIONS,
    duration: seconds,
    requests: [
      {
        setupRequest: (request) => ({
          ...request,
          headers: { authorization: `Bearer ${tokenOf(random.int(0, villagers - 1))}` },
        }),
      },
    ],
  })
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} refused, ${result.errors} failed`)
  const total = result['2xx']
  return {
    rate: total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    product: (cpuMs(pid) - before[0]) / total,
    database: (cpuMs(databasePid) - before[1]) / total,
  }
}

function report(
  { version }: BenchGround,
  sides: readonly Side[],
  runs: Run[][],
  rounds: number,
  { villagers, affected }: { villagers: number; affected: number },
): number {
  const of = (side: number, key: keyof Run) => (runs[side] ?? []).map((run) => run[key])
  console.log(
    `\n### read：${villagers.toLocaleString('en-US')} 户，${LIVE} 次将来的停电（共 ${LIVE + PAST} 次，涉及 ${affected.toLocaleString('en-US')} 户次），` +
      `${CONNECTIONS} 个连接 × ${SECONDS} 秒，${rounds} 轮交替，中位数（最小–最大）\n`,
  )
  console.log(`${machineWords()}；MariaDB ${version}\n`)
  console.log(
    markdown(
      ['做法', '请求/秒', '与手写之比', 'p50 / p99 毫秒', 'CPU 毫秒/请求（进程 + 数据库）'],
      sides.map(({ name }, at) => [
        name,
        spread(of(at, 'rate')),
        spread(ratios(of(at, 'rate'), of(1, 'rate'))),
        `${median(of(at, 'p50'))} / ${median(of(at, 'p99'))}`,
        `${median(of(at, 'product')).toFixed(2)} + ${median(of(at, 'database')).toFixed(2)}`,
      ]),
    ),
  )
  const goals: Goal[] = [
    { words: '村民首页 ÷ 手写一问', reached: median(ratios(of(0, 'rate'), of(1, 'rate'))), must: MUST_RATE },
    { words: 'p99 ÷ 手写的 p99', reached: median(ratios(of(0, 'p99'), of(1, 'p99'))), must: MUST_P99, atMost: true },
  ]
  return judge(goals)
}
