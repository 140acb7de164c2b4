import { maskPhone } from '../../../shared/domain/mask'
import type { Mount } from '../../platform/http/mount'
import { may, own, type Scope } from '../../platform/http/rights'
import { hashPassword } from '../../platform/password'
import { changeStaff, hireStaff, setPassword } from './staff.actions'
import { StaffTable } from './staff.tables'

const staffOfOwnStation: Scope<{ params: { id: string } }> = (db, actor, { params }) =>
  actor.stationId !== null && db.existsBy(StaffTable, { id: params.id, stationId: actor.stationId })

export function staffRoutes({ read, write, reach }: Mount): void {
  const admin = may({ station_admin: own })
  const adminOfStaff = may({ station_admin: staffOfOwnStation })
  read('GET /staff', admin, async (db, { query }, { actor, tools }) => {
    const rows = await db.find(StaffTable, {
      where: {
        stationId: actor.stationId as string,
        ...(query.team === undefined ? {} : { team: query.team }),
        ...(query.active === undefined ? {} : { active: query.active }),
      },
      order: { number: 'ASC' },
    })
    return rows.map(({ id, number, name, team, duties, phoneSealed, account, passwordHash, admin, active }) => ({
      id,
      number,
      name,
      team,
      duties,
      phone: phoneSealed ? maskPhone(tools.vault.open(phoneSealed)) : null,
      account,
      hasPassword: passwordHash !== null,
      admin,
      active,
    }))
  })
  read('GET /teams', admin, async (db, _input, { actor }) => {
    const rows: { name: string; staff: number | string }[] = await db
      .createQueryBuilder(StaffTable, 's')
      .select('s.team', 'name')
      .addSelect('COUNT(*)', 'staff')
      .where({ stationId: actor.stationId as string, active: true })
      .groupBy('s.team')
      .orderBy('s.team')
      .getRawMany()
    return rows.map(({ name, staff }) => ({ name, staff: Number(staff) }))
  })
  write('POST /staff', admin, (tx, { body }, { tools, actor }) => hireStaff(tx, tools, actor.stationId as string, body))
  write('PUT /staff/:id', adminOfStaff, async (tx, { params, body: { phone, ...body } }, { tools, audit }) => {
    await changeStaff(tx, tools, params.id, { ...body, ...(phone === undefined ? {} : { phone }) })
    audit({
      subjectKind: 'staff',
      subjectId: params.id,
      detail: { ...body, ...(phone === undefined ? {} : { number: phone !== null }) },
    })
    return { done: true }
  })
  // The slow hash takes a while: it is made before the transaction opens.
  reach('PUT /staff/:id/password', adminOfStaff, async (deps, { params, body }, { audit }) => {
    const hash = await hashPassword(body.password)
    await deps.db.write((tx) => setPassword(tx, deps, params.id, hash))
    audit({ subjectKind: 'staff', subjectId: params.id })
    return { done: true } as const
  })
}
