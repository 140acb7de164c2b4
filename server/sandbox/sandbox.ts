import Fastify, { type FastifyInstance } from 'fastify'
import { type Accounts, SANDBOX_ACCOUNTS } from './accounts'
import { type Control, createControl } from './control'
import { controlRoutes } from './control-routes'
import { Counters } from './counters'
import { type Desk, mountFarEnd } from './endpoint'
import { Faults } from './faults'
import { Ledger } from './ledger'
import { boardPages } from './pages/board'
import { signInPages } from './pages/sign-in'
import { defaultSettings } from './settings'
import { aliyunEnd } from './sms/aliyun'
import { Receipts } from './sms/receipts'
import { simpleSmsRoutes } from './sms/simple'
import { tencentEnd } from './sms/tencent'
import { Codes } from './wechat/codes'
import { wechatRoutes } from './wechat/routes'
import { Tokens } from './wechat/tokens'

export interface SandboxOptions {
  /** The real clock; sandbox time is this plus the offset set by POST /__sandbox/clock. */
  clock: () => Date
  /** What SDKs sign with, where `clock` is turned by hand in a test; otherwise the same. */
  wall?: () => Date
  /** JSON lines of all that was accepted; read back at the start. Without it nothing outlives the process. */
  journalFile?: string
  /** 0 ≤ x < 1. Without it a fixed sequence that starts from the clock: tests repeat. */
  random?: () => number
  /** Other accounts than SANDBOX_ACCOUNTS. */
  accounts?: Partial<Accounts>
}

/** The Fastify app with `control`, which does what the /__sandbox routes do. */
export type Sandbox = FastifyInstance & { control: Control }

/** All far ends in one app: WeChat under /wechat, SMS under /sms, /aliyun and /tencent, sign-in page, board, control routes. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const ledger = new Ledger(options.journalFile)
  const settings = defaultSettings()
  const random = options.random ?? sequence(options.clock().getTime())
  const now = () => new Date(options.clock().getTime() + ledger.offsetMs)
  const tokens = new Tokens({ now, random, settings })
  const codes = new Codes({ now, random })
  const desk: Desk = {
    accounts: { ...SANDBOX_ACCOUNTS, ...options.accounts },
    ledger,
    settings,
    counters: new Counters(now),
    faults: new Faults(random),
    now,
    wall: options.wall ?? options.clock,
    random,
    calls: new Map(),
    report: (message) => receipts.due(message),
    revokeTokens: () => tokens.revokeAll(),
  }
  const receipts = new Receipts(desk)
  const control = createControl(desk, tokens, codes, receipts)

  const app = Fastify({
    bodyLimit: 16 * 1024 * 1024,
    // Hung and cut connections must not hold up the end of the process.
    forceCloseConnections: true,
    keepAliveTimeout: 30_000,
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
  app.addHook('onSend', async (_, reply) => {
    reply
      .header('content-security-policy', "default-src 'self'; frame-ancestors 'none'")
      .header('cache-control', 'no-store')
  })

  wechatRoutes(app, desk, tokens, codes)
  simpleSmsRoutes(app, desk)
  const aliyun = aliyunEnd(desk)
  const tencent = tencentEnd(desk)
  for (const path of ['/aliyun', '/aliyun/']) mountFarEnd(app, desk, ['POST'], path, aliyun)
  for (const path of ['/tencent', '/tencent/']) mountFarEnd(app, desk, ['POST'], path, tencent)
  // The official SDKs know a host but no path: the action header tells whose call it is.
  mountFarEnd(app, desk, ['POST'], '/', (call) => (call.header('x-tc-action') ? tencent : aliyun))
  controlRoutes(app, control)
  signInPages(app, control)
  boardPages(app, control)

  app.addHook('onClose', async () => {
    receipts.close()
    ledger.close()
  })
  receipts.resume()
  return Object.assign(app as unknown as FastifyInstance, { control })
}

/** A repeatable sequence of chances (mulberry32). */
function sequence(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
