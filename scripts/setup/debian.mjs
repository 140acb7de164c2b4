import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { startBar } from './bar.mjs'

const FOLDERS = [...new Set([...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin'])]

/** Full path of a program, or undefined. Servers live in sbin, which an ordinary user's PATH does not name. */
export const findProgram = (name) => FOLDERS.map((folder) => path.join(folder, name)).find((file) => existsSync(file))

/** What the tests need beyond npm. The server packages are the ones without a service: installing them starts nothing. */
export const PARTS = {
  browser: {
    what: '浏览器 Chromium',
    packages: ['chromium'],
    found: () => findProgram('chromium') !== undefined,
  },
  font: {
    what: '中文字体 Noto CJK',
    packages: ['fonts-noto-cjk'],
    found: () => existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'),
  },
  mariadb: {
    what: '数据库 MariaDB',
    packages: ['mariadb-server-core', 'mariadb-client-core'],
    found: () =>
      ['mariadbd', 'mariadb-install-db', 'my_print_defaults'].every((name) => findProgram(name) !== undefined),
  },
}

/** Installs the named parts where that is possible (root on Debian); returns the names still missing after that, having said why. */
export async function ensureDebian(names) {
  const missing = () => names.filter((name) => !PARTS[name].found())
  if (missing().length === 0) return []
  const packages = missing().flatMap((name) => PARTS[name].packages)
  if (findProgram('apt-get') && process.getuid?.() === 0) {
    const bar = startBar('安装系统软件包', 100)
    await aptGet(['update'], () => {})
    const said = await aptGet(['install', '--yes', '--no-install-recommends', ...packages], (percent) =>
      bar.at(percent),
    )
    bar.end(packages.join(' '))
    if (missing().length > 0) console.error(said.trim())
  }
  const left = missing()
  if (left.length > 0) {
    console.error(`缺少：${left.map((name) => PARTS[name].what).join('、')}。在 Debian/Ubuntu 上请执行：`)
    console.error(`  sudo apt-get install ${left.flatMap((name) => PARTS[name].packages).join(' ')}`)
  }
  return left
}

/** Runs apt-get quietly; its status lines give the percentage of files fetched (first half) and unpacked (second half). */
function aptGet(args, onPercent) {
  const child = spawn('apt-get', ['--quiet=2', '-o', 'APT::Status-Fd=3', ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  let said = ''
  const keep = (text) => {
    said += text
  }
  child.stdout.setEncoding('utf8').on('data', keep)
  child.stderr.setEncoding('utf8').on('data', keep)
  child.stdio[3].setEncoding('utf8').on('data', (text) => {
    for (const [, phase, percent] of text.matchAll(/^(dl|pm)status:[^:]*:([\d.]+):/gm))
      onPercent(Math.floor(Number(percent) / 2 + (phase === 'pm' ? 50 : 0)))
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => resolve(said))
  })
}
