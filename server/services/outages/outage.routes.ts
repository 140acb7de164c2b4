import type { Mount } from '../../platform/http/mount'
import { orRefuse } from '../../platform/http/refuse'
import { anyone, may, own } from '../../platform/http/rights'
import { villageOf } from '../../registry/villages/village.reads'
import { checkOf, checkView } from './check.reads'
import { discardOutage, draftOutage, editOutage, publishOutage } from './outage.actions'
import { outageOf, outageOfOwnStation, outagesOfStation, outageViewOf } from './outage.reads'
import { previewOutage } from './preview.actions'
import { outagesOfVillage, villageHome, villageNotice } from './public.reads'

export function outageRoutes({ read, write, reach }: Mount): void {
  // The duty manager publishes at night and at weekends, when no admin is there.
  const station = may({ station_admin: own, duty_manager: own })
  const ownOutage = may({ station_admin: outageOfOwnStation, duty_manager: outageOfOwnStation })

  read('GET /outages', station, (db, { query }, { actor }) => outagesOfStation(db, actor.stationId as string, query))
  read('GET /outages/:id', ownOutage, (db, { params }) => outageViewOf(db, params.id))
  write('POST /outages', station, (tx, { body }, { tools, actor }) => draftOutage(tx, tools, actor, body))
  write('PUT /outages/:id', ownOutage, (tx, { params, body }, { tools }) => editOutage(tx, tools, params.id, body))
  write('DELETE /outages/:id', ownOutage, async (tx, { params }, { tools }) => {
    await discardOutage(tx, tools, params.id)
    return { done: true }
  })
  // Both count a whole station's households: outside any transaction, so that nobody's write waits for it.
  reach('POST /outages/:id/check', ownOutage, async (deps, { params }) =>
    checkView(await checkOf(deps.db.read, deps, await outageOf(deps.db.read, params.id))),
  )
  reach('POST /outages/:id/preview', ownOutage, async (deps, { params }, { actor, audit }) => {
    const preview = await previewOutage(deps, actor, params.id)
    audit({ subjectKind: 'outages', subjectId: params.id })
    return preview
  })
  write('POST /outages/:id/publish', ownOutage, (tx, { params, body }, { tools, actor }) =>
    publishOutage(tx, tools, actor, params.id, body.previewToken),
  )

  read('GET /villages/:villageId/outages', anyone, async (db, { params }, { tools }) =>
    outagesOfVillage(db, orRefuse(await villageOf(db, params.villageId)), tools.clock()),
  )
  read('GET /villages/:villageId/home', anyone, (db, { params }, { tools }) => villageHome(db, tools, params.villageId))
  read('GET /outages/:id/notice', anyone, (db, { params, query }, { tools }) =>
    villageNotice(db, tools, params.id, query.villageId),
  )
}
