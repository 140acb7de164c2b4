import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contract, type RouteKey, type RouteSchema } from '../shared/contract/contract'
import { ROLES, type Role } from '../shared/domain/role'
import { multipart } from './testing/multipart'
import { rightsPage } from './testing/rights-page'
import { RIGHTS, type Row } from './testing/rights-table'
import {
  type Caller,
  MARKS,
  OWNERSHIPS,
  type Ownership,
  rightsWorld,
  type Target,
  undoEveryWrite,
} from './testing/rights-world'
import { openWorld, type World } from './testing/world'

const PAGE = join(__dirname, '../docs/rights.md')
const CALLERS: Caller[] = ['anonymous', ...ROLES]

let world: World
let stage: Awaited<ReturnType<typeof rightsWorld>>
beforeAll(async () => {
  world = await openWorld()
  stage = await rightsWorld(world)
})
afterAll(() => world.close())

type Input = { params?: Record<string, unknown>; query?: Record<string, unknown>; body?: object }

async function send(caller: Caller, key: RouteKey, { params = {}, query = {}, body }: Input) {
  const [method, path] = key.split(' ') as ['GET', string]
  const url = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const token = stage.tokens[caller]
  const authorization = token ? { authorization: `Bearer ${token}` } : {}
  const upload = (contract[key] as RouteSchema).upload
  const form = upload
    ? multipart({ file: { name: '线路台区.csv', content: '线路名称,台区编号,台区名称,村\n' } })
    : undefined
  return world.inject({
    method,
    url,
    query: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)])),
    headers: { ...authorization, ...form?.headers },
    ...(form ? { payload: form.payload } : body ? { payload: body } : {}),
  })
}

type Promised = 'allowed' | 'not signed in' | 'not of this role' | 'beyond'
const REFUSED: Record<Exclude<Promised, 'allowed'>, (row: Row) => string[]> = {
  'not signed in': () => ['NOT_SIGNED_IN'],
  'not of this role': () => ['NOT_ALLOWED'],
  beyond: ({ beyond }) => ['NOT_ALLOWED', 'NOT_FOUND', ...(beyond ? [beyond] : [])],
}

/** What the table promises for one cell. */
function promised({ may, ask }: Row, caller: Caller, ownership: Ownership): Promised {
  if (may === 'everybody') return 'allowed'
  if (caller === 'anonymous') return 'not signed in'
  if (may === 'everybody signed in') return 'allowed'
  // A committee member came in through WeChat and is a villager, too, but not the one whose things are named.
  const reaches = [may[caller], caller === 'committee' ? may.villager : undefined].filter((each) => each !== undefined)
  if (reaches.length === 0) return 'not of this role'
  const theirs = caller === 'villager' || !ask?.length
  const far = { all: 3, station: 2, village: 1, self: theirs ? 1 : 0 }
  return reaches.some((each) => far[each] > OWNERSHIPS.indexOf(ownership)) ? 'allowed' : 'beyond'
}

/** Marks an answer must not hold: of other stations, and for a reach of one village or household, of other villages. */
function foreignMarks({ may }: Row, caller: Caller, ownership: Ownership): string[] {
  if (typeof may === 'string') return []
  const reach = may[caller as Role] ?? may.villager
  if (reach === 'all') return []
  return OWNERSHIPS.filter((each) => each !== ownership && (each === 'otherStation' || reach !== 'station')).map(
    (each) => MARKS[each],
  )
}

test('every mounted route stands in the table, and nothing else', () => {
  expect(world.mounted.map(({ key }) => key).sort()).toEqual(Object.keys(RIGHTS).sort())
})

describe.each(Object.entries(RIGHTS) as [RouteKey, Row][])('%s', (key, row) => {
  const ownerships = row.ask?.length ? OWNERSHIPS : (['own'] as const)

  test.each(CALLERS)('as %s', async (caller) => {
    for (const ownership of ownerships) {
      const restore = row.kept ? () => {} : undoEveryWrite(world.db)
      try {
        const input = (row.ask?.(stage.targets[ownership]) ?? {}) as Input
        const answer = await send(caller, key, input)
        const code = answer.statusCode === 200 ? 'OK' : (answer.json() as { code: string }).code
        const promise = promised(row, caller, ownership)
        const cell = { ownership, promise, code }
        if (promise === 'allowed') {
          expect(cell).toEqual({ ...cell, code: row.but ?? 'OK' })
          for (const mark of foreignMarks(row, caller, ownership)) expect(answer.body).not.toContain(mark)
        } else if (promise === 'beyond' && row.beyond === 'empty' && code === 'OK') expect(answer.json()).toEqual([])
        else expect(REFUSED[promise](row)).toContain(cell.code)
      } finally {
        restore()
      }
    }
  })
})

