import type { RouteInput } from '../../../shared/contract/contract'
import { firstOffAt, type OutageScope, reasonKnown } from '../../../shared/domain/outage'
import { RULES_EDITION } from '../../../shared/domain/rules'
import { instantMs, isInstant } from '../../../shared/domain/time'
import type { Tools } from '../../deps'
import { bulkInsert } from '../../platform/db/bulk'
import type { Tx } from '../../platform/db/database'
import { Refusal, refuseIf } from '../../platform/http/refuse'
import type { Actor } from '../../platform/http/rights'
import { emit } from '../../platform/outbox/outbox'
import { placesOfStation } from '../../registry/villages/place.reads'
import { checkOf, checkView, refuseFindings, refuseUnlessDraft } from './check.reads'
import { type Outage, outageOf, outageView } from './outage.reads'
import {
  OutageHouseholdTable,
  OutageIntervalTable,
  type OutagePreviewRow,
  OutagePreviewTable,
  type OutageRow,
  OutageScopeTable,
  OutageTable,
  OutageTextTable,
  OutageVillageTable,
} from './outage.tables'
import { villageTexts } from './plan.reads'
import { fingerprintsOf } from './preview.reads'
import { resolveScope } from './scope.reads'

type Draft = RouteInput<'POST /outages'>['body']

/** Saves a draft of the actor's station; nobody is told. Refusal OUTAGE_PLACE_UNKNOWN; anything else missing is a finding. */
export async function draftOutage(tx: Tx, tools: Tools, actor: Actor, draft: Draft) {
  const stationId = actor.stationId as string
  const id = tools.newId()
  const now = tools.clock()
  const scope = resolveScope(draft.scope, await placesOfStation(tx, stationId))
  await tx.insert(OutageTable, {
    id,
    stationId,
    ...columnsOf(draft),
    state: 'draft',
    version: 1,
    authorId: actor.id,
    authorName: actor.name,
    createdAt: now,
    updatedAt: now,
    publishedBy: null,
    publishedAt: null,
    rulesEdition: null,
    endsAt: null,
  })
  await writeParts(tx, id, draft, scope)
  return draftReply(tx, tools, id)
}

/** Replaces the whole draft; every preview of it is stale from now on. */
export async function editOutage(tx: Tx, tools: Tools, id: string, draft: Draft) {
  const outage = await outageOf(tx, id)
  refuseUnlessDraft(outage)
  const scope = resolveScope(draft.scope, await placesOfStation(tx, outage.stationId))
  await change(tx, tools, outage, columnsOf(draft))
  await tx.delete(OutageIntervalTable, { outageId: id })
  await tx.delete(OutageScopeTable, { outageId: id })
  await writeParts(tx, id, draft, scope)
  return draftReply(tx, tools, id)
}

/** Puts a draft aside for good; it stays on record. */
export async function discardOutage(tx: Tx, tools: Tools, id: string): Promise<void> {
  const outage = await outageOf(tx, id)
  refuseUnlessDraft(outage)
  await change(tx, tools, outage, { state: 'discarded' })
}

/** A moment as written; 23:59:60 has the right form and is none. Refusal OUTAGE_TIME_INVALID. */
function instantOf(text: string, field: string): Date {
  const at = new Date(text)
  if (!isInstant(at)) throw new Refusal('OUTAGE_TIME_INVALID', [{ field, reason: text }])
  return at
}

/** 未明 is kept as nothing, so that one word cannot be written in two ways. */
const columnsOf = ({ kind, reason = null, nextWordAt }: Draft) => ({
  kind,
  reason: reasonKnown(reason) ? (reason as string).trim() : null,
  nextWordAt: nextWordAt ? instantOf(nextWordAt, 'nextWordAt') : null,
})

async function writeParts(
  tx: Tx,
  outageId: string,
  { intervals }: Draft,
  scope: readonly OutageScope[],
): Promise<void> {
  await bulkInsert(
    tx,
    OutageIntervalTable,
    intervals.map(({ offAt, onAt }, position) => ({
      outageId,
      position,
      offAt: instantOf(offAt, `intervals.${position}.offAt`),
      onAt: onAt ? instantOf(onAt, `intervals.${position}.onAt`) : null,
    })),
  )
  await bulkInsert(
    tx,
    OutageScopeTable,
    scope.map(({ kind, id }, position) => ({ outageId, kind, refId: id, position })),
  )
}

