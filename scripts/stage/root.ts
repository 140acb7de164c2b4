import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The project's folder, from a source file as well as from what the compiler made of it. */
export function projectRoot(from = __dirname): string {
  if (existsSync(join(from, 'package-lock.json'))) return from
  const above = dirname(from)
  if (above === from) throw new Error('the project has no package-lock.json')
  return projectRoot(above)
}
