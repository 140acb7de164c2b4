import type { Channel } from '../../../shared/domain/channel'
import { afterFailure, afterSend, afterSilence, type Turn } from '../../../shared/domain/delivery'
import type { Deps } from '../../deps'
import { inGroups } from '../../platform/db/in-groups'
import type { SendOutcome } from '../../platform/outcome'
import type { SmsReport } from '../../platform/sms/sms'
import { outagesById } from '../../services/outages/outage.reads'
import { claimDue, LEASE_MS, openHouseholds, recoverAbandoned } from './claim.actions'
import { tellCredits } from './credit.actions'
import type { DeliveryRow } from './delivery.tables'
import { type Reach, reachOf } from './recipient.reads'
import { takeReports } from './report.actions'
import { type Settled, settle } from './settle.actions'

/** Messages on the wire at one time, from one process. */
export const CONCURRENCY = 32
/**
 * A claimed message is begun only so long after the claim; with its own time limits (twice a token, twice a send, 5 s each) it
 * then ends inside the lease. Measured by the machine's own clock, which nobody turns.
 */
const BEGIN_WITHIN_MS = LEASE_MS - 20_000
const SETTLE_TRIES = 60
/** A batch that could not be looked up is taken again after this. */
const NOT_PREPARED_MS = 5_000

type Asked = { asked: boolean; word: Awaited<ReturnType<Deps['sms']['ask']>> }
/** Notes the end of one message; resolves once it is in the database. */
type Note = (end: Settled) => Promise<void>
const NOT_ASKED: Asked = { asked: false, word: null }

export type Sender = {
  /** Sends one batch of what is due; false when nothing is. */
  pump(): Promise<boolean>
  /** Frees what waits for others, takes over from the dead, asks about unknown ends, tells of credits; false when there was nothing of it. */
  tend(): Promise<boolean>
}

/**
 * The sender of one process. `pump` may run several times at once: while one batch is on the wire, the next is claimed and the
 * last is written. No transaction is open while a message is.
 */
