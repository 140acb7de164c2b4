import type { Mount } from '../../platform/http/mount'
import { may } from '../../platform/http/rights'
import { sheetStream } from '../../platform/sheets/write-sheet'
import { outageOfOwnStation } from '../../services/outages/outage.reads'
import { markListSent } from './delivery.actions'
import { deliveryProgress, smsList } from './delivery.reads'

export function deliveryRoutes({ read, write }: Mount): void {
  const station = may({ station_admin: outageOfOwnStation, duty_manager: outageOfOwnStation })

  read('GET /outages/:id/deliveries', station, (db, { params, query }, { tools }) =>
    deliveryProgress(db, tools, params.id, query),
  )
  read('GET /outages/:id/sms-list.xlsx', station, async (db, { params }, { tools, audit }) => {
    const { number, lines } = await smsList(db, tools, params.id)
    audit({ subjectKind: 'outage', subjectId: params.id, detail: { numbers: lines.length, list: number } })
    return {
      fileName: `短信名单-${number}.xlsx`,
      content: sheetStream({
        name: '短信名单',
        notes: [
          `名单编号 ${number}，共${lines.length}条。逐条发送后，请在系统里登记“名单已发”，填编号和条数。名单含电话号码，发完请删除。`,
        ],
        columns: [
          { title: '手机号', width: 14 },
          { title: '短信内容', width: 80 },
        ],
        rows: lines.map(({ mobile, text }) => [mobile, text]),
      }),
    }
  })
  write('POST /outages/:id/sms-list/sent', station, async (tx, { params, body }, { tools, audit }) => {
    await markListSent(tx, tools, params.id, body)
    audit({ subjectKind: 'outage', subjectId: params.id, detail: { numbers: body.count, list: body.list } })
    return { done: true }
  })
}
