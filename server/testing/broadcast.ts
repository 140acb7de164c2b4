import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pino } from 'pino'
import { type Call, callerOf } from '../../scripts/stage/call'
import { type Accepted, farEndsAt } from '../../scripts/stage/far-ends'
import { foundStation } from '../../scripts/stage/found-station'
import { applyFile, checkFile } from '../../scripts/stage/import-file'
import { openStage, type Stage } from '../../scripts/stage/programs'
import { projectRoot } from '../../scripts/stage/root'
import { type HouseholdRow, makeStation, type Station } from '../../scripts/station/station'
import { writeRegister } from '../../scripts/station/write-station'
import { readConfig } from '../config'
import type { Deps } from '../deps'
import { LEASE_MS } from '../fulfilment/deliveries/claim.actions'
import { openHouse } from '../house'
import { bulkInsert } from '../platform/db/bulk'
import { BindingTable } from '../registry/bindings/binding.tables'
import { PersonTable } from '../registry/sign-in/sign-in.tables'
import { CreditTable } from '../registry/subscriptions/subscription.tables'

const ADMIN = { account: 'suozhang', password: 'kill-test-password' }
const VILLAGES = 3
const HOUSEHOLDS = 500
/** Households told through WeChat, and numbers whose SMS never arrive. */
const WECHAT = 300
const FAILING = 20
const CREDITS = 10_000
/** Working time of a far end: long enough that a broadcast can be cut anywhere. */
const LATENCY_MS = 25
const DAY_MS = 86_400_000
const LONGEST_MS = 120_000

/** A database of this stage alone in the MySQL runs; undefined for a file in the stage's own folder. */
function mysqlUrl(): string | undefined {
  if (process.env.TEST_DATABASE !== 'mysql') return undefined
  const server = new URL(process.env.TEST_MYSQL_URL ?? 'mysql://root@127.0.0.1:3306')
  server.pathname = `/${process.env.TEST_DATABASE_PREFIX ?? 'cunsuo_test_'}kill_${process.pid}`
  return server.href
}

/** What became of one household: its deliveries as `channel state`, sorted, and what it was told by. */
type Outcomes = Record<string, string>
export type Broadcast = {
  outcomes: Outcomes
  /** Delivery rows; the keys a plan gives and those of later roads. */
  rows: string[]
  /** SMS the far end accepted, by number. */
  sms: Record<string, number>
  /** WeChat messages accepted more than once, counted. */
  wechatTwice: number
  wechat: number
  /** From the restarted server's first answer to its first message, ms; null without a kill. */
  resumedAfterMs: number | null
}

export type BroadcastStage = Awaited<ReturnType<typeof openBroadcastStage>>

/** Real programs with a station of 1,500 customers behind three feeders, ready to publish one outage after another. */
export async function openBroadcastStage() {
  const url = mysqlUrl()
  if (!existsSync(join(projectRoot(), 'dist/server/main.js'))) throw new Error('npm test builds the server first')
  const folder = await mkdtemp(join(tmpdir(), 'cunsuo-kill-'))
  const stage = await openStage({ folder, databaseUrl: url ?? `sqlite:${join(folder, 'kill.sqlite')}` })
  const far = farEndsAt(stage.sandboxUrl)
  const close = async () => {
    await stage.close()
    if (url)
      await inHouse(stage, ({ db }) =>
        db.write((tx) => tx.query(`DROP DATABASE \`${new URL(url).pathname.slice(1)}\``)),
      )
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const station = makeStation({ seed: 7, villages: VILLAGES, householdsPerVillage: HOUSEHOLDS, now: new Date() })
    await foundStation(stage.env, ADMIN)
    await stage.startServer()
    const call = await register(stage, station, folder)
    await stage.stopServer()
    await far.changeSettings({ latencyMs: LATENCY_MS })
    await bindPeople(stage, [...station.households()])
    await stage.startServer()
    return { close, broadcast: (killAfter: number | null) => broadcast(stage, call, killAfter), said: stage.said }
  } catch (error) {
    await close()
    throw error
  }

  async function bindPeople({ env }: Stage, all: HouseholdRow[]): Promise<void> {
    const withNumber = all.filter(({ phone }) => phone !== '')
    const chosen = withNumber.slice(0, WECHAT)
    const people = await far.addPeople(chosen.map(({ phone, owner }) => ({ phone, nickname: owner })))
    await far.failNumbers(withNumber.slice(-FAILING).map(({ phone }) => phone))
    const templateId = readConfig(env).wechat.outageTemplate
    await far.addCredits(people.map(({ openid }) => ({ openid, templateId, times: CREDITS })))
    await inHouse(stage, (house) =>
      insertPeople(
        house,
        chosen.map(({ accountNo }, at) => [accountNo, people[at]?.openid as string]),
      ),
    )
  }
}

