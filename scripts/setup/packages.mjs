import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { startBar } from './bar.mjs'
import { root, SetupFault } from './root.mjs'

const OLDEST_NODE = [20, 19]

const readPackages = (file) =>
  existsSync(path.join(root, file)) ? JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages : {}

const glibc = () => process.report.getReport().header.glibcVersionRuntime !== undefined

/** An entry of the lockfile names the platforms it is for; without names it is for all. */
function fits(entry, libc) {
  const allows = (list, value) =>
    !list || (list.some((name) => name[0] !== '!') ? list.includes(value) : !list.includes(`!${value}`))
  return allows(entry.os, process.platform) && allows(entry.cpu, process.arch) && (!libc || allows(entry.libc, libc))
}

/**
 * npm notes what it has installed in node_modules/.package-lock.json, as its last act. Comparing that note with the lockfile finds an
 * install that never ran, was cut short, left out the development packages, or belongs to an older lockfile.
 */
export function packagesAreInstalled() {
  const wanted = readPackages('package-lock.json')
  const installed = readPackages('node_modules/.package-lock.json')
  return Object.entries(wanted).every(([key, entry]) => {
    const found = installed[key]
    if (key === '' || (!found && entry.optional)) return true
    return found !== undefined && found.version === entry.version && found.integrity === entry.integrity
  })
}

/** Installs what the lockfile names, if it is not installed already. Needs nothing but Node and npm. */
export async function ensurePackages() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]))
    throw new SetupFault(`需要 Node.js ${OLDEST_NODE.join('.')} 或更新的版本，现在是 ${process.versions.node}。`)
  if (packagesAreInstalled()) return

  const libc = process.platform === 'linux' ? (glibc() ? 'glibc' : 'musl') : undefined
  const folders = Object.entries(readPackages('package-lock.json'))
    .filter(([key, entry]) => key.includes('node_modules/') && !entry.link && fits(entry, libc))
    .map(([key]) => path.join(root, key, 'package.json'))
  const bar = startBar('安装依赖包', folders.length)
  // Counted on disk: npm itself tells nothing that could move a bar when its output is not a terminal.
  const watch = setInterval(() => bar.at(folders.filter((file) => existsSync(file)).length), 500)
  try {
    await npmCi()
  } finally {
    clearInterval(watch)
  }
  bar.end(`${folders.length} 个`)
}

function npmCi() {
  const options = ['ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error']
  const npm = process.env.npm_execpath
  const child = npm?.endsWith('.js')
    ? spawn(process.execPath, [npm, ...options], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] })
    : spawn('npm', options, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'], shell: process.platform === 'win32' })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new SetupFault(`npm ci 没有成功（退出码 ${code}）：\n${said.trim()}`)),
    )
  })
}
