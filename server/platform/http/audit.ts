import type { Tools } from '../../deps'
import type { Reader, Tx } from '../db/database'
import { AuditTable } from './http.tables'
import type { Actor } from './rights'

/** One line of the audit: what was done to, or seen of, whom. */
export type AuditLine = {
  action: string
  subjectKind: string
  subjectId: string
  stationId?: string | null
  subjectStationId?: string | null
  detail?: unknown
}

/**
 * Whose admins are to read of it: the station a caller belongs to who is no member of staff (a villager, somebody of a committee),
 * and the station of a subject, named by the first word of a path or by a kind of subject. Null where nothing is known.
 */
export type AuditStations = {
  ofActor: (db: Reader, actor: Actor) => Promise<string | null>
  ofSubject: (db: Reader, kind: string, id: string) => Promise<string | null>
}

/** The lines with their stations. Staff act on what is their own station's, unless they are refused: only then is it looked up. */
export async function withStations(
  db: Reader,
  stations: AuditStations,
  actor: Actor,
  lines: readonly AuditLine[],
): Promise<AuditLine[]> {
  const home = actor.stationId ?? (lines.length > 0 ? await stations.ofActor(db, actor) : null)
  const placed: AuditLine[] = []
  for (const line of lines) {
    const lookUp = actor.stationId === null || line.subjectKind === REFUSED
    const kind = line.subjectKind === REFUSED ? (line.action.split('/')[1] ?? '') : line.subjectKind
    const subjectStationId = lookUp && line.subjectId ? await stations.ofSubject(db, kind, line.subjectId) : null
    placed.push({ stationId: home ?? subjectStationId, subjectStationId, ...line })
  }
  return placed
}

/** Kind of subject of what was refused; its id is the first one of the path. */
export const REFUSED = 'refused'

/** Adds lines in the caller's transaction. */
export async function writeAudit(
  tx: Tx,
  tools: Pick<Tools, 'clock'>,
  who: { actor: Actor; requestId: string; address: string },
  lines: readonly AuditLine[],
): Promise<void> {
  if (lines.length === 0) return
  const at = tools.clock()
  await tx
    .createQueryBuilder()
    .insert()
    .into(AuditTable)
    .values(
      lines.map((line) => ({
        at,
        actorId: who.actor.id,
        actorName: who.actor.name.slice(0, 60),
        role: who.actor.roles.at(-1) ?? 'none',
        stationId: line.stationId === undefined ? who.actor.stationId : line.stationId,
        subjectStationId: line.subjectStationId ?? null,
        action: line.action,
        subjectKind: line.subjectKind,
        subjectId: line.subjectId.slice(0, 64),
        detail: (line.detail ?? {}) as never,
        requestId: who.requestId,
        address: who.address,
      })),
    )
    .updateEntity(false)
    .execute()
}
