import { randomOf } from '../scripts/station/random'
import { CONCURRENCY } from './fulfilment/deliveries/sender'
import { type Broadcast, type BroadcastStage, differences, openBroadcastStage } from './testing/broadcast'
import { rounds } from './testing/budget'

/** Another one each run, so that a year of runs kills at a year of moments; KILL_SEED repeats one. */
const SEED = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000)
const KILLS = 1

let stage: BroadcastStage
let unhurt: Broadcast
beforeAll(async () => {
  stage = await openBroadcastStage()
  unhurt = await stage.broadcast(null)
})
afterAll(() => stage?.close())

describe(`kill -9 of the server while an outage is being told (KILL_SEED=${SEED})`, () => {
  test('the broadcast without a kill tells by all three channels, and nobody twice', () => {
    const ends = Object.values(unhurt.outcomes)
    expect(ends.filter((end) => end.includes('wechat sent')).length).toBe(300)
    expect(ends.filter((end) => end === 'sms delivered, told sms_report').length).toBeGreaterThan(900)
    expect(ends.filter((end) => end === 'person handed, sms failed').length).toBe(20)
    expect(ends.filter((end) => end === 'person handed').length).toBeGreaterThan(100)
    expect([unhurt.wechat, unhurt.wechatTwice]).toEqual([300, 0])
  })

  test('every household ends as without the kill, no delivery row is lost, no SMS goes out twice', async () => {
    for (const round of rounds(KILLS)) {
      const messages = unhurt.wechat + Object.keys(unhurt.sms).length
      const killAfter = randomOf(SEED, round).int(1, messages - CONCURRENCY)
      const where = `KILL_SEED=${SEED}, round ${round}: killed after message ${killAfter} of ${messages}`
      const killed = await stage.broadcast(killAfter)
      expect([where, ...differences(unhurt.outcomes, killed.outcomes)]).toEqual([where])
      expect([where, ...differences(asKeys(unhurt.rows), asKeys(killed.rows))]).toEqual([where])
      expect([where, ...differences(unhurt.sms, killed.sms)]).toEqual([where])
      expect(killed.wechat).toBe(unhurt.wechat)
      expect(killed.wechatTwice).toBeLessThanOrEqual(CONCURRENCY)
    }
  })
})

const asKeys = (rows: string[]): Record<string, true> => Object.fromEntries(rows.map((row) => [row, true]))