export function createSender(deps: Deps): Sender {
  const { db, clock, wechat, sms, log, config } = deps
  const own = new Set<string>()
  const slots = new Slots(CONCURRENCY)
  /** WeChat refuses a second call for one person while the first is worked on (43108). */
  const lines = new Map<string, Promise<unknown>>()
  /** Until when a channel rests because its whole account was told to wait. */
  const resting = new Map<Channel, number>()
  let first = true

  async function pump(): Promise<boolean> {
    // Ours from before it stands in the database, so that `tend` never takes it for a dead one's.
    const claim = deps.newId()
    own.add(claim)
    try {
      const begun = performance.now()
      const rows = await claimDue(deps, claim, 'waiting')
      if (rows.length === 0) return false
      const { running, reach } = await prepare(claim, rows)
      const note = inGroups<Settled>((ends) => settleSurely(claim, 'sending', ends))
      await Promise.all(
        rows.map((row) =>
          running.has(row.outageId) ? sendOne(row, reach.get(row.id) as Reach, begun, note) : note(withdrawn(row)),
        ),
      )
      return true
    } finally {
      own.delete(claim)
    }
  }

  /** What a batch needs before its first message. Where that cannot be had nothing was tried: the rows go back as they were. */
  async function prepare(claim: string, rows: readonly DeliveryRow[]) {
    try {
      return { running: await runningOutages(rows), reach: await reachOf(db.read, deps, rows) }
    } catch (error) {
      const turn: Turn = { state: 'waiting', code: null, inMs: NOT_PREPARED_MS }
      await settleSurely(
        claim,
        'sending',
        rows.map((row) => ({ row, sms: null, turn, notTried: true })),
      )
      throw error
    }
  }

  /** A notice that was taken back, or is over, is not sent any more. */
  async function runningOutages(rows: readonly DeliveryRow[]): Promise<Set<string>> {
    const now = clock()
    const outages = await outagesById(db.read, [...new Set(rows.map((row) => row.outageId))])
    return new Set(
      outages
        .filter(({ state, endsAt }) => state === 'published' && (endsAt === null || endsAt > now))
        .map(({ id }) => id),
    )
  }

  const withdrawn = (row: DeliveryRow): Settled => ({
    row,
    sms: null,
    turn: { state: 'withdrawn', code: 'OUTAGE_OVER' },
  })

  /**
   * Sends one message and notes its end. A WeChat message counts as in flight until its end is written down: a process that dies
   * repeats what it had not noted, and WeChat, unlike a text message's provider, can be asked about nothing.
   */
  async function sendOne(row: DeliveryRow, reach: Reach, begun: number, note: Note): Promise<void> {
    const address = row.channel === 'wechat' ? reach.openid : reach.mobile
    const hasMobile = row.channel === 'wechat' && reach.sms !== null
    if (address === null) return note({ row, sms: reach.sms, turn: afterFailure(row, hasMobile, 'NOBODY_THERE') })
    const noted = await inLine(address, () =>
      slots.use(async () => {
        const late = performance.now() - begun > BEGIN_WITHIN_MS
        const restMs = (resting.get(row.channel) ?? 0) - clock().getTime()
        if (late || restMs > 0) {
          const turn: Turn = { state: 'waiting', code: null, inMs: Math.max(0, restMs) }
          return { written: note({ row, sms: null, turn, notTried: true }) }
        }
        const end = await sendTo(row, address)
        if (end.kind === 'retry' && end.account) {
          resting.set(row.channel, clock().getTime() + end.afterMs)
          log.warn({ channel: row.channel, code: end.code }, 'channel rests: the account was told to wait')
        }
        const written = note({ row, sms: reach.sms, turn: afterSend(row, end, hasMobile) })
        if (row.channel === 'wechat') await written
        return { written }
      }),
    )
    await noted.written
  }

  async function inLine<T>(address: string, work: () => Promise<T>): Promise<T> {
    const mine = (lines.get(address) ?? Promise.resolve()).then(work, work)
    lines.set(address, mine)
    try {
      return await mine
    } finally {
      if (lines.get(address) === mine) lines.delete(address)
    }
  }

  async function sendTo(row: DeliveryRow, address: string): Promise<SendOutcome> {
    try {
      if (row.channel === 'wechat') {
        const page = `pages/outages/index?id=${row.outageId}`
        return await wechat.sendSubscribe({
          openid: address,
          templateId: config.wechat.outageTemplate,
          page,
          data: row.data ?? {},
        })
      }
      const templateKey = row.phase === 1 ? 'committee' : 'outage'
      return await sms.send({ id: row.id, to: address, text: row.text, templateKey, params: row.params ?? {} })
    } catch (error) {
      // A fault of ours: nobody knows how far it came. The error itself may hold a number, so only its kind is written down.
      log.error({ deliveryId: row.id, fault: (error as Error).name }, 'send failed in an unforeseen way')
      return { kind: 'unknown', code: 'FAULT' }
    }
  }

  /** What was sent must be written down: over a restart of the database the results wait here. */
  async function settleSurely(claim: string, from: 'sending' | 'unknown', results: readonly Settled[]): Promise<void> {
    if (results.length === 0) return
    for (let attempt = 1; ; attempt++) {
      try {
        return await db.write((tx) => settle(tx, deps, claim, from, results))
      } catch (error) {
        if (attempt >= SETTLE_TRIES) throw error
        log.error({ err: error, messages: results.length }, 'results not written, trying again')
        await new Promise((done) => setTimeout(done, 500))
      }
    }
  }

  async function askAll(): Promise<boolean> {
    const claim = deps.newId()
    const rows = await claimDue(deps, claim, 'unknown')
    if (rows.length === 0) return false
    const reach = await reachOf(db.read, deps, rows)
    const results = await Promise.all(rows.map((row) => slots.use(() => askOne(row, reach.get(row.id) as Reach))))
    const reports = results.flatMap(({ report }) => report ?? [])
    await settleSurely(
      claim,
      'unknown',
      results.flatMap(({ settled }) => settled ?? []),
    )
    if (reports.length > 0) await db.write((tx) => takeReports(tx, deps, reports))
    return true
  }

  async function askOne(row: DeliveryRow, reach: Reach): Promise<{ settled?: Settled; report?: SmsReport }> {
    const unknownForMs = clock().getTime() - (row.unknownAt ?? clock()).getTime()
    const { asked, word } = row.channel === 'sms' && reach.mobile !== null ? await ask(row, reach.mobile) : NOT_ASKED
    if (word && 'delivered' in word) return { report: { ...word, id: row.id } }
    const hasMobile = row.channel === 'wechat' && reach.sms !== null
    const answer = { word, repeatable: sms.repeatable && asked, hasMobile }
    const turn = afterSilence({ channel: row.channel, resent: row.resent, unknownForMs }, answer)
    const providerId = word?.providerId ?? ''
    return { settled: { row, sms: reach.sms, turn: { ...turn, providerId }, resend: turn.state === 'waiting' } }
  }

  /** The provider's word. That it could not be asked says nothing about the message. */
  async function ask(row: DeliveryRow, to: string): Promise<Asked> {
    try {
      return { asked: true, word: await sms.ask({ id: row.id, to, sentAt: row.unknownAt ?? clock() }) }
    } catch (error) {
      log.warn({ deliveryId: row.id, fault: (error as Error).name }, 'provider could not be asked')
      return NOT_ASKED
    }
  }

  return {
    pump,
    async tend() {
      const alone = first && db.dialect === 'sqlite'
      first = false
      const recovered = await recoverAbandoned(deps, own, alone)
      const opened = await openHouseholds(deps)
      const told = await tellCredits(deps)
      return (await askAll()) || told || recovered + opened > 0
    },
  }
}

/** At most so many at a time; the others wait their turn. */
class Slots {
  private readonly waiting: (() => void)[] = []
  constructor(private free: number) {}
  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--
    else await new Promise<void>((turn) => this.waiting.push(turn))
    try {
      return await work()
    } finally {
      const next = this.waiting.shift()
      if (next) next()
      else this.free++
    }
  }
}
