// Runs one of the project's TypeScript programs: node scripts/run.mjs scripts/import.ts FILE…

import { build } from './setup/build.mjs'
import { ended, readEnvFile, startNode } from './setup/children.mjs'
import { ensurePackages } from './setup/packages.mjs'
import { main, SetupFault } from './setup/root.mjs'

main(async () => {
  const [file, ...args] = process.argv.slice(2)
  if (!file?.endsWith('.ts')) throw new SetupFault('用法：node scripts/run.mjs 文件.ts [参数…]')
  await ensurePackages()
  build({ goOn: true })
  readEnvFile()
  const child = startNode(`dist/${file.replace(/\.ts$/, '.js')}`, args, { stdio: 'inherit' })
  // A terminal's Ctrl-C reaches the child by itself; a signal sent to this process alone does not.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return ended(child)
})
