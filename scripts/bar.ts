import { join, sep } from 'node:path'
import { pathToFileURL } from 'node:url'

/** A progress bar that moves by things done; see scripts/setup/bar.mjs, which also runs before anything is compiled. */
export interface Bar {
  at(done: number, total?: number): void
  end(note?: string): void
}

/** Starts a bar on the terminal. Found from the project's folder, because the compiler leaves .mjs files where they are. */
export async function startBar(label: string, total = 0): Promise<Bar> {
  const isCompiled = __dirname.endsWith(`${sep}dist${sep}scripts`)
  const file = join(__dirname, isCompiled ? '../../scripts' : '', 'setup/bar.mjs')
  const { startBar: start } = (await import(pathToFileURL(file).href)) as {
    startBar: (label: string, total: number) => Bar
  }
  return start(label, total)
}
