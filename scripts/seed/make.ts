import type { Config } from '../../server/config'
import type { farEndsAt } from '../stage/far-ends'
import { openScriptHouse } from '../stage/script-house'
import { bindVillager, seatAdmins, wechatPeople } from './people'
import { inSandbox, type SignIn } from './sign-in'
import { draftDemoOutage, foundDemoStation, importDemoFiles } from './station'

/** Makes the demonstration station and its people; what an interrupted seed has made already stays. Answers how to sign in. */
export async function makeDemonstration(config: Config, farEnds: ReturnType<typeof farEndsAt>): Promise<SignIn[]> {
  const house = await openScriptHouse(config)
  try {
    const stationId = await foundDemoStation(house)
    await importDemoFiles(house)
    const signIns = [...(await wechatPeople(house, stationId)), ...(await seatAdmins(house, stationId))]
    const people = await farEnds.addPeople(inSandbox(signIns))
    const [villager] = signIns
    const openid = people[0]?.openid
    if (villager?.phone && openid)
      await bindVillager(house, stationId, { phone: villager.phone, name: villager.name, openid })
    await draftDemoOutage(house, stationId)
    return signIns
  } finally {
    await house.db.close()
  }
}
