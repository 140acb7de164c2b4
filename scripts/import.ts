import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { type Config, ConfigFault, environment, readConfig } from '../server/config'
import { FileHeld } from '../server/platform/db/hold-file'
import { faultWords } from '../server/platform/http/log'
import { Refusal } from '../server/platform/http/refuse'
import { recogniseFile } from '../server/registry/imports/file.actions'
import type { ImportView } from '../server/registry/imports/import.reads'
import { IMPORT_KINDS } from '../shared/contract/imports'
import { startBar } from './bar'
import { type Choice, type Desk, DeskFault, localDesk, serverDesk } from './import/desk'
import { callerOf, Refused } from './stage/call'
import { openScriptHouse } from './stage/script-house'

const USAGE = `用法:npm run import -- [选项] 文件…
  支持线路台区、村庄与对接人、客户档案(CSV 或 XLSX);几个文件一起给时自动按先后导入。
  先试算并列出新增、修改、相同、错误、重复各多少行，确认后才导入。
选项
  --yes               试算后不再询问，直接导入
  --dry-run           只试算，不导入
  --right-rows-only   有错误行时只导入正确的行(否则整个文件不导入)
  --without-number    只有电话不对的行按无电话导入，进入无电话名单
  --create-villages   客户档案里没有登记过的村、台区、线路一并新建
  --station 代码      供电所代码(库里只有一个所时不用写)
  --key 密钥          服务正在运行时用它上传；也可设环境变量 CUNSUO_API_KEY
  --url 地址          服务地址，默认 http://127.0.0.1:PORT`

type Options = ReturnType<typeof readOptions>['values']

