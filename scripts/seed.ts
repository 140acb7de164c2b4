import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigFault, environment, readConfig } from '../server/config'
import { faultWords } from '../server/platform/http/log'
import { isSeeded } from './seed/seeded'
import { inSandbox, type SignIn } from './seed/sign-in'
import { farEndsAt } from './stage/far-ends'

/**
 * Puts the demonstration station into the database and its people into the sandbox, once: the file of sign-ins is written last, so a
 * seed that was interrupted goes on where it stopped. Every start makes the people known to the sandbox again.
 */
async function main(): Promise<void> {
  const config = readConfig(environment())
  if (config.platform !== 'sandbox' || !config.sandboxUrl) throw new Error('示范数据只装进沙箱:PLATFORM=sandbox')
  const farEnds = farEndsAt(config.sandboxUrl)
  const file = join(config.dataFolder, 'sign-ins.json')
  if (existsSync(file) && (await isSeeded(config.databaseUrl))) {
    await farEnds.addPeople(inSandbox(readSignIns(file)))
    return
  }
  const { makeDemonstration } = await import('./seed/make.js')
  const signIns = await makeDemonstration(config, farEnds)
  // Passwords: for nobody but the owner of the folder.
  writeFileSync(`${file}.part`, signIns.map((line) => `${JSON.stringify(line)}\n`).join(''), { mode: 0o600 })
  renameSync(`${file}.part`, file)
}

const readSignIns = (file: string): SignIn[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as SignIn)

main().catch((error: unknown) => {
  console.error(error instanceof ConfigFault ? error.message : faultWords(error))
  process.exitCode = 1
})
