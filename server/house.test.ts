import { createHash } from 'node:crypto'
import { buildApp } from './app'
import { openHouse } from './house'
import { ApiKeyTable, SessionTable } from './registry/sign-in/sign-in.tables'
import { adminToken, aHousehold, aStation, aVillage, villagerToken } from './testing/builders'
import { openWorld, type World } from './testing/world'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

/** The same station after a restart with another secret for sessions. */
async function underSecret(sessionSecret: string) {
  const { config, clock, log } = world.deps
  return (await buildApp(await openHouse({ ...config, sessionSecret }, clock, log, world.db))).app
}

test('another SESSION_SECRET ends every session and every API key, the old one brings them back', async () => {
  const station = await aStation(world)
  const admin = await adminToken(world, station)
  const { key } = await world.callAs(admin, 'POST /api-keys', { body: { name: '导入程序' } })
  const villager = await villagerToken(world, await aHousehold(world, await aVillage(world, station)))
  const app = await underSecret('another secret of at least 32 characters')
  try {
    for (const token of [admin, villager, key]) {
      const ask = { url: '/me', headers: { authorization: `Bearer ${token}` } }
      expect((await app.inject(ask)).json()).toMatchObject({ code: 'SESSION_ENDED' })
      expect((await world.inject(ask)).statusCode).toBe(200)
    }
  } finally {
    await app.close()
  }
})

test('who reads the database finds no hash a token could be tried against', async () => {
  const admin = await adminToken(world, await aStation(world))
  const { key } = await world.callAs(admin, 'POST /api-keys', { body: { name: '导入程序' } })
  const kept = JSON.stringify([await world.db.read.find(SessionTable), await world.db.read.find(ApiKeyTable)])
  for (const token of [admin, key]) {
    expect(kept).toContain(world.deps.fingerprint(token))
    expect(kept).not.toContain(token)
    expect(kept).not.toContain(createHash('sha256').update(token).digest('hex'))
  }
})
