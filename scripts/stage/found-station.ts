import { pino } from 'pino'
import { readConfig } from '../../server/config'
import { openHouse } from '../../server/house'
import { hashPassword } from '../../server/platform/password'
import { StaffTable } from '../../server/registry/people/staff.tables'
import { StationTable } from '../../server/registry/stations/station.tables'

export type Admin = { account: string; password: string }

/** Migrates an empty database and puts into it what no route can make: the station and its first admin. */
export async function foundStation(env: Record<string, string | undefined>, admin: Admin): Promise<void> {
  const house = await openHouse(readConfig(env), () => new Date(), pino({ level: 'silent' }))
  try {
    await house.db.migrate()
    const { clock, newId } = house
    const stationId = newId()
    const passwordHash = await hashPassword(admin.password)
    await house.db.write(async (tx) => {
      await tx.insert(StationTable, {
        id: stationId,
        code: 'BENCH',
        name: '城郊供电所',
        phone: '0419-5550100',
        province: '吉林省',
        rules: {} as never,
        createdAt: clock(),
      })
      await tx.insert(StaffTable, {
        id: newId(),
        stationId,
        number: 'G001',
        name: '王所长',
        team: '所部',
        duties: '管理',
        phoneSealed: null,
        phoneHash: null,
        account: admin.account,
        passwordHash,
        admin: true,
        active: true,
        createdAt: clock(),
      })
    })
  } finally {
    await house.db.close()
  }
}
