import { maskPhone } from '../../../shared/domain/mask'
import type { Mount } from '../../platform/http/mount'
import { orRefuse } from '../../platform/http/refuse'
import { anyone, may, own } from '../../platform/http/rights'
import { committeeOfVillage, liaisonOfVillage, villageOfOwnStation } from '../villages/village.reads'
import { changeMember, seatMember, setDuty, unseatMember } from './committee.actions'
import { committeesOfVillages, liaisonCard } from './liaison.reads'
import { CommitteeMemberTable } from './liaison.tables'
import { blindSpots, dutyRota, pairingHistory, villageOverview } from './overview.reads'
import { appointLiaison, dismissDeputy, endPairing, handOver, nameDeputy, staffWord } from './pairing.actions'

const done = { done: true } as const

export function liaisonRoutes(door: Mount): void {
  pairingRoutes(door)
  committeeRoutes(door)
  dutyRoutes(door)
}

function pairingRoutes({ read, write }: Mount): void {
  const admin = may({ station_admin: villageOfOwnStation })
  read('GET /villages/:villageId/liaison', anyone, (db, { params }, { tools }) =>
    liaisonCard(db, tools, params.villageId),
  )
  write('POST /villages/:villageId/liaison', admin, (tx, { params, body }, { tools, actor, audit }) => {
    audit({ subjectKind: 'village', subjectId: params.villageId, detail: body })
    return appointLiaison(tx, tools, actor, params.villageId, body)
  })
  write('PUT /villages/:villageId/liaison', admin, (tx, { params, body }, { tools, actor, audit }) => {
    audit({ subjectKind: 'village', subjectId: params.villageId, detail: body })
    return handOver(tx, tools, actor, params.villageId, body)
  })
  write('DELETE /villages/:villageId/liaison', admin, async (tx, { params }, { tools, actor }) => {
    orRefuse(await endPairing(tx, tools, staffWord(actor), params.villageId), 'VILLAGE_WITHOUT_LIAISON')
    return done
  })
  read(
    'GET /villages/:villageId/liaison/history',
    may({ station_admin: villageOfOwnStation, duty_manager: villageOfOwnStation, liaison: liaisonOfVillage }),
    (db, { params }, { tools }) => pairingHistory(db, tools, params.villageId),
  )
  write('PUT /villages/:villageId/deputy', admin, async (tx, { params, body }, { tools, actor, audit }) => {
    await nameDeputy(tx, tools, actor, params.villageId, body)
    audit({ subjectKind: 'village', subjectId: params.villageId, detail: body })
    return done
  })
  write('DELETE /villages/:villageId/deputy', admin, async (tx, { params }) => {
    await dismissDeputy(tx, params.villageId)
    return done
  })
  read(
    'GET /station/villages',
    may({ station_admin: own, duty_manager: own, liaison: own }),
    (db, _input, { tools, actor }) => villageOverview(db, tools, actor),
  )
  read('GET /station/blind-spots', may({ station_admin: own, duty_manager: own }), (db, _input, { tools, actor }) =>
    blindSpots(db, tools, actor.stationId as string),
  )
}

function committeeRoutes({ read, write }: Mount): void {
  const staff = may({ station_admin: villageOfOwnStation, liaison: liaisonOfVillage })
  read(
    'GET /villages/:villageId/committee',
    may({ station_admin: villageOfOwnStation, liaison: liaisonOfVillage, committee: committeeOfVillage }),
    async (db, { params }, { tools }) => {
      const members = (await committeesOfVillages(db, [params.villageId])).get(params.villageId) ?? []
      return members.map(({ id, name, post, phoneSealed }) => ({
        id,
        name,
        post,
        phone: maskPhone(tools.vault.open(phoneSealed)),
      }))
    },
  )
  // Who is on duty tells the committee where no liaison does.
  const looks = may({
    station_admin: villageOfOwnStation,
    duty_manager: villageOfOwnStation,
    liaison: liaisonOfVillage,
  })
  read('GET /villages/:villageId/committee/:memberId/phone', looks, async (db, { params }, { tools, audit }) => {
    const { villageId, memberId } = params
    const member = orRefuse(await db.findOneBy(CommitteeMemberTable, { id: memberId, villageId, active: true }))
    audit({ subjectKind: 'committee_member', subjectId: memberId })
    return { phone: tools.vault.open(member.phoneSealed) }
  })
  write('POST /villages/:villageId/committee', staff, (tx, { params, body }, { tools }) =>
    seatMember(tx, tools, params.villageId, body),
  )
  write('PUT /villages/:villageId/committee/:memberId', staff, async (tx, { params, body }, { tools, audit }) => {
    await changeMember(tx, tools, params, body)
    audit({ subjectKind: 'committee_member', subjectId: params.memberId })
    return done
  })
  write('DELETE /villages/:villageId/committee/:memberId', staff, async (tx, { params }, { audit }) => {
    await unseatMember(tx, params)
    audit({ subjectKind: 'committee_member', subjectId: params.memberId })
    return done
  })
}

function dutyRoutes({ read, write }: Mount): void {
  const admin = may({ station_admin: own })
  read('GET /duty', may({ station_admin: own, duty_manager: own, liaison: own }), (db, _input, { tools, actor }) =>
    dutyRota(db, tools, actor.stationId as string),
  )
  write('PUT /duty/weekdays/:weekday', admin, async (tx, { params, body }, { tools, actor, audit }) => {
    await setDuty(tx, tools, actor.stationId as string, { weekday: params.weekday }, body.staffId)
    audit({ subjectKind: 'duty', subjectId: String(params.weekday), detail: body })
    return done
  })
  write('PUT /duty/days/:day', admin, async (tx, { params, body }, { tools, actor, audit }) => {
    await setDuty(tx, tools, actor.stationId as string, { day: params.day }, body.staffId)
    audit({ subjectKind: 'duty', subjectId: params.day, detail: body })
    return done
  })
}
