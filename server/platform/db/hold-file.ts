import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Somebody else holds the embedded database; the message names the process. */
export class FileHeld extends Error {
  constructor(readonly pid: number) {
    super(`数据库文件正被进程 ${pid} 使用:内置数据库同一时间只能由一个程序打开。请先结束它,或改用 MySQL/MariaDB。`)
    this.name = 'FileHeld'
  }
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Takes the lock file for this process and returns how to give it back; a lock left by a killed process is taken over. */
export function holdFile(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true })
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' })
      return () => rmSync(path, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 2) throw error
      const pid = Number(readFileSync(path, 'utf8'))
      if (Number.isInteger(pid) && pid > 0 && alive(pid)) throw new FileHeld(pid)
      rmSync(path, { force: true })
    }
  }
}
