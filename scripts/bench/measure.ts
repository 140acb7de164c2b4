import { readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'

/** Ticks a second in /proc/…/stat, on every Linux in use. */
const TICKS = 100

/** CPU time a process has used so far, all threads, user and system, ms. Resolution 10 ms. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS
}

const statusMb = (pid: number, key: string): number =>
  Number(new RegExp(`${key}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1024

/** Memory a process holds now, MB. */
export const rssMb = (pid: number): number => statusMb(pid, 'VmRSS')
/** The most it held since `forgetPeak`, MB. */
export const peakMb = (pid: number): number => statusMb(pid, 'VmHWM')
export const forgetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, '5')

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

const short = (value: number): string =>
  value >= 1_000 ? Math.round(value).toLocaleString('en-US') : value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2)

/** `12.3 (11.9–13.0)`: median and the least and most of the rounds. */
export const spread = (values: readonly number[]): string =>
  `${short(median(values))} (${short(Math.min(...values))}–${short(Math.max(...values))})`

/** Ratios round by round: what disturbs the machine disturbs both sides of one round. */
export const ratios = (ours: readonly number[], limit: readonly number[]): number[] =>
  ours.map((value, at) => value / (limit[at] as number))

export const machineWords = (): string =>
  `${os.cpus().length} × ${os.cpus()[0]?.model.trim()}, ${Math.round(os.totalmem() / 2 ** 30)} GB, ${os.type()} ${os.release()}, Node ${process.versions.node}`

/** A markdown table. */
export const markdown = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** One goal: what was reached, what must be. */
export type Goal = { words: string; reached: number; must: number /** The smaller the better. */; atMost?: true }

/** Prints the goals; answers how many are missed. */
export function judge(goals: readonly Goal[]): number {
  console.log()
  const missed = goals.filter(({ reached, must, atMost }) => (atMost ? reached > must : reached < must))
  console.log(
    markdown(
      ['目标', '达到', '必须', ''],
      goals.map((goal) => [
        goal.words,
        short(goal.reached),
        `${goal.atMost ? '≤' : '≥'} ${short(goal.must)}`,
        missed.includes(goal) ? '**未达到**' : '达到',
      ]),
    ),
  )
  return missed.length
}
