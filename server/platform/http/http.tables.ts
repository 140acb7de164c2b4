import { col, table } from '../db/table'

/** A write answered once: the same client request id gets the first answer again. */
export type ClientRequestRow = {
  actorId: string
  requestKey: string
  route: string
  inputHash: string
  reply: unknown
  at: Date
}
export const ClientRequestTable = table<ClientRequestRow>(
  'client_request',
  {
    actorId: col.text(40).primary(),
    requestKey: col.text(64).primary(),
    route: col.text(120),
    inputHash: col.hash(),
    reply: col.json<unknown>(),
    at: col.instant(),
  },
  { index: { ix_client_request_at: ['at'] } },
)

/** Who did or looked at what. Rows are only ever added. */
export type AuditRow = {
  seq: number
  at: Date
  actorId: string
  actorName: string
  role: string
  /** The station of who did it: its admins read the line. */
  stationId: string | null
  /** The station of what it was done to, where that is known and another one may have done it: its admins read the line too. */
  subjectStationId: string | null
  /** Route key or the word of a background job. */
  action: string
  subjectKind: string
  subjectId: string
  detail: unknown
  requestId: string
  address: string
}
export const AuditTable = table<AuditRow>(
  'audit',
  {
    seq: col.sequence(),
    at: col.instant(),
    actorId: col.text(40),
    actorName: col.text(60),
    role: col.text(24),
    stationId: col.ref().orNull(),
    subjectStationId: col.ref().orNull(),
    action: col.text(120),
    subjectKind: col.text(40),
    subjectId: col.text(64),
    detail: col.json<unknown>(),
    requestId: col.text(40),
    address: col.text(64),
  },
  {
    index: {
      ix_audit_at: ['stationId', 'at'],
      ix_audit_subject_at: ['subjectStationId', 'at'],
      ix_audit_subject: ['subjectKind', 'subjectId'],
    },
  },
)
