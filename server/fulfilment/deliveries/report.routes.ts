import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps'
import { takeReports } from './report.actions'

/** A provider reports at most a few hundred messages at once. */
const BODY_LIMIT = 512 * 1024

const same = (given: string, wanted: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/**
 * Where the provider of text messages reports. No provider signs its reports: the secret in the address stands for that, and a
 * wrong one looks like no address at all. Answers in the provider's own words, else it would report again and again.
 */
export function smsReportRoutes(app: FastifyInstance, deps: Deps): void {
  const { sms, config, db } = deps
  app.post<{ Params: { provider: string; secret: string } }>(
    '/callbacks/sms/:provider/:secret',
    {
      bodyLimit: BODY_LIMIT,
      config: { ownCaller: true, rateLimit: { max: 6_000, timeWindow: '1 minute' } },
      schema: { hide: true } as object,
    },
    async (request, reply) => {
      const { provider, secret } = request.params
      const known =
        config.sms.callbackSecret !== '' && provider === sms.provider && same(secret, config.sms.callbackSecret)
      if (!known) return reply.callNotFound()
      const reports = sms.readReports(request.body)
      if (reports.length > 0) await db.write((tx) => takeReports(tx, deps, reports))
      return sms.reportReply
    },
  )
}
