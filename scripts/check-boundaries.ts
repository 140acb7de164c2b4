import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, resolve } from 'node:path'
import { faultsOf, textFaultsOf } from './boundaries/rules'
import { readSource } from './boundaries/source'

const SKIPPED = new Set(['node_modules', 'dist', '.git', '.cache', 'data', 'coverage', 'shots'])
const CODE = /\.([cm]?js|tsx?)$/
const TEXT = /\.([cm]?js|tsx?|json|md|ya?ml|css|html|example)$|(^|\/)(Dockerfile|run|\.npmrc|\.[a-z]+ignore)$/

function* filesBelow(root: string, folder = ''): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const file = posix.join(folder, entry.name)
    if (SKIPPED.has(entry.name)) continue
    if (entry.isDirectory()) yield* filesBelow(root, file)
    else if (entry.isFile()) yield file
  }
}

/** Every place where the tree below `root` breaks the rules of the house, as `file: what`. */
export function checkTree(root: string): { files: number; faults: string[] } {
  const faults: string[] = []
  let files = 0
  for (const file of filesBelow(root)) {
    if (!TEXT.test(file)) continue
    files++
    const text = readFileSync(join(root, file), 'utf8')
    const found = [...textFaultsOf(file, text), ...(CODE.test(file) ? faultsOf(readSource(file, text)) : [])]
    faults.push(...found.map((fault) => `${file}: ${fault}`))
  }
  return { files, faults }
}

if (require.main === module) {
  const { files, faults } = checkTree(resolve(process.argv[2] ?? '.'))
  if (faults.length > 0) {
    console.error(faults.join('\n'))
    process.exitCode = 1
  } else console.log(`模块边界完好：查了 ${files} 个文件`)
}
