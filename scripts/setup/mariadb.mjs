import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { ended, freePort, runQuietly } from './children.mjs'
import { findProgram } from './debian.mjs'
import { root, SetupFault } from './root.mjs'

/** mysql2 as the server has it; loaded late, because it is there only after the packages are installed. */
const connect = (url) => createRequire(path.join(root, 'server/package.json'))('mysql2/promise').createConnection(url)

/** Whether a MySQL or MariaDB server answers at this address and lets us in. */
export async function databaseAnswers(url) {
  try {
    const connection = await connect(url)
    await connection.query('SELECT 1')
    await connection.end()
    return true
  } catch {
    return false
  }
}

/** Drops every database whose name starts with `prefix`; returns how many. */
export async function dropDatabases(url, prefix) {
  const connection = await connect(url)
  const [rows] = await connection.query('SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA')
  const ours = rows.map(({ name }) => name).filter((name) => name.startsWith(prefix))
  for (const name of ours) await connection.query(`DROP DATABASE \`${name}\``)
  await connection.end()
  return ours.length
}

/** Starts a MariaDB of our own, in a folder of its own, on a port nobody uses. `stop` ends it and removes the folder. */
export async function startMariaDb() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cunsuo-mariadb-'))
  const data = path.join(folder, 'data')
  const log = path.join(folder, 'error.log')
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : []
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const install = await runQuietly(findProgram('mariadb-install-db'), [
    '--no-defaults',
    ...asRoot,
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ])
  if (install.code !== 0) {
    remove()
    throw new SetupFault(`mariadb-install-db 没有成功：\n${install.said}`)
  }
  const port = await freePort()
  const child = spawn(
    findProgram('mariadbd'),
    [
      '--no-defaults',
      ...asRoot,
      `--datadir=${data}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--socket=${path.join(folder, 'socket')}`,
      `--pid-file=${path.join(folder, 'pid')}`,
      `--log-error=${log}`,
      '--character-set-server=utf8mb4',
      '--local-infile=ON',
      '--innodb-buffer-pool-size=512M',
      // A test's database need not survive a power cut; it must survive a kill, and that it does.
      '--innodb-flush-log-at-trx-commit=2',
    ],
    { stdio: 'ignore' },
  )
  const url = `mysql://root@127.0.0.1:${port}`
  const until = performance.now() + 60_000
  while (!(await databaseAnswers(url))) {
    if (child.exitCode !== null || performance.now() > until) {
      const said = readFileSync(log, 'utf8')
      child.kill('SIGKILL')
      remove()
      throw new SetupFault(`MariaDB 没有启动：\n${said}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return {
    url,
    pid: child.pid,
    async stop() {
      if (child.exitCode === null) child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), 30_000)
      await ended(child)
      clearTimeout(late)
      remove()
    },
  }
}
