import {
  aContact,
  adminToken,
  aHousehold,
  aLiaison,
  anAccountNo,
  aPhone,
  aStaff,
  aStation,
  aVillage,
  liaisonToken,
  onDuty,
  type SignedIn,
  signIn,
  verifyPhone,
} from '../../testing/builders'
import { openWorld, type World } from '../../testing/world'
import { BindingAskTable, BindingTable } from './binding.tables'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

async function aScene() {
  const station = await aStation(world)
  const village = await aVillage(world, station)
  return {
    station,
    village,
    liaison: await liaisonToken(world, village),
    household: await aHousehold(world, village, { name: '王桂兰' }),
  }
}
const boundOf = async ({ token }: SignedIn) =>
  (await world.callAs(token, 'GET /me')).households.map(({ householdId }) => householdId)
const ask = ({ token }: { token: string }, accountNo: string, name = '王桂兰') =>
  world.callAs(token, 'POST /me/bindings', { body: { accountNo, name, relation: '儿子', myName: '王小明' } })
const requests = (token: string, villageId: string) =>
  world.callAs(token, 'GET /villages/:villageId/bindings', { params: { villageId }, query: { state: 'asked' } })

describe('by the phone on record', () => {
  test('verifying the phone binds the own household and the parents’', async () => {
    const { village } = await aScene()
    const phone = aPhone()
    const own = await aHousehold(world, village, { phone, name: '王小明' })
    const parents = await aHousehold(world, village, { phone: null })
    await aContact(world, parents, { phone })
    const person = await signIn(world, phone, { verify: false })
    expect(await verifyPhone(world, person)).toEqual({ phone: `139****${phone.slice(-4)}`, households: 2 })
    const { households } = await world.callAs(person.token, 'GET /me')
    expect(households.map(({ householdId }) => householdId).sort()).toEqual([own.id, parents.id].sort())
    expect(households.find(({ householdId }) => householdId === own.id)).toMatchObject({
      accountNo: `******${own.accountNo.slice(-4)}`,
      name: '王**',
      ground: 'phone_on_record',
    })
  })

  test('several people of a household are bound to it', async () => {
    const { household } = await aScene()
    const { phone } = await aContact(world, household)
    const people = [await signIn(world, household.phone as string), await signIn(world, phone)]
    for (const person of people) expect(await boundOf(person)).toEqual([household.id])
  })

  test('when the number on record changes the old owner loses the household and the new one gets it', async () => {
    const { household, liaison } = await aScene()
    const [old, fresh] = [await signIn(world, household.phone as string), await signIn(world, aPhone())]
    await world.callAs(liaison, 'PUT /households/:id/phone', {
      params: { id: household.id },
      body: { phone: fresh.phone },
    })
    await world.settle()
    expect(await boundOf(old)).toEqual([])
    expect(await boundOf(fresh)).toEqual([household.id])
  })

  test('a new contact who verified the number before is bound without doing anything', async () => {
    const { household, liaison } = await aScene()
    const daughter = await signIn(world, aPhone())
    const note = await world.callAs(liaison, 'POST /households/:id/contacts', {
      params: { id: household.id },
      body: { name: '王小妹', relation: '女儿', phone: daughter.phone },
    })
    await world.settle()
    expect(await boundOf(daughter)).toEqual([household.id])
    await world.callAs(liaison, 'DELETE /households/:id/contacts/:contactId', {
      params: { id: household.id, contactId: note.id },
    })
    await world.settle()
    expect(await boundOf(daughter)).toEqual([])
  })

  test('a number change leaves alone what the liaison bound', async () => {
    const { household, liaison } = await aScene()
    const neighbour = await signIn(world, aPhone())
    await world.callAs(liaison, 'POST /households/:id/bindings', {
      params: { id: household.id },
      body: { phone: neighbour.phone, relation: '邻居' },
    })
    await world.callAs(liaison, 'PUT /households/:id/phone', { params: { id: household.id }, body: { phone: null } })
    await world.settle()
    expect(await boundOf(neighbour)).toEqual([household.id])
  })

  test('who unbound is not bound again behind their back, but may verify anew', async () => {
    const { household, liaison } = await aScene()
    const person = await signIn(world, household.phone as string)
    const [binding] = (await world.callAs(person.token, 'GET /me')).households
    await world.callAs(person.token, 'DELETE /bindings/:id', { params: { id: binding?.bindingId ?? '' } })
    await world.callAs(liaison, 'POST /households/:id/contacts', {
      params: { id: household.id },
      body: { name: '王小妹', relation: '女儿', phone: aPhone() },
    })
    await world.settle()
    expect(await boundOf(person)).toEqual([])
    await verifyPhone(world, person)
    expect(await boundOf(person)).toEqual([household.id])
  })

  test('whom the liaison unbound does not come back by verifying the number', async () => {
    const { household, liaison } = await aScene()
    const person = await signIn(world, household.phone as string)
    const [binding] = (await world.callAs(person.token, 'GET /me')).households
    await world.callAs(liaison, 'DELETE /bindings/:id', { params: { id: binding?.bindingId ?? '' } })
    await verifyPhone(world, person)
    expect(await boundOf(person)).toEqual([])
  })
})

