import { openWorld, type World } from '../../testing/world'
import { type ClockworkJob, runClockwork } from './clockwork'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const MINUTE = 60_000
const job = (name: string, work: () => Promise<void> = async () => {}): ClockworkJob & { turns: () => number } => {
  let turns = 0
  return {
    name,
    everyMs: 10 * MINUTE,
    turns: () => turns,
    run: async () => {
      turns++
      await work()
    },
  }
}
const run = (one: ClockworkJob, holder = 'first') => runClockwork(world.deps, [one], holder)

test('a job runs at once, and then when its interval has passed', async () => {
  const one = job('interval')
  await run(one)
  await run(one)
  world.passTime(10 * MINUTE - 1)
  await run(one)
  expect(one.turns()).toBe(1)
  world.passTime(1)
  await run(one)
  expect(one.turns()).toBe(2)
})

test('of several processes one runs a turn', async () => {
  for (let turn = 1; turn <= 5; turn++) {
    const one = job(`shared`)
    await Promise.all(['first', 'second', 'third', 'fourth'].map((holder) => run(one, holder)))
    expect(one.turns()).toBe(1)
    world.passTime(10 * MINUTE)
  }
})

test('a job still at work elsewhere is left alone, one whose process died is taken over', async () => {
  let finish = () => {}
  const slow = job('slow', () => new Promise((done) => (finish = done)))
  const working = run(slow, 'first')
  while (slow.turns() === 0) await new Promise((done) => setTimeout(done, 5))
  await run(slow, 'second')
  expect(slow.turns()).toBe(1)
  // Its lease is over: whoever held it is taken for dead.
  world.passTime(10 * MINUTE)
  const other = job('slow')
  await run(other, 'second')
  expect(other.turns()).toBe(1)
  finish()
  await working
})

test('a failing job spoils neither the others nor its next turn', async () => {
  const bad = job('bad', async () => {
    throw new Error('no holidays known')
  })
  const good = job('good')
  await runClockwork(world.deps, [bad, good], 'first')
  expect(good.turns()).toBe(1)
  world.passTime(10 * MINUTE)
  await run(bad)
  expect(bad.turns()).toBe(2)
})

test('a clock set back does not stop the clockwork', async () => {
  const one = job('set back')
  await run(one)
  world.passTime(-24 * 60 * MINUTE)
  await run(one)
  expect(one.turns()).toBe(2)
})