const readOptions = () =>
  parseArgs({
    allowPositionals: true,
    options: {
      yes: { type: 'boolean', short: 'y', default: false },
      'dry-run': { type: 'boolean', default: false },
      'right-rows-only': { type: 'boolean', default: false },
      'without-number': { type: 'boolean', default: false },
      'create-villages': { type: 'boolean', default: false },
      station: { type: 'string' },
      key: { type: 'string' },
      url: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })

async function main(): Promise<number> {
  const { values, positionals } = readOptions()
  if (values.help || positionals.length === 0) {
    console.log(USAGE)
    return values.help ? 0 : 1
  }
  const missing = positionals.filter((file) => !existsSync(file))
  if (missing.length > 0) throw new DeskFault(`没有这个文件：${missing.join('、')}`)
  const { right, refused } = await inOrder(positionals)
  for (const { file, why } of refused) console.error(`${basename(file)}:${why}`)
  if (right.length === 0) return 1
  const desk = await openDesk(readConfig(environment()), values)
  try {
    let failed = refused.length
    for (const file of right) if (!(await importFile(desk, file, values))) failed++
    return failed > 0 ? 1 : 0
  } finally {
    await desk.close()
  }
}

/** Places before those who live there: the order in which the files rest on each other. What is no such file is told apart. */
async function inOrder(files: string[]) {
  const kinds = new Map<string, number>()
  const refused: { file: string; why: string }[] = []
  for (const file of files)
    try {
      kinds.set(file, IMPORT_KINDS.indexOf((await recogniseFile(file)).kind))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const missing = (error.details as { missing?: string[] } | undefined)?.missing
      refused.push({ file, why: missing ? `${error.message}:${missing.join('、')}` : error.message })
    }
  return { right: [...kinds].sort(([, a], [, b]) => a - b).map(([file]) => file), refused }
}

/** Straight at the database; where a running server holds the embedded file, through that server. */
async function openDesk(config: Config, options: Options): Promise<Desk> {
  const url = options.url ?? `http://127.0.0.1:${config.port}`
  const key = options.key ?? process.env.CUNSUO_API_KEY
  if (options.url) return serverDesk(url, key ?? (await demonstrationSignIn(config, url)))
  try {
    const house = await openScriptHouse(config)
    return await localDesk(house, options.station, { id: 'command:import', name: '命令行导入' }).catch(
      async (error) => {
        await house.db.close()
        throw error
      },
    )
  } catch (error) {
    if (!(error instanceof FileHeld)) throw error
    console.log(`数据库正由服务使用，改为通过 ${url} 上传`)
    return serverDesk(url, key ?? (await demonstrationSignIn(config, url)))
  }
}

/** In a sandbox the printed sign-in of the demonstration station will do. */
async function demonstrationSignIn(config: Config, url: string): Promise<string> {
  const file = join(config.dataFolder, 'sign-ins.json')
  const lines =
    config.platform === 'sandbox' && existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
  for (const line of lines) {
    const { account, password } = JSON.parse(line) as { account?: string; password?: string }
    if (account && password)
      return (await callerOf(url, null)('POST /sessions/staff', { body: { account, password } })).token
  }
  throw new DeskFault('服务正在运行，请用 --key 写明接口密钥(在管理后台新建),或先停掉服务')
}

/** Checks one file, tells what it would do, and does it when asked to. True when nothing is left to be done by hand. */
async function importFile(desk: Desk, file: string, options: Options): Promise<boolean> {
  const name = basename(file)
  const checking = await startBar(`试算 ${name}`)
  const checked = await desk.check(file, { createVillages: options['create-villages'] }, checking.at)
  checking.end(checked.counts ? `${checked.counts.rows} 行` : '没有完成')
  if (!checked.counts) throw new DeskFault(checked.trouble?.message ?? '试算没有完成')
  tell(checked)
  if (checked.counts.wrong > 0) {
    const path = `${file.replace(/\.(csv|xlsx|txt)$/i, '')}-错误行.xlsx`
    await desk.faults(checked.id, path)
    console.log(`  错误行已写到 ${path}，改好后可直接导入该文件`)
  }
  const { counts } = checked
  if (options['dry-run']) return counts.wrong === 0
  if (counts.new + counts.changed === 0 && !(options['without-number'] && counts.onlyPhoneWrong > 0))
    return counts.wrong === 0
  const choice: Choice = {
    mode: options['right-rows-only'] ? 'right_rows_only' : 'all',
    withoutNumber: options['without-number'],
  }
  const left = counts.wrong - (choice.withoutNumber ? counts.onlyPhoneWrong : 0)
  if (choice.mode === 'all' && left > 0) {
    console.error(`  有 ${left} 行错误，整个文件没有导入；加 --right-rows-only 可只导入正确的行`)
    return false
  }
  if (!options.yes && !(await agreed())) return false
  const applying = await startBar(`导入 ${name}`, counts.rows)
  const applied = await desk.apply(checked.id, choice, applying.at)
  if (applied.state !== 'applied') throw new DeskFault(applied.trouble?.message ?? '导入没有完成')
  const without = choice.withoutNumber ? `、按无电话 ${counts.onlyPhoneWrong} 行` : ''
  applying.end(`新增 ${counts.new} 行、修改 ${counts.changed} 行${without}`)
  return left === 0
}

function tell({ counts, faults, sameFileAs, kindWords }: ImportView): void {
  if (!counts) return
  if (sameFileAs) console.log('  这个文件以前导入过')
  console.log(
    `  ${kindWords}:新增 ${counts.new}、修改 ${counts.changed}、相同 ${counts.same}、错误 ${counts.wrong}、重复 ${counts.repeated}`,
  )
  if (counts.onlyPhoneWrong > 0)
    console.log(`  错误行中有 ${counts.onlyPhoneWrong} 行只是电话不对，加 --without-number 可按无电话导入`)
  for (const { rowNo, faults: reasons } of faults.slice(0, 5))
    console.log(`  第 ${rowNo} 行 ${reasons.map(({ column, reason }) => `${column}:${reason}`).join(';')}`)
}

async function agreed(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    console.log('  只做了试算；加 --yes 才导入')
    return false
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question('  现在导入吗?(y/N) ')
  terminal.close()
  return /^(y|yes|是)$/i.test(answer.trim())
}

main()
  .then((code) => {
    process.exitCode = code
  })
  .catch((error: unknown) => {
    const isKnown =
      error instanceof DeskFault || error instanceof Refusal || error instanceof Refused || error instanceof ConfigFault
    console.error(isKnown ? error.message : faultWords(error))
    process.exitCode = 1
  })
