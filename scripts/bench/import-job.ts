import { createReadStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startBar } from '../bar'
import { applyFile, checkFile, type ImportView } from '../stage/import-file'
import { makeStation } from '../station/station'
import { type RegisterFiles, writeRegister } from '../station/write-station'
import { type BenchGround, openGround } from './ground'
import { cpuMs, forgetPeak, type Goal, judge, machineWords, markdown, median, peakMb, ratios, spread } from './measure'
import { printProfile } from './profile'

const VILLAGES = 400
const HOUSEHOLDS = 500
const ROWS = VILLAGES * HOUSEHOLDS
const MUST_INSERT = 0.6
const MUST_CHANGE = 1.2
/** The same as XLSX import is allowed: a station's server has 2 GB. */
const MUST_RSS_MB = 350

/** One timed thing: seconds, CPU of the product and of the database in ms. */
type Run = { seconds: number; product: number; database: number }
const NAMES = ['试算', '导入', '再次试算', '再次导入', 'LOAD DATA', 'LOAD DATA … REPLACE'] as const
type Name = (typeof NAMES)[number]

/** P7: customers through the product's dry run and import, against LOAD DATA LOCAL of the same rows, columns and indexes. */
export async function importJob(rounds: number, { profile }: { profile: boolean }): Promise<number> {
  const ground = await openGround({ profile })
  try {
    const runs = await measureRounds(ground, rounds)
    const missed = report(ground, runs, rounds)
    if (profile) {
      await ground.stage.stopServer()
      printProfile(ground.folder)
    }
    return missed
  } finally {
    await ground.close()
  }
}

type Measured = { runs: Record<Name, Run[]>; peak: number[] }

async function measureRounds(ground: BenchGround, rounds: number): Promise<Measured> {
  const { first, second } = await prepare(ground)
  const runs = Object.fromEntries(NAMES.map((name) => [name, [] as Run[]])) as Record<Name, Run[]>
  const peak: number[] = []
  const bar = await startBar('测量', (rounds + 1) * NAMES.length)
  let done = 0
  // Round 0 warms everything up and gives the rows that LOAD DATA writes.
  for (let round = 0; round <= rounds; round++) {
    const note = (name: Name, run: Run) => {
      if (round > 0) runs[name].push(run)
      bar.at(++done)
    }
    await ground.sql.query(
      'TRUNCATE household; TRUNCATE care_mark; TRUNCATE import; TRUNCATE import_image; TRUNCATE import_fault',
    )
    forgetPeak(ground.stage.serverPid)
    await importOnce(
      ground,
      first,
      { new: ROWS },
      (run) => note('试算', run),
      (run) => note('导入', run),
    )
    if (round === 0) await dump(ground, 'first')
    await importOnce(
      ground,
      second,
      { changed: ROWS },
      (run) => note('再次试算', run),
      (run) => note('再次导入', run),
    )
    peak.push(peakMb(ground.stage.serverPid))
    if (round === 0) await dump(ground, 'second')
    await ground.sql.query('DROP TABLE IF EXISTS limit_household; CREATE TABLE limit_household LIKE household')
    note('LOAD DATA', await loadData(ground, 'first', ''))
    note('LOAD DATA … REPLACE', await loadData(ground, 'second', 'REPLACE'))
  }
  bar.end(`${rounds} 轮`)
  return { runs, peak: peak.slice(1) }
}

/** Writes the files, registers villages and areas; the second file has other people in the same 户号. */
async function prepare({ folder, stage, token }: BenchGround): Promise<{ first: string; second: string }> {
  const write = async (seed: number): Promise<RegisterFiles> => {
    const place = join(folder, `seed-${seed}`)
    await mkdir(place)
    return writeRegister(
      place,
      makeStation({ seed, villages: VILLAGES, householdsPerVillage: HOUSEHOLDS, now: new Date() }),
    )
  }
  const [first, second] = [await write(1), await write(2)]
  for (const path of [first.areas, first.villages, second.areas]) {
    const { id } = await checkFile(stage.url, token, path)
    await applyFile(stage.url, token, id)
  }
  return { first: first.customers, second: second.customers }
}

async function timed<T>(ground: BenchGround, work: () => Promise<T>): Promise<[T, Run]> {
  const pids = [ground.stage.serverPid, ground.databasePid] as const
  const [product, database] = pids.map(cpuMs) as [number, number]
  const started = performance.now()
  const result = await work()
  const seconds = (performance.now() - started) / 1000
  return [result, { seconds, product: cpuMs(pids[0]) - product, database: cpuMs(pids[1]) - database }]
}