async function inHouse<T>({ env }: Stage, work: (house: Deps) => Promise<T>): Promise<T> {
  const house = await openHouse(readConfig(env), () => new Date(), pino({ level: 'silent' }))
  try {
    return await work(house)
  } finally {
    await house.db.close()
  }
}

/** Imports the station's files through the server; answers the admin's door. */
async function register({ url }: Stage, station: Station, folder: string): Promise<Call> {
  const { token } = await callerOf(url, null)('POST /sessions/staff', { body: ADMIN })
  const files = await writeRegister(folder, station)
  for (const path of [files.areas, files.villages, files.customers]) {
    const { id } = await checkFile(url, token, path)
    await applyFile(url, token, id)
  }
  return callerOf(url, token)
}

/** People bound to their households with more credits than the test uses up, as after many taps. */
async function insertPeople(house: Deps, bound: [accountNo: string, openid: string][]): Promise<void> {
  const { db, newId, clock, outageTemplate } = house
  const rows: { id: string; account_no: string }[] = await db.read.query('SELECT id, account_no FROM household')
  const households = new Map(rows.map(({ id, account_no }) => [account_no, id]))
  const now = clock()
  const people = bound.map(([accountNo, openid]) => ({
    personId: newId(),
    openid,
    householdId: households.get(accountNo) as string,
  }))
  await db.write(async (tx) => {
    const nobody = { unionid: null, phoneSealed: null, phoneHash: null, createdAt: now }
    await bulkInsert(
      tx,
      PersonTable,
      people.map(({ personId, openid }) => ({ id: personId, openid, name: '微信用户', ...nobody })),
    )
    await bulkInsert(
      tx,
      BindingTable,
      people.map(({ personId, householdId }) => ({
        id: newId(),
        personId,
        householdId,
        state: 'bound' as const,
        ground: 'liaison' as const,
        relation: '本人',
        askedAs: null,
        decidedBy: 'system',
        askedAt: now,
        decidedAt: now,
        liveKey: `${personId}:${householdId}`,
      })),
    )
    await bulkInsert(
      tx,
      CreditTable,
      people.map(({ personId }) => ({ personId, templateId: outageTemplate, credits: CREDITS, refusedAt: null })),
    )
  })
}

async function broadcast(stage: Stage, call: Call, killAfter: number | null): Promise<Broadcast> {
  const far = farEndsAt(stage.sandboxUrl)
  const before = await far.lastSeq()
  const id = await publish(call, await far.now())
  let resumedAfterMs: number | null = null
  if (killAfter !== null) {
    await untilAccepted(far, before, killAfter)
    await stage.killServer()
    // What is on the wire may still be accepted: only later messages are the restarted server's.
    await pause(LATENCY_MS * 4)
    const { messages } = await far.count({ after: before })
    await stage.startServer()
    const answered = performance.now()
    // With several servers on one database only the lease tells that one is dead; the clock is turned instead of waited for.
    if (process.env.TEST_DATABASE === 'mysql') await far.setOffset((await far.offsetMs()) + LEASE_MS)
    await untilAccepted(far, before, messages + 1)
    resumedAfterMs = performance.now() - answered
  }
  await untilSettled(call, id)
  const record = await far.record({ after: before })
  await stage.stopServer()
  const ended = await inHouse(stage, (house) => endOf(house, id))
  await stage.startServer()
  return { ...ended, ...countRecord(record), resumedAfterMs }
}

