import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { readPhone } from '../shared/domain/phone'
import { ConfigFault, environment, readConfig } from './config'
import { openHouse } from './house'
import { DEMO_STATION } from './live-guard'
import { createLog, faultWords } from './platform/http/log'
import { Refusal } from './platform/http/refuse'
import { hashPassword } from './platform/password'
import { hireStaff, setPassword } from './registry/people/staff.actions'
import { StationTable } from './registry/stations/station.tables'

const USAGE = `用法:npm run found -- --code LEB --name 刘二堡供电所 --phone 0419-5550100 --province 辽宁省 --admin 张所长 --account zhangsuozhang
在空数据库里建立一个供电所和它的第一位管理员，打印一次密码。`

class FoundingFault extends Error {}

/** Founds a station in service: its row and its first admin, whose password is printed once. Nothing is changed when a word is wrong. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: Object.fromEntries(
      ['code', 'name', 'phone', 'province', 'admin', 'account'].map((name) => [name, { type: 'string' as const }]),
    ),
  })
  const given = (name: string, pattern: RegExp, words: string): string => {
    const value = String(values[name] ?? '').trim()
    if (!pattern.test(value)) throw new FoundingFault(`--${name} ${words}\n${USAGE}`)
    return value
  }
  const station = {
    code: given('code', /^[A-Z0-9]{2,20}$/, '须是 2–20 位大写字母或数字'),
    name: given('name', /^.{2,40}$/, '须是 2–40 个字的所名'),
    phone: given('phone', /^.{5,20}$/, '须是村民能打通的电话'),
    province: given('province', /^.{2,20}$/, '须是省或市，如 辽宁省'),
  }
  if (station.code === DEMO_STATION) throw new FoundingFault(`--code ${DEMO_STATION} 留给示范供电所，请换一个`)
  if ('fault' in readPhone(station.phone)) throw new FoundingFault(`--phone「${station.phone}」不是电话号码`)
  const admin = {
    name: given('admin', /^.{2,30}$/, '须是管理员姓名'),
    account: given('account', /^[a-z][a-z0-9_.-]{3,39}$/, '须是 4–40 位小写字母或数字，字母开头'),
  }

  const config = readConfig(environment())
  const house = await openHouse(config, () => new Date(), createLog('warn', 'found', process.stderr))
  try {
    await house.db.migrate()
    if (await house.db.read.existsBy(StationTable, { code: station.code }))
      throw new FoundingFault(`代号 ${station.code} 的供电所已经有了`)
    const password = randomBytes(12).toString('base64url')
    const passwordHash = await hashPassword(password)
    await house.db.write(async (tx) => {
      const id = house.newId()
      await tx.insert(StationTable, { id, ...station, rules: {} as never, createdAt: house.clock() })
      const { id: staffId } = await hireStaff(tx, house, id, {
        number: 'G001',
        name: admin.name,
        account: admin.account,
        admin: true,
      })
      await setPassword(tx, house, staffId, passwordHash)
    })
    console.log(
      `${station.name}已建立。\n管理后台 ${config.publicUrl}/console\n账号 ${admin.account}\n密码 ${password}(只显示这一次，登录后请尽快更改)`,
    )
  } finally {
    await house.db.close()
  }
}

main().catch((error: unknown) => {
  const isKnown = error instanceof FoundingFault || error instanceof ConfigFault || error instanceof Refusal
  console.error(isKnown ? error.message : faultWords(error))
  process.exitCode = 1
})