/** An own thing in the address and somebody else's beside it, and what must come of it. */
const CROSSED: [RouteKey, Caller, (own: Target, other: Target) => Input, string, Ownership][] = [
  [
    'POST /outages/:id/contacts',
    'station_admin',
    (own, other) => ({
      params: { id: own.outageId },
      body: { householdId: other.household.id, by: 'call', result: 'told' },
    }),
    'NOT_FOUND',
    'otherStation',
  ],
  [
    'POST /outages/:id/contacts',
    'liaison',
    (own, other) => ({
      params: { id: own.outageId },
      body: { householdId: other.household.id, by: 'call', result: 'told' },
    }),
    'NOT_ALLOWED',
    'otherVillage',
  ],
  [
    'POST /outages/:id/contacts',
    'liaison',
    (own, other) => ({
      params: { id: other.outageId },
      body: { householdId: own.household.id, by: 'call', result: 'told' },
    }),
    'NOT_FOUND',
    'otherStation',
  ],
  [
    'POST /outages/:id/committee-contacts',
    'station_admin',
    (own, other) => ({ params: { id: own.outageId }, body: { memberId: other.member.id, by: 'call', result: 'told' } }),
    'NOT_FOUND',
    'otherStation',
  ],
  [
    'GET /outages/:id/households/:householdId/told',
    'station_admin',
    (own, other) => ({ params: { id: own.outageId, householdId: other.household.id } }),
    'NOT_FOUND',
    'otherStation',
  ],
  [
    'GET /outages/:id/households/:householdId/told',
    'liaison',
    (own, other) => ({ params: { id: own.outageId, householdId: other.household.id } }),
    'NOT_ALLOWED',
    'otherVillage',
  ],
  [
    'POST /outages/:id/acknowledgements',
    'villager',
    (own, _other) => ({ params: { id: own.outageId }, body: { householdId: own.spare.id } }),
    'NOT_FOUND',
    'otherVillage',
  ],
  [
    'GET /villages/:villageId/committee/:memberId/phone',
    'liaison',
    (own, other) => ({ params: { villageId: own.village.id, memberId: other.member.id } }),
    'NOT_FOUND',
    'otherVillage',
  ],
  [
    'PUT /villages/:villageId/committee/:memberId',
    'station_admin',
    (own, other) => ({ params: { villageId: own.village.id, memberId: other.member.id }, body: { post: '书记' } }),
    'NOT_FOUND',
    'otherStation',
  ],
  [
    'DELETE /villages/:villageId/committee/:memberId',
    'liaison',
    (own, other) => ({ params: { villageId: own.village.id, memberId: other.member.id } }),
    'NOT_FOUND',
    'otherVillage',
  ],
  [
    'DELETE /households/:id/contacts/:contactId',
    'liaison',
    (own, other) => ({ params: { id: own.household.id, contactId: other.contact.id } }),
    'NOT_FOUND',
    'otherVillage',
  ],
  [
    'PUT /households/:id',
    'station_admin',
    (own, other) => ({ params: { id: own.household.id }, body: { groupId: other.village.groups[0]?.id } }),
    'GROUP_NOT_IN_VILLAGE',
    'otherStation',
  ],
  [
    'POST /areas',
    'station_admin',
    (own, other) => ({ body: { code: 'X1', name: '新台区', feederId: own.feeder.id, villageId: other.village.id } }),
    'NOT_FOUND',
    'otherStation',
  ],
  [
    'POST /areas',
    'station_admin',
    (own, other) => ({ body: { code: 'X1', name: '新台区', feederId: other.feeder.id, villageId: own.village.id } }),
    'NOT_FOUND',
    'otherStation',
  ],
  [
    'PUT /villages/:villageId/liaison',
    'station_admin',
    (own, other) => ({ params: { villageId: own.village.id }, body: { staffId: other.liaison.id } }),
    'STAFF_UNKNOWN',
    'otherStation',
  ],
  [
    'PUT /villages/:villageId/deputy',
    'station_admin',
    (own, other) => ({
      params: { villageId: own.village.id },
      body: { staffId: other.liaison.id, from: '2026-03-02', until: '2026-03-03' },
    }),
    'STAFF_UNKNOWN',
    'otherStation',
  ],
  [
    'POST /households/search',
    'liaison',
    (own, other) => ({ body: { accountNo: other.household.accountNo, villageId: own.village.id } }),
    'OK',
    'otherVillage',
  ],
  [
    'GET /villages/:villageId/bindings',
    'liaison',
    (own, other) => ({ params: { villageId: own.village.id }, query: { householdId: other.household.id } }),
    'OK',
    'otherVillage',
  ],
  [
    'GET /villages/:villageId/households',
    'liaison',
    (own, other) => ({ params: { villageId: own.village.id }, query: { groupId: other.village.groups[0]?.id } }),
    'OK',
    'otherVillage',
  ],
  ['GET /today', 'liaison', (_own, other) => ({ query: { villageId: other.village.id } }), 'OK', 'otherVillage'],
  ['GET /today', 'duty_manager', (_own, other) => ({ query: { villageId: other.village.id } }), 'OK', 'otherStation'],
  ['GET /areas', 'station_admin', (_own, other) => ({ query: { villageId: other.village.id } }), 'OK', 'otherStation'],
  ['GET /audit', 'station_admin', (_own, other) => ({ query: { subject: other.household.id } }), 'OK', 'otherStation'],
  [
    'GET /outages/:id/still-to-tell',
    'station_admin',
    (own, other) => ({ params: { id: own.outageId }, query: { villageId: other.village.id } }),
    'OK',
    'otherStation',
  ],
]

test.each(CROSSED)('%s as %s does not mix what belongs to two', async (key, caller, ask, code, ownership) => {
  const restore = undoEveryWrite(world.db)
  try {
    const answer = await send(caller, key, ask(stage.targets.own, stage.targets[ownership]))
    expect(answer.statusCode === 200 ? 'OK' : (answer.json() as { code: string }).code).toBe(code)
    expect(answer.body).not.toContain(MARKS[ownership])
  } finally {
    restore()
  }
})

test('docs/rights.md says what the table says', () => {
  const page = rightsPage(RIGHTS)
  if (process.env.WRITE_RIGHTS) writeFileSync(PAGE, page)
  const written = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : ''
  // Out of date? WRITE_RIGHTS=1 npx jest --selectProjects sqlite --runTestsByPath server/rights.test.ts
  expect(written).toBe(page)
})
