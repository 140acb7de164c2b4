import { IsNull } from 'typeorm'
import { maskPhone } from '../../../shared/domain/mask'
import type { Config } from '../../config'
import type { Tools } from '../../deps'
import type { Tx } from '../../platform/db/database'
import type { Mount } from '../../platform/http/mount'
import { orRefuse } from '../../platform/http/refuse'
import { anyone, may, own, signedIn } from '../../platform/http/rights'
import { personRef } from './person.reads'
import {
  endSession,
  makeApiKey,
  notePhoneOfPerson,
  revokeApiKey,
  signInByPassword,
  signInByWeChat,
} from './sign-in.actions'
import { ApiKeyTable } from './sign-in.tables'

/** The customer service line of the grid companies, the same everywhere in China. */
const HOTLINE = '95598'

/** What the room above does when a person's number is another than before (or none any more), in the same transaction; answers how many households that binds. */
type PhoneChanged = (tx: Tx, tools: Tools, personId: string) => Promise<number>

export function signInRoutes({ read, write, reach }: Mount, config: Config, phoneChanged: PhoneChanged): void {
  read('GET /client', anyone, async () => ({
    platform: config.platform,
    signInPage: config.sandboxUrl ? `${config.sandboxUrl}/sign-in` : null,
    hotline: HOTLINE,
    outageTemplates: config.wechat.outageTemplate ? [config.wechat.outageTemplate] : [],
  }))
  reach('POST /sessions/wechat', anyone, (deps, { body }) => signInByWeChat(deps, body.code), {
    secretReply: true,
    // A whole village may stand behind one address of the mobile network.
    perMinute: 300,
  })
  reach('POST /sessions/staff', anyone, (deps, { body }) => signInByPassword(deps, body.account, body.password), {
    secretReply: true,
    perMinute: 10,
  })
  reach(
    'POST /me/phone',
    may({ villager: own }),
    async (deps, { body }, { actor, audit }) => {
      const person = orRefuse(await personRef(deps.db.read, actor.personId as string))
      const phone = await deps.wechat.phoneNumber(body.code, person.openid)
      const households = await deps.db.write(async (tx) => {
        for (const former of await notePhoneOfPerson(tx, deps, person.id, phone)) await phoneChanged(tx, deps, former)
        return phoneChanged(tx, deps, person.id)
      })
      audit({ subjectKind: 'person', subjectId: person.id })
      return { phone: maskPhone(phone), households }
    },
    { perMinute: 10 },
  )
  write('DELETE /session', signedIn, async (tx, _input, { actor }) => {
    await endSession(tx, actor.credential)
    return { done: true }
  })

  const admin = may({ station_admin: own })
  read('GET /api-keys', admin, async (db, _input, { actor }) => {
    const keys = await db.find(ApiKeyTable, {
      where: { staffId: actor.staffId as string, revokedAt: IsNull() },
      order: { id: 'ASC' },
    })
    return keys.map(({ id, name, createdAt }) => ({
      id,
      name,
      createdAt: createdAt.toISOString(),
    }))
  })
  write(
    'POST /api-keys',
    admin,
    (tx, { body }, { tools, actor }) => makeApiKey(tx, tools, actor.staffId as string, body.name),
    { secretReply: true },
  )
  write('DELETE /api-keys/:id', admin, async (tx, { params }, { tools, actor }) => {
    await revokeApiKey(tx, tools, actor.staffId as string, params.id)
    return { done: true }
  })
}
