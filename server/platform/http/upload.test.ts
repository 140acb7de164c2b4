import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { adminToken, aHousehold, aStation, aVillage, villagerToken } from '../../testing/builders'
import { multipart } from '../../testing/multipart'
import { openWorld, type World } from '../../testing/world'
import { UPLOAD_LIMIT } from './upload'

const FILE = { name: '线路台区.csv', content: '线路名称,台区编号,台区名称,村\n' }

let world: World
let admin: string
let villager: string
beforeAll(async () => {
  world = await openWorld()
  const station = await aStation(world)
  admin = await adminToken(world, station)
  villager = await villagerToken(world, await aHousehold(world, await aVillage(world, station)))
})
afterAll(() => world.close())

const upload = (form: { payload: Buffer; headers: Record<string, string> }, token: string | null = admin) =>
  world.inject({
    method: 'POST',
    url: '/imports',
    payload: form.payload,
    headers: { ...form.headers, ...(token ? { authorization: `Bearer ${token}` } : {}) },
  })
const left = () =>
  readdirSync(tmpdir())
    .filter((name) => name.startsWith('cunsuo-upload-'))
    .sort()

test('a form without a file, or no form at all, is asked for one', async () => {
  expect((await upload(multipart({ fields: { createVillages: 'true' } }))).json().code).toBe('UPLOAD_EXPECTED')
  const json = await world.inject({
    method: 'POST',
    url: '/imports',
    payload: {},
    headers: { authorization: `Bearer ${admin}` },
  })
  expect(json.json().code).toBe('UPLOAD_EXPECTED')
})

test('an unknown form field is refused by name', async () => {
  const answer = await upload(multipart({ file: FILE, fields: { creatVillages: 'true' } }))
  expect(answer.statusCode).toBe(400)
  expect(answer.json().details).toEqual([{ field: 'creatVillages', reason: '没有这一项' }])
})

test('a file over the limit is refused and nothing of any upload stays on the disk', async () => {
  const before = left()
  const answer = await upload(multipart({ file: { ...FILE, content: Buffer.alloc(UPLOAD_LIMIT + 1, 65) } }))
  expect(answer.statusCode).toBe(413)
  expect(answer.json().code).toBe('UPLOAD_TOO_LARGE')
  expect((await upload(multipart({ file: FILE }))).statusCode).toBe(200)
  expect(left()).toEqual(before)
})

test('strangers and villagers are refused before a byte is stored', async () => {
  const form = multipart({ file: FILE, fields: { unknown: 'field' } })
  expect((await upload(form, null)).json().code).toBe('NOT_SIGNED_IN')
  expect((await upload(form, villager)).json().code).toBe('NOT_ALLOWED')
})
