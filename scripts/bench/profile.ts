import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../stage/root'
import { markdown } from './measure'

type Profile = {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[]
  samples: number[]
  timeDeltas: number[]
}

const SHOWN = 20

/** node's options that leave a CPU profile in `folder` when the program ends. */
export const profileOptions = (folder: string): string[] => ['--cpu-prof', `--cpu-prof-dir=${folder}`]

/** Prints where the last profiled program spent its own time, idle time left out. */
export function printProfile(folder: string): void {
  const files = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))
  const newest = files.sort((a, b) => statSync(join(folder, b)).mtimeMs - statSync(join(folder, a)).mtimeMs)[0]
  if (!newest) throw new Error(`no profile in ${folder}`)
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, newest), 'utf8')) as Profile
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const self = new Map<string, number>()
  samples.forEach((id, at) => {
    const name = names.get(id) ?? ''
    self.set(name, (self.get(name) ?? 0) + (timeDeltas[at] ?? 0))
  })
  for (const name of ['(idle)', '(root)']) self.delete(name)
  const total = [...self.values()].reduce((sum, time) => sum + time, 0)
  const top = [...self].sort((a, b) => b[1] - a[1]).slice(0, SHOWN)
  console.log(`\n服务进程自身时间（共 ${(total / 1e6).toFixed(1)} 秒，不含空闲）\n`)
  console.log(
    markdown(
      ['函数', '%'],
      top.map(([name, time]) => [name, ((time * 100) / total).toFixed(1)]),
    ),
  )
}

function nameOf({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string {
  const file = url
    .replace(/^file:\/\//, '')
    .replace(projectRoot(), '')
    .replace(/^.*node_modules\//, '')
  return file ? `${functionName || '(anonymous)'} ${file}:${lineNumber + 1}` : functionName
}
