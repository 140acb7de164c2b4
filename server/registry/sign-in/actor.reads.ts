import type { Role } from '../../../shared/domain/role'
import { chinaDay } from '../../../shared/domain/time'
import { instantFromRaw } from '../../platform/db/bulk'
import type { Reader } from '../../platform/db/database'
import { hotQuestion } from '../../platform/db/hot-question'
import type { Actor } from '../../platform/http/rights'
import { isOnDuty, villagesOfLiaison } from '../liaisons/liaison.reads'
import { activeStaff, type StaffRef } from '../people/people.reads'
import { ApiKeyTable } from './sign-in.tables'

type SessionLine = {
  token: string
  expiresAt: Date | string
  staffOfConsole: string | null
  personId: string | null
  personName: string
  staffId: string | null
  stationId: string
  staffName: string
  number: string
  team: string
  admin: number
  seatId: string | null
  seatVillage: string
  seatName: string
}

/**
 * The session with all a person's roles may rest on, in one question: it is asked at every request, and going through the reads of
 * three rooms costs four round trips.
 */
const sessionLines = hotQuestion<SessionLine>(
  (marks) => `
  SELECT s.token_hash AS token, s.expires_at AS expiresAt, s.staff_id AS staffOfConsole, p.id AS personId, p.name AS personName,
    w.id AS staffId, w.station_id AS stationId, w.name AS staffName, w.number, w.team, w.admin,
    c.id AS seatId, c.village_id AS seatVillage, c.name AS seatName
  FROM session s
  LEFT JOIN person p ON p.id = s.person_id
  LEFT JOIN staff w ON w.phone_hash = p.phone_hash AND w.active = 1
  LEFT JOIN committee_member c ON c.phone_hash = p.phone_hash AND c.active = 1
  WHERE s.token_hash IN (${marks})
  ORDER BY w.id, c.id`,
  'token',
)

/** The caller behind the fingerprint of a bearer token or API key; null when it is unknown, ended or revoked. */
export async function findActor(db: Reader, hash: string, now: Date): Promise<Actor | null> {
  const lines = await sessionLines(db, hash)
  const [session] = lines
  if (session) {
    if ((instantFromRaw(session.expiresAt) as Date).getTime() <= now.getTime()) return null
    return session.staffOfConsole
      ? actorOfStaff(db, session.staffOfConsole, 'password', hash, now)
      : actorOfPerson(db, lines, hash, now)
  }
  const key = await db.findOneBy(ApiKeyTable, { keyHash: hash })
  return key && !key.revokedAt ? actorOfStaff(db, key.staffId, 'api_key', hash, now) : null
}

/** A person of WeChat: always a villager, and what their verified phone makes them besides. */
async function actorOfPerson(
  db: Reader,
  lines: readonly SessionLine[],
  credential: string,
  now: Date,
): Promise<Actor | null> {
  const [line] = lines
  if (!line?.personId) return null
  // Two people of the station with one number: the one registered first counts.
  const { staffId: id, staffName: name, stationId, number, team, admin } = line
  const staff = id === null ? null : { id, name, stationId, number, team, admin: Boolean(admin) }
  const seats = lines.filter(({ staffId, seatId }) => staffId === id && seatId !== null)
  const station = await rolesOfStaff(db, staff, now)
  return {
    id: `person:${line.personId}`,
    name: staff?.name ?? seats[0]?.seatName ?? line.personName,
    via: 'wechat',
    personId: line.personId,
    staffId: staff?.id ?? null,
    stationId: staff?.stationId ?? null,
    roles: ['villager', ...(seats.length > 0 ? (['committee'] as const) : []), ...station.roles],
    credential,
    liaisonOf: station.villages,
    committeeOf: seats.map(({ seatVillage }) => seatVillage),
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