describe('by the liaison', () => {
  test('the list pages, and shows who is bound when asked for', async () => {
    const { household, liaison, village } = await aScene()
    const people = [
      await signIn(world, aPhone()),
      await signIn(world, aPhone()),
      await signIn(world, household.phone as string),
    ]
    await ask(people[0] as SignedIn, household.accountNo)
    await ask(people[1] as SignedIn, household.accountNo)
    const list = (query: object) =>
      world.callAs(liaison, 'GET /villages/:villageId/bindings', { params: { villageId: village.id }, query })
    const [first] = await list({ limit: 1 })
    const rest = await list({ limit: 1, after: first?.id })
    expect([first, ...rest].map((request) => request?.person.phone?.slice(-4))).toEqual(
      people.slice(0, 2).map(({ phone }) => phone.slice(-4)),
    )
    expect(await list({ state: 'bound' })).toMatchObject([
      { state: 'bound', ground: 'phone_on_record', household: { id: household.id } },
    ])
  })

  test('a request is decided without any code; the person is bound', async () => {
    const { household, liaison, village } = await aScene()
    const son = await signIn(world, aPhone())
    await ask(son, household.accountNo, ' 王桂兰 ')
    expect(await boundOf(son)).toEqual([])
    const [request] = await requests(liaison, village.id)
    expect(request).toMatchObject({
      state: 'asked',
      household: { id: household.id },
      person: { name: '王小明', phone: `139****${son.phone.slice(-4)}` },
      relation: '儿子',
    })
    await world.callAs(liaison, 'POST /bindings/:id/decision', {
      params: { id: request?.id ?? '' },
      body: { bound: true },
    })
    expect(await boundOf(son)).toEqual([household.id])
    await expect(
      world.callAs(liaison, 'POST /bindings/:id/decision', {
        params: { id: request?.id ?? '' },
        body: { bound: false },
      }),
    ).rejects.toMatchObject({ code: 'BINDING_DECIDED' })
    expect(await requests(liaison, village.id)).toEqual([])
  })

  test('a refused person may ask again', async () => {
    const { household, liaison, village } = await aScene()
    const son = await signIn(world, aPhone())
    await ask(son, household.accountNo)
    const [first] = await requests(liaison, village.id)
    await world.callAs(liaison, 'POST /bindings/:id/decision', {
      params: { id: first?.id ?? '' },
      body: { bound: false },
    })
    expect(await boundOf(son)).toEqual([])
    await ask(son, household.accountNo)
    await ask(son, household.accountNo)
    expect(await requests(liaison, village.id)).toHaveLength(1)
  })

  test('asking tells nobody whether a 户号 exists or whose it is', async () => {
    const { household, liaison, village } = await aScene()
    const stranger = await signIn(world, aPhone())
    const answers = [
      await ask(stranger, household.accountNo),
      await ask(stranger, household.accountNo, '李四'),
      await ask(stranger, anAccountNo()),
    ]
    expect(answers).toEqual([{ done: true }, { done: true }, { done: true }])
    expect((await world.callAs(stranger.token, 'GET /me')).households).toEqual([])
    // Only the request with the right name reached the liaison.
    expect(await requests(liaison, village.id)).toHaveLength(1)
    await expect(ask(stranger, '123')).rejects.toMatchObject({ code: 'ACCOUNT_NO_INVALID' })
  })

  test('asking is limited to five times a minute', async () => {
    const stranger = await signIn(world, aPhone())
    for (let at = 0; at < 5; at++) await ask(stranger, anAccountNo())
    await expect(ask(stranger, anAccountNo())).rejects.toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS' })
  })

  test('a person asks twenty times on one Chinese day at most, counted over all processes', async () => {
    const stranger = await signIn(world, aPhone())
    const { personId } = stranger
    await ask(stranger, anAccountNo())
    expect(await world.db.read.findOneBy(BindingAskTable, { personId })).toMatchObject({ asks: 1 })
    await world.db.write((tx) => tx.update(BindingAskTable, { personId }, { asks: 19 }))
    await ask(stranger, anAccountNo())
    await expect(ask(stranger, anAccountNo())).rejects.toMatchObject({
      code: 'TOO_MANY_REQUESTS',
      message: expect.stringContaining('20次'),
    })
    world.passTime(86_400_000)
    await ask(stranger, anAccountNo())
    expect(await world.db.read.findBy(BindingAskTable, { personId })).toMatchObject([{ asks: 1 }])
  })

  test('in a village without liaison the admin and who is on duty decide', async () => {
    const station = await aStation(world)
    const village = await aVillage(world, station)
    const household = await aHousehold(world, village, { name: '王桂兰' })
    const manager = await aStaff(world, station)
    await onDuty(world, manager, ((world.now().getUTCDay() + 6) % 7) + 1)
    const deciders = [await adminToken(world, station), (await signIn(world, manager.phone)).token]
    for (const token of deciders) {
      const asker = await signIn(world, aPhone())
      await ask(asker, household.accountNo)
      const [request] = await requests(token, village.id)
      const params = { id: request?.id ?? '' }
      await world.callAs(token, 'POST /bindings/:id/decision', { params, body: { bound: true } })
      expect(await boundOf(asker)).toEqual([household.id])
      const neighbour = await signIn(world, aPhone())
      const body = { phone: neighbour.phone, relation: '邻居' }
      await world.callAs(token, 'POST /households/:id/bindings', { params: { id: household.id }, body })
      expect(await boundOf(neighbour)).toEqual([household.id])
    }
  })

  test('the liaison binds somebody who verified a phone, once', async () => {
    const { household, liaison } = await aScene()
    const neighbour = await signIn(world, aPhone())
    const bind = (phone: string) =>
      world.callAs(liaison, 'POST /households/:id/bindings', {
        params: { id: household.id },
        body: { phone, relation: '邻居' },
      })
    await bind(neighbour.phone)
    expect(await boundOf(neighbour)).toEqual([household.id])
    await expect(bind(neighbour.phone)).rejects.toMatchObject({ code: 'HOUSEHOLD_ALREADY_BOUND' })
    await expect(bind(aPhone())).rejects.toMatchObject({ code: 'PERSON_NOT_VERIFIED' })
  })

  test('the liaison of another village decides, lists and binds nothing here', async () => {
    const { household, village, station } = await aScene()
    const son = await signIn(world, aPhone())
    await ask(son, household.accountNo)
    const { id } = await world.db.read.findOneByOrFail(BindingTable, { personId: son.personId })
    const other = await liaisonToken(world, await aVillage(world, station))
    await expect(requests(other, village.id)).rejects.toMatchObject({ status: 403 })
    await expect(
      world.callAs(other, 'POST /bindings/:id/decision', { params: { id }, body: { bound: true } }),
    ).rejects.toMatchObject({ status: 403 })
    await expect(world.callAs(other, 'DELETE /bindings/:id', { params: { id } })).rejects.toMatchObject({ status: 403 })
    await expect(
      world.callAs(other, 'POST /households/:id/bindings', {
        params: { id: household.id },
        body: { phone: son.phone, relation: '儿子' },
      }),
    ).rejects.toMatchObject({ status: 403 })
    expect(await boundOf(son)).toEqual([])
  })
})

test('nobody ends somebody else’s binding', async () => {
  const { household } = await aScene()
  const owner = await signIn(world, household.phone as string)
  const [binding] = (await world.callAs(owner.token, 'GET /me')).households
  const stranger = await signIn(world, aPhone())
  await expect(
    world.callAs(stranger.token, 'DELETE /bindings/:id', { params: { id: binding?.bindingId ?? '' } }),
  ).rejects.toMatchObject({ status: 403 })
  expect(await boundOf(owner)).toEqual([household.id])
})

test('two verifications at once bind each household once', async () => {
  const { household } = await aScene()
  const person = await signIn(world, household.phone as string, { verify: false })
  await Promise.all([verifyPhone(world, person), verifyPhone(world, person)])
  expect(await world.db.read.countBy(BindingTable, { personId: person.personId })).toBe(1)
})

test('a station head signed in with a password has no households', async () => {
  const station = await aStation(world)
  await aLiaison(world, await aVillage(world, station))
  const me = await world.callAs(await adminToken(world, station), 'GET /me')
  expect(me).toMatchObject({ roles: ['station_admin'], station: { id: station.id }, households: [], phone: null })
})
