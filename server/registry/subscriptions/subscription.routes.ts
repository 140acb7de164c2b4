import type { Config } from '../../config'
import type { Mount } from '../../platform/http/mount'
import { Refusal } from '../../platform/http/refuse'
import { may, own } from '../../platform/http/rights'
import { addCredit, creditOf } from './subscription.actions'
import { CreditTable } from './subscription.tables'

export function subscriptionRoutes({ read, write }: Mount, config: Config): void {
  const villager = may({ villager: own })
  read('GET /me/subscriptions', villager, async (db, _input, { actor }) => {
    const rows = await db.find(CreditTable, {
      where: { personId: actor.personId as string },
      order: { templateId: 'ASC' },
    })
    return rows.map(({ templateId, credits }) => ({ templateId, credits }))
  })
  write('POST /me/subscriptions', villager, async (tx, { body: { templateId, answer } }, { tools, actor }) => {
    if (templateId !== config.wechat.outageTemplate)
      throw new Refusal('BAD_INPUT', [{ field: 'templateId', reason: '没有这个订阅模板' }])
    const whose = { personId: actor.personId as string, templateId }
    if (answer.startsWith('accept')) await addCredit(tx, tools, whose)
    return { credits: await creditOf(tx, whose) }
  })
}
