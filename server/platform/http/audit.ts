import type { Tools } from '../../deps'
import type { Tx } from '../db/database'
import { AuditTable } from './http.tables'
import type { Actor } from './rights'

/** One line of the audit: what was done to, or seen of, whom. */
export type AuditLine = {
  action: string
  subjectKind: string
  subjectId: string
  stationId?: string | null
  detail?: unknown
}

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
