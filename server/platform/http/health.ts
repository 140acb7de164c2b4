import type { FastifyInstance } from 'fastify'
import type { Config } from '../../config'
import type { Deps } from '../../deps'
import { outboxStanding } from '../outbox/outbox.reads'

/** A database that has not answered by then counts as away. */
const PATIENCE_MS = 2_000
/** An event that waits longer means that no worker runs, or that it cannot keep up. */
const LATE_SECONDS = 60

const tag = '运行状况'

/** `live`: the process answers. `ready`: it can do its work, and what an operator should know. */
export function healthRoutes(app: FastifyInstance, deps: Deps): void {
  const config = { rateLimit: false, ownCaller: true } as const
  app.get('/health/live', { config, schema: { summary: '服务在运行', tags: [tag] } }, async () => ({ live: true }))

  // A binary whose migrations were all there once finds nothing new later.
  let current = false
  app.get(
    '/health/ready',
    { config, schema: { summary: '服务可用：数据库、升级、待处理事件、提醒', tags: [tag] } },
    async (request, reply) => {
      try {
        const state = await within(PATIENCE_MS, look())
        return reply.code(state.ready ? 200 : 503).send(state)
      } catch (error) {
        request.log.error({ err: error }, 'not ready')
        return reply
          .code(503)
          .send({ ready: false, database: '没有回应', warnings: deps.config.warnings, off: featuresOff(deps.config) })
      }
    },
  )

  async function look() {
    await deps.db.read.query('SELECT 1')
    current ||= (await deps.db.pendingMigrations()) === 0
    const outbox = await outboxStanding(deps.db.read, deps.clock())
    const warnings = [...deps.config.warnings]
    if (!current) warnings.push('数据库还没有升级，请运行 npm run migrate')
    if (outbox.oldestDueSeconds > LATE_SECONDS)
      warnings.push(`有事件等了 ${Math.round(outbox.oldestDueSeconds)} 秒还没有处理，请检查后台进程`)
    if (outbox.parked > 0) warnings.push(`有 ${outbox.parked} 个事件多次处理失败，请在管理台「搁置的事件」中查看`)
    return {
      ready: current,
      database: deps.db.version,
      migrations: current ? '已升级' : '待升级',
      outbox,
      warnings,
      off: featuresOff(deps.config),
    }
  }
}

/** What this station has not switched on, in words an operator can act on. */
function featuresOff({ pay, wechat, sms }: Config): string[] {
  return [
    ...(pay ? [] : ['微信支付：没有配置 WECHAT_PAY_*']),
    ...(wechat.push ? [] : ['微信消息推送：没有配置 WECHAT_PUSH_TOKEN 和 WECHAT_PUSH_AES_KEY']),
    ...(wechat.outageTemplate ? [] : ['微信停电提醒：没有配置 WECHAT_TEMPLATE_OUTAGE']),
    ...(sms.provider === 'manual' ? ['短信自动发送:SMS_PROVIDER=manual,导出名单人工发'] : []),
  ]
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
