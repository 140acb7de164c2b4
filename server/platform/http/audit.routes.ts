import { LessThan } from 'typeorm'
import { AuditTable } from './http.tables'
import type { Mount } from './mount'
import { may, own } from './rights'

export function auditRoutes({ read }: Mount): void {
  read('GET /audit', may({ station_admin: own }), async (db, { query }, { actor }) => {
    const station = actor.stationId as string
    const asked = {
      ...(query.subject ? { subjectId: query.subject } : {}),
      ...(query.action ? { action: query.action } : {}),
      ...(query.after ? { seq: LessThan(Number(query.after)) } : {}),
    }
    const rows = await db.find(AuditTable, {
      where: [
        { stationId: station, ...asked },
        { subjectStationId: station, ...asked },
      ],
      order: { seq: 'DESC' },
      take: query.limit ?? 50,
    })
    return rows.map((row) => ({
      seq: row.seq,
      at: row.at.toISOString(),
      actor: row.actorName,
      role: row.role,
      action: row.action,
      subjectKind: row.subjectKind,
      subjectId: row.subjectId,
      detail: row.detail,
      requestId: row.requestId,
      stationId: row.stationId,
    }))
  })
}
