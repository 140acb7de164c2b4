// A lockfile made where some platform packages cannot be had is unusable elsewhere (`npm ci` dies): name what it lacks.
import { readFileSync } from 'node:fs'

const packages = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')).packages
const nameOf = (key) => key.split('node_modules/').pop()
const recorded = new Set(Object.keys(packages).map(nameOf))
const missing = []
for (const [key, entry] of Object.entries(packages)) {
  if (/^https?:/.test(entry.resolved ?? '')) missing.push(`${nameOf(key)} names a download address`)
  for (const name of Object.keys(entry.optionalDependencies ?? {}))
    if (!recorded.has(name))
      missing.push(`${nameOf(key)}@${entry.version} needs ${name}, which the lockfile does not record`)
}
if (missing.length > 0) {
  console.error(missing.join('\n'))
  process.exit(1)
}
console.log(`lockfile complete: ${recorded.size} packages`)
