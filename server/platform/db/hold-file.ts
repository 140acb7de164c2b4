import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Somebody else holds the embedded database; the message names the process where it is known. */
export class FileHeld extends Error {
  constructor(readonly pid: number | null) {
    super(
      `数据库文件正被${pid === null ? '另一个程序' : `进程 ${pid} `}使用：内置数据库同一时间只能由一个程序打开。请先结束它，或改用 MySQL/MariaDB。`,
    )
    this.name = 'FileHeld'
  }
}

type Sqlite = { exec(sql: string): void; close(): void }
const Sqlite: new (path: string) => Sqlite = require('libsql')

/** Whoever comes while another one is just coming or going waits this long. */
const WAIT_MS = 200

/**
 * Holds the embedded database for this process and returns how to give it back. What counts is a lock of the operating system on
 * `<path>-held`, an empty SQLite file: it ends with the process however that ends, whereas a number in a file is believed for too
 * long after a power cut, when another process has it (in a container: our own). The file itself stays, because two who remove and
 * make it at once would hold two different files. The number in `path` is for people.
 */
export function holdFile(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true })
  const lock = new Sqlite(`${path}-held`)
  try {
    lock.exec(`PRAGMA busy_timeout = ${WAIT_MS}`)
    lock.exec('BEGIN IMMEDIATE')
  } catch (error) {
    lock.close()
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error
    throw new FileHeld(holderOf(path))
  }
  writeFileSync(path, String(process.pid))
  return () => {
    rmSync(path, { force: true })
    lock.exec('ROLLBACK')
    lock.close()
  }
}

function holderOf(path: string): number | null {
  try {
    return Number(readFileSync(path, 'utf8')) || null
  } catch {
    return null
  }
}