async function draftReply(tx: Tx, tools: Tools, id: string) {
  const outage = await outageOf(tx, id)
  const places = await placesOfStation(tx, outage.stationId)
  return { outage: outageView(outage, places), check: checkView(await checkOf(tx, tools, outage)) }
}

/** Compare and set: of two who change the same version at once, one wins and the other is told what became of it. */
async function change(tx: Tx, tools: Tools, { id, version }: Outage, columns: Partial<OutageRow>): Promise<void> {
  const changed = await tx.update(
    OutageTable,
    { id, version, state: 'draft' },
    { ...columns, version: version + 1, updatedAt: tools.clock() },
  )
  if (changed.affected === 1) return
  refuseUnlessDraft(await outageOf(tx, id))
  throw new Refusal('CONFLICT')
}

/**
 * Publishes what was previewed, and nothing else: the law is asked again with the time of now, and draft, audience and
 * texts must be those the same person saw less than ten minutes ago. The audience is frozen as the denominator, and the
 * texts as what goes out. Refused, it
 * leaves no trace but the audit line. Refusals: the first finding, OUTAGE_NOT_DRAFT, OUTAGE_DISCARDED,
 * OUTAGE_PREVIEW_NOT_YOURS, OUTAGE_PREVIEW_EXPIRED, OUTAGE_PREVIEW_STALE.
 */
export async function publishOutage(tx: Tx, tools: Tools, actor: Actor, id: string, previewToken: string) {
  const now = tools.clock()
  const outage = await outageOf(tx, id)
  refuseUnlessDraft(outage)
  const { findings, audience } = await checkOf(tx, tools, outage)
  refuseFindings(findings)
  const preview = await previewOf(tx, tools, id, actor, previewToken)
  refuseIf(preview.expiresAt.getTime() <= now.getTime() && 'OUTAGE_PREVIEW_EXPIRED')
  const texts = await villageTexts(tx, tools, outage, audience)
  const seen = await fingerprintsOf(tx, audience, texts)
  const same =
    preview.draftVersion === outage.version &&
    preview.audienceHash === seen.audienceHash &&
    preview.textsHash === seen.textsHash
  refuseIf(!same && 'OUTAGE_PREVIEW_STALE')

  await change(tx, tools, outage, {
    state: 'published',
    publishedBy: actor.id,
    publishedAt: now,
    rulesEdition: RULES_EDITION,
    endsAt: endOf(outage),
  })
  await bulkInsert(
    tx,
    OutageVillageTable,
    audience.villages.map((part) => ({ outageId: id, ...part })),
  )
  await bulkInsert(
    tx,
    OutageTextTable,
    [...texts].map(([villageId, words]) => ({ outageId: id, villageId, texts: words })),
  )
  const offAt = firstOffAt(outage.intervals) as Date
  await bulkInsert(
    tx,
    OutageHouseholdTable,
    audience.households.map(({ id: householdId, villageId, groupId }) => ({
      outageId: id,
      householdId,
      villageId,
      groupId,
      firstOffAt: offAt,
    })),
  )
  await emit(tx, tools, { type: 'outage.published', outageId: id })
  return {
    id,
    publishedAt: now.toISOString(),
    households: audience.households.length,
    villages: audience.villages.length,
  }
}

/** The preview a token stands for, if the actor made it of this outage. */
async function previewOf(
  tx: Tx,
  tools: Tools,
  outageId: string,
  actor: Actor,
  token: string,
): Promise<OutagePreviewRow> {
  const preview = await tx.findOneBy(OutagePreviewTable, {
    tokenHash: tools.fingerprint(token),
    outageId,
    actorId: actor.id,
  })
  if (!preview) throw new Refusal('OUTAGE_PREVIEW_NOT_YOURS')
  return preview
}

/** When the last interval is over; `null` where an end is not known. */
function endOf({ intervals }: Outage): Date | null {
  const ends = intervals.map(({ onAt }) => (onAt === null ? Number.POSITIVE_INFINITY : instantMs(onAt)))
  const last = Math.max(...ends)
  return Number.isFinite(last) ? new Date(last) : null
}
