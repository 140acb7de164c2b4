import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { REFUSALS } from '../../../shared/domain/refusal'
import type { Deps } from '../../deps'
import { signedByWeChat } from '../wechat/push-verification'
import { Refusal, refuseIf } from './refuse'

/**
 * Where WeChat calls us. The address can be registered with WeChat today; messages and payment notices are answered "not
 * open", so that WeChat keeps and repeats them instead of taking them as received.
 */
export async function callbackRoutes(app: FastifyInstance, { config }: Deps): Promise<void> {
  const options = { schema: { hide: true }, config: { rateLimit: false, ownCaller: true } } as const
  const plugin: FastifyPluginAsync = async (scope) => {
    // WeChat sends XML or JSON by its own choice; neither is read here.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => done(null, undefined))

    scope.get<{ Querystring: Record<string, unknown> }>('/callbacks/wechat', options, async ({ query }, reply) => {
      if (!config.wechat.push) throw new Refusal('FEATURE_OFF')
      refuseIf(!signedByWeChat(config.wechat.push.token, query) && 'NOT_ALLOWED')
      return reply.type('text/plain; charset=utf-8').send(String(query.echostr ?? ''))
    })
    scope.post('/callbacks/wechat', options, async () => {
      throw new Refusal('FEATURE_OFF')
    })
    for (const url of ['/callbacks/pay', '/callbacks/refund'])
      scope.post(url, options, async (_request, reply) =>
        reply.code(503).send({ code: 'FAIL', message: REFUSALS.FEATURE_OFF.text }),
      )
  }
  await app.register(plugin)
}
