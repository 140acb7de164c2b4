import { createHash } from 'node:crypto'
import type { Role } from '../../../shared/domain/role'
import { chinaDay } from '../../../shared/domain/time'
import type { Reader } from '../../platform/db/database'
import type { Actor } from '../../platform/http/rights'
import { committeeSeatsOfPhone, isOnDuty, villagesOfLiaison } from '../liaisons/liaison.reads'
import { activeStaff, type StaffRef, staffByPhone } from '../people/people.reads'
import { ApiKeyTable, PersonTable, SessionTable } from './sign-in.tables'

/** Tokens are kept only as this. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex')

/** The caller behind a bearer token or API key; null when it is unknown, ended or revoked. */
export async function findActor(db: Reader, token: string, now: Date): Promise<Actor | null> {
  const hash = tokenHash(token)
  const session = await db.findOneBy(SessionTable, { tokenHash: hash })
  if (session) {
    if (session.expiresAt.getTime() <= now.getTime()) return null
    return session.personId
      ? actorOfPerson(db, session.personId, hash, now)
      : actorOfStaff(db, session.staffId as string, 'password', hash, now)
  }
  const key = await db.findOneBy(ApiKeyTable, { keyHash: hash })
  return key && !key.revokedAt ? actorOfStaff(db, key.staffId, 'api_key', hash, now) : null
}

/** A person of WeChat: always a villager, and what their verified phone makes them besides. */
export async function actorOfPerson(
  db: Reader,
  personId: string,
  credential: string,
  now: Date,
): Promise<Actor | null> {
  const person = await db.findOneBy(PersonTable, { id: personId })
  if (!person) return null
  const staff = person.phoneHash ? await staffByPhone(db, person.phoneHash) : null
  const seats = person.phoneHash ? await committeeSeatsOfPhone(db, person.phoneHash) : []
  const station = await rolesOfStaff(db, staff, now)
  return {
    id: `person:${person.id}`,
    name: staff?.name ?? seats[0]?.name ?? person.name,
    via: 'wechat',
    personId: person.id,
    staffId: staff?.id ?? null,
    stationId: staff?.stationId ?? null,
    roles: ['villager', ...(seats.length > 0 ? (['committee'] as const) : []), ...station.roles],
    credential,
    liaisonOf: station.villages,
    committeeOf: seats.map((seat) => seat.villageId),
  }
}

async function actorOfStaff(
  db: Reader,
  staffId: string,
  via: 'password' | 'api_key',
  credential: string,
  now: Date,
): Promise<Actor | null> {
  const staff = await activeStaff(db, staffId)
  if (!staff) return null
  const { roles, villages } = await rolesOfStaff(db, staff, now)
  return {
    id: `staff:${staff.id}`,
    name: staff.name,
    via,
    personId: null,
    staffId: staff.id,
    stationId: staff.stationId,
    roles,
    credential,
    liaisonOf: villages,
    committeeOf: [],
  }
}

async function rolesOfStaff(
  db: Reader,
  staff: StaffRef | null,
  now: Date,
): Promise<{ roles: Role[]; villages: string[] }> {
  if (!staff) return { roles: [], villages: [] }
  const today = chinaDay(now)
  const villages = await villagesOfLiaison(db, staff.id, today)
  const onDuty = await isOnDuty(db, staff.stationId, staff.id, today)
  return {
    roles: [
      ...(villages.length > 0 ? (['liaison'] as const) : []),
      ...(onDuty ? (['duty_manager'] as const) : []),
      ...(staff.admin ? (['station_admin'] as const) : []),
    ],
    villages,
  }
}