async function importOnce(
  ground: BenchGround,
  path: string,
  wanted: Partial<ImportView['counts'] & object>,
  onCheck: (run: Run) => void,
  onApply: (run: Run) => void,
): Promise<void> {
  const { stage, token } = ground
  const [checked, check] = await timed(ground, () => checkFile(stage.url, token, path))
  onCheck(check)
  const [applied, apply] = await timed(ground, () => applyFile(stage.url, token, checked.id))
  onApply(apply)
  for (const [as, count] of Object.entries(wanted))
    if (applied.counts?.[as as 'new'] !== count) throw new Error(`${as}: ${applied.counts?.[as as 'new']} ≠ ${count}`)
  const [rows] = await ground.sql.query('SELECT COUNT(*) AS n FROM household')
  if ((rows as { n: number }[])[0]?.n !== ROWS) throw new Error('the register does not hold every row of the file')
}

const cell = (value: unknown): string => {
  if (value === null) return '\\N'
  if (value instanceof Date) return value.toISOString().replace('T', ' ').replace('Z', '')
  return String(value).replace(/[\\\t\n]/g, (char) => `\\${char === '\t' ? 't' : char === '\n' ? 'n' : char}`)
}

/** The rows as the product stored them, in the file's order, as LOAD DATA reads them. */
async function dump({ sql, folder }: BenchGround, name: string): Promise<void> {
  const [rows] = await sql.query({ sql: 'SELECT * FROM household ORDER BY account_no', rowsAsArray: true })
  await writeFile(
    join(folder, `${name}.tsv`),
    (rows as unknown[][]).map((row) => `${row.map(cell).join('\t')}\n`).join(''),
  )
}

async function loadData(ground: BenchGround, name: string, replace: string): Promise<Run> {
  const query = {
    sql: `LOAD DATA LOCAL INFILE 'rows' ${replace} INTO TABLE limit_household CHARACTER SET utf8mb4`,
    infileStreamFactory: () => createReadStream(join(ground.folder, `${name}.tsv`), { highWaterMark: 1 << 20 }),
  }
  const [, run] = await timed(ground, () => ground.sql.query(query))
  const [rows] = await ground.sql.query(
    'SELECT COUNT(*) AS n, (SELECT COUNT(*) FROM limit_household l JOIN household h USING (station_id, account_no, name)) AS same FROM limit_household',
  )
  const { n, same } = (rows as { n: number; same: number }[])[0] as { n: number; same: number }
  if (n !== ROWS || (replace && same !== ROWS)) throw new Error(`LOAD DATA left ${n} rows, ${same} like the product's`)
  return run
}

function report({ version }: BenchGround, { runs, peak }: Measured, rounds: number): number {
  const rate = (name: Name) => runs[name].map(({ seconds }) => ROWS / seconds)
  const both = (check: Name, apply: Name) =>
    runs[check].map(({ seconds }, at) => ROWS / (seconds + (runs[apply][at] as Run).seconds))
  const cpu = (name: Name) => {
    const each = (key: 'product' | 'database') => median(runs[name].map((run) => (run[key] * 1000) / ROWS)).toFixed(1)
    return `${each('product')} + ${each('database')}`
  }
  const line = (name: Name, limit: Name): string[] => [
    name,
    spread(rate(name)),
    spread(ratios(rate(name), rate(limit))),
    cpu(name),
  ]
  const sum = (words: string, rates: number[], limit: Name): string[] => [
    words,
    spread(rates),
    spread(ratios(rates, rate(limit))),
    '',
  ]
  console.log(`\n### import：${ROWS.toLocaleString('en-US')} 户，${rounds} 轮交替，中位数（最小–最大）\n`)
  console.log(`${machineWords()}；MariaDB ${version}，每次提交落盘\n`)
  console.log(
    markdown(
      ['做法', '行/秒', '与极限之比', 'CPU 微秒/行（产品 + 数据库）'],
      [
        line('LOAD DATA', 'LOAD DATA'),
        line('试算', 'LOAD DATA'),
        line('导入', 'LOAD DATA'),
        sum('试算 + 导入', both('试算', '导入'), 'LOAD DATA'),
        line('LOAD DATA … REPLACE', 'LOAD DATA … REPLACE'),
        line('再次试算', 'LOAD DATA … REPLACE'),
        line('再次导入', 'LOAD DATA … REPLACE'),
        sum('再次试算 + 再次导入', both('再次试算', '再次导入'), 'LOAD DATA … REPLACE'),
      ],
    ),
  )
  console.log(`\n服务进程最多占用内存：${spread(peak)} MB`)
  const goals: Goal[] = [
    { words: '导入新户 ÷ LOAD DATA', reached: median(ratios(rate('导入'), rate('LOAD DATA'))), must: MUST_INSERT },
    {
      words: '每行都变的再次导入 ÷ LOAD DATA … REPLACE',
      reached: median(ratios(rate('再次导入'), rate('LOAD DATA … REPLACE'))),
      must: MUST_CHANGE,
    },
    { words: '内存（MB）', reached: Math.max(...peak), must: MUST_RSS_MB, atMost: true },
  ]
  return judge(goals)
}
