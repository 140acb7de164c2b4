import { openWorld, type World } from '../../testing/world'
import { hotQuestion } from './hot-question'

type Row = { openid: string; name: string; extra: string }
const byOpenid = hotQuestion<Row>(
  (marks) => `SELECT openid, name, ? AS extra FROM person WHERE openid IN (${marks}) ORDER BY id`,
  'openid',
)
const impossible = hotQuestion<Row>((marks) => `SELECT openid FROM no_such_table WHERE openid IN (${marks})`, 'openid')

let world: World
const openids = Array.from({ length: 150 }, (_, at) => `openid-${at}`)
beforeAll(async () => {
  world = await openWorld()
  for (const openid of openids) await insert(openid)
})
afterAll(() => world.close())

const insert = (openid: string) =>
  world.db.write((tx) =>
    tx.query('INSERT INTO person (id, openid, name, created_at) VALUES (?, ?, ?, ?)', [
      world.deps.newId(),
      openid,
      `name of ${openid}`,
      '2026-03-02 01:00:00.000',
    ]),
  )

test('of many who ask at once each gets the rows of the own key, and nobody another’s', async () => {
  const asked = [...openids, 'unknown', ...openids.slice(0, 10)]
  const answers = await Promise.all(asked.map((openid) => byOpenid(world.db.read, openid, 'x')))
  expect(answers.map((rows) => rows.map(({ name }) => name))).toEqual(
    asked.map((openid) => (openid === 'unknown' ? [] : [`name of ${openid}`])),
  )
  expect(answers[0]).toEqual([{ openid: 'openid-0', name: 'name of openid-0', extra: 'x' }])
})

test('who asks after a commit sees it, also while others are asking', async () => {
  const others = openids.map((openid) => byOpenid(world.db.read, openid, 'x'))
  expect(await byOpenid(world.db.read, 'late', 'x')).toEqual([])
  await insert('late')
  const [late] = await Promise.all([byOpenid(world.db.read, 'late', 'x'), ...others])
  expect(late).toHaveLength(1)
})

test('inside a transaction it sees what the transaction wrote, and others do not', async () => {
  await expect(
    world.db.write(async (tx) => {
      await tx.query("UPDATE person SET name = 'changed' WHERE openid = 'openid-7'")
      expect((await byOpenid(tx, 'openid-7', 'x'))[0]?.name).toBe('changed')
      expect((await byOpenid(world.db.read, 'openid-7', 'x'))[0]?.name).toBe('name of openid-7')
      throw new Error('undone')
    }),
  ).rejects.toThrow('undone')
})

test('a fault of the database reaches everybody who asked', async () => {
  const answers = await Promise.allSettled(openids.slice(0, 5).map((openid) => impossible(world.db.read, openid)))
  expect(answers.map(({ status }) => status)).toEqual(Array(5).fill('rejected'))
})