/** Where two broadcasts differ, in words, at most ten. */
export function differences(one: Record<string, unknown>, other: Record<string, unknown>): string[] {
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return keys
    .filter((key) => one[key] !== other[key])
    .map((key) => `${key}: ${one[key]} ≠ ${other[key]}`)
    .slice(0, 10)
}

async function publish(call: Call, now: Date): Promise<string> {
  const off = now.getTime() + 8 * DAY_MS
  const { outage } = await call('POST /outages', {
    body: {
      kind: 'planned',
      reason: '线路检修',
      intervals: [{ offAt: new Date(off).toISOString(), onAt: new Date(off + DAY_MS / 4).toISOString() }],
      scope: ['10kV营房线', '10kV柳河线', '10kV石桥线'].map((place) => ({ kind: 'feeder' as const, place })),
    },
  })
  const params = { id: outage.id }
  const { token } = await call('POST /outages/:id/preview', { params })
  await call('POST /outages/:id/publish', { params, body: { previewToken: token } })
  return outage.id
}

type FarEnds = ReturnType<typeof farEndsAt>

async function untilAccepted(far: FarEnds, after: number, messages: number): Promise<void> {
  for (const until = performance.now() + LONGEST_MS; performance.now() < until; await pause(5))
    if ((await far.count({ after })).messages >= messages) return
  throw new Error(`the far ends did not take ${messages} messages`)
}

/** Until nothing is open and every report has come. */
async function untilSettled(call: Call, id: string): Promise<void> {
  for (const until = performance.now() + LONGEST_MS; performance.now() < until; await pause(100)) {
    const progress = await call('GET /outages/:id/deliveries', { params: { id }, query: { limit: 1 } })
    const unreported = progress.counts.some(({ channel, state }) => channel === 'sms' && state === 'sent')
    if (progress.total === 0 || progress.open > 0 || unreported) continue
    // A report is a proof only once its event has been heard.
    if ((await call('GET /outbox/parked', { query: {} })).waiting === 0) return
  }
  throw new Error('the broadcast did not come to its end')
}

/** Reads what the database holds, with the server stopped. */
async function endOf({ db }: Deps, outageId: string): Promise<Pick<Broadcast, 'outcomes' | 'rows'>> {
  type Row = { account: string | null; place: string; channel: string; state: string; means: string | null }
  const deliveries: Row[] = await db.read.query(
    `SELECT h.account_no AS account, d.plan_key AS place, d.channel AS channel, d.state AS state FROM delivery d
     LEFT JOIN household h ON h.id = d.household_id WHERE d.outage_id = ? ORDER BY d.plan_key`,
    [outageId],
  )
  const told: { account: string; means: string }[] = await db.read.query(
    'SELECT h.account_no AS account, t.means AS means FROM told t JOIN household h ON h.id = t.household_id WHERE t.outage_id = ?',
    [outageId],
  )
  const affected: { account: string }[] = await db.read.query(
    'SELECT h.account_no AS account FROM outage_household o JOIN household h ON h.id = o.household_id WHERE o.outage_id = ?',
    [outageId],
  )
  const ends = new Map<string, string[]>(affected.map(({ account }) => [account, []]))
  for (const { account, channel, state, place } of deliveries) {
    const whose = account ?? place
    ends.set(whose, [...(ends.get(whose) ?? []), `${channel} ${state}`])
  }
  for (const { account, means } of told) ends.get(account)?.push(`told ${means}`)
  return {
    outcomes: Object.fromEntries([...ends].sort().map(([whose, end]) => [whose, end.sort().join(', ')])),
    rows: deliveries.map(({ place }) => place),
  }
}

function countRecord(record: readonly Accepted[]): Pick<Broadcast, 'sms' | 'wechat' | 'wechatTwice'> {
  const sms: Record<string, number> = {}
  const wechat = new Map<string, number>()
  for (const { channel, to } of record)
    if (channel === 'wechat') wechat.set(to, (wechat.get(to) ?? 0) + 1)
    else sms[to] = (sms[to] ?? 0) + 1
  const all = [...wechat.values()].reduce((sum, count) => sum + count, 0)
  return { sms, wechat: wechat.size, wechatTwice: all - wechat.size }
}
