import { MoreThan } from 'typeorm'
import { containing } from '../../platform/db/containing'
import type { Mount } from '../../platform/http/mount'
import { orRefuse } from '../../platform/http/refuse'
import { anyone, may, own } from '../../platform/http/rights'
import { addArea, addFeeder, addGroup, changeVillage, foundVillage } from './village.actions'
import {
  areasOfFeeders,
  feederRefs,
  groupsOfVillage,
  liaisonOfVillage,
  villageByCode,
  villageNames,
  villageOf,
  villageOfOwnStation,
} from './village.reads'
import { FeederTable, TransformerAreaTable, VillageTable } from './village.tables'

/** The page a printed code opens; its `scene` names the village. */
const CODE_PAGE = 'pages/home/index'

export function villageRoutes({ read, write, reach }: Mount): void {
  read('GET /villages', anyone, (db, { query }) =>
    db.find(VillageTable, {
      select: { id: true, name: true },
      where: query.q ? { name: containing(query.q) } : {},
      order: { name: 'ASC' },
    }),
  )
  read('GET /village-codes/:code', anyone, async (db, { params }) => {
    const { id, name } = orRefuse(await villageByCode(db, params.code))
    return { villageId: id, name }
  })

  const admin = may({ station_admin: own })
  const adminOfVillage = may({ station_admin: villageOfOwnStation })
  reach('GET /villages/:villageId/mini-program-code', adminOfVillage, async ({ db, wechat }, { params }) => {
    const { name, code } = orRefuse(await villageOf(db.read, params.villageId))
    return { fileName: `${name}小程序码.png`, content: await wechat.codeImage({ scene: `v=${code}`, page: CODE_PAGE }) }
  })
  write('POST /villages', admin, (tx, { body }, { tools, actor }) =>
    foundVillage(tx, tools, actor.stationId as string, body),
  )
  write('PUT /villages/:villageId', adminOfVillage, async (tx, { params, body }) => {
    await changeVillage(tx, params.villageId, body)
    return { done: true }
  })
  read(
    'GET /villages/:villageId/groups',
    may({ station_admin: villageOfOwnStation, liaison: liaisonOfVillage }),
    (db, { params }) => groupsOfVillage(db, params.villageId),
  )
  write('POST /villages/:villageId/groups', adminOfVillage, (tx, { params, body }, { tools }) =>
    addGroup(tx, tools, params.villageId, body.name),
  )

  const staff = may({ station_admin: own, duty_manager: own })
  read('GET /feeders', staff, async (db, { query }, { actor }) => {
    const feeders = await db.find(FeederTable, {
      where: { stationId: actor.stationId as string, ...(query.q ? { name: containing(query.q) } : {}) },
      order: { name: 'ASC' },
    })
    const areas = await areasOfFeeders(
      db,
      feeders.map(({ id }) => id),
    )
    const names = await villageNames(db, [...new Set(areas.map(({ villageId }) => villageId))])
    return feeders.map(({ id, name }) => {
      const behind = areas.filter(({ feederId }) => feederId === id)
      const villages = [...new Set(behind.map(({ villageId }) => villageId))].map((villageId) => ({
        id: villageId,
        name: names.get(villageId) ?? '',
      }))
      return { id, name, areas: behind.length, villages }
    })
  })
  write('POST /feeders', admin, (tx, { body }, { tools, actor }) =>
    addFeeder(tx, tools, actor.stationId as string, body.name),
  )
  read('GET /areas', staff, async (db, { query }, { actor }) => {
    const base = {
      stationId: actor.stationId as string,
      ...(query.feederId ? { feederId: query.feederId } : {}),
      ...(query.villageId ? { villageId: query.villageId } : {}),
      ...(query.after ? { id: MoreThan(query.after) } : {}),
    }
    const rows = await db.find(TransformerAreaTable, {
      where: query.q
        ? [
            { ...base, name: containing(query.q) },
            { ...base, code: containing(query.q) },
          ]
        : base,
      order: { id: 'ASC' },
      take: query.limit ?? 50,
    })
    const feeders = await feederRefs(db, [...new Set(rows.map(({ feederId }) => feederId))])
    const names = await villageNames(db, [...new Set(rows.map(({ villageId }) => villageId))])
    return rows.map(({ id, code, name, feederId, villageId }) => ({
      id,
      code,
      name,
      feeder: { id: feederId, name: feeders.get(feederId)?.name ?? '' },
      village: { id: villageId, name: names.get(villageId) ?? '' },
    }))
  })
  write('POST /areas', admin, (tx, { body }, { tools, actor }) => addArea(tx, tools, actor.stationId as string, body))
}
