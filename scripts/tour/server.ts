import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { foundStation } from '../stage/found-station'
import { openStage } from '../stage/programs'
import { projectRoot } from '../stage/root'

/** A server the tour may use, and how its admin signs in. */
export type Ground = {
  url: string
  sandboxUrl: string
  account: string
  password: string
  /** Ends what the tour itself started. */
  close(): Promise<void>
}

const answers = async (url: string): Promise<boolean> => {
  const reply = await fetch(url, { signal: AbortSignal.timeout(3_000) }).catch(() => undefined)
  await reply?.body?.cancel()
  return reply?.ok ?? false
}

/** The server that `npm start` runs, if it runs; else null. */
export async function runningGround(
  url: string,
  sandboxUrl: string,
  signIn: { account?: string; password?: string },
): Promise<Ground | null> {
  if (!(await answers(`${url}/health/live`)) || !(await answers(`${sandboxUrl}/__sandbox/clock`))) return null
  const { account, password } = signIn.account && signIn.password ? signIn : await printedSignIn()
  return { url, sandboxUrl, account: account as string, password: password as string, close: async () => {} }
}

/** The admin's sign-in as `npm start` prints it. */
async function printedSignIn(): Promise<{ account: string; password: string }> {
  const file = join(resolve(projectRoot(), process.env.DATA_FOLDER || 'data'), 'sign-ins.json')
  const lines = existsSync(file) ? (await readFile(file, 'utf8')).split('\n').filter(Boolean) : []
  for (const line of lines) {
    const { account, password } = JSON.parse(line) as { account?: string; password?: string }
    if (account && password) return { account, password }
  }
  throw new Error('没有找到管理员的登录方式，请加上 --account 账号 --password 密码')
}

/** A server of the tour's own: free ports, a folder that goes away with it, a station with nothing but its admin. */
export async function ownGround(): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'cunsuo-tour-server-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  const admin = { account: 'suozhang', password: randomBytes(12).toString('base64url') }
  const stage = await openStage({ folder, databaseUrl: `sqlite:${join(folder, 'tour.sqlite')}` })
  const close = async () => {
    await stage.close()
    await remove()
  }
  try {
    await foundStation(stage.env, admin)
    await stage.startServer()
  } catch (error) {
    await close()
    throw error
  }
  return { url: stage.url, sandboxUrl: stage.sandboxUrl, ...admin, close }
}
