import { LessThan } from 'typeorm'
import { DAY, MINUTE } from '../../../shared/domain/time'
import type { Deps } from '../../deps'
import type { Actor } from '../../platform/http/rights'
import { checkOf, refuseFindings, refuseUnlessDraft } from './check.reads'
import { outageOf } from './outage.reads'
import { OutagePreviewTable } from './outage.tables'
import { villageTexts } from './plan.reads'
import { fingerprintsOf, previewView } from './preview.reads'

/** How long a preview may be used to publish. */
const PREVIEW_LASTS = 10 * MINUTE
/** An old preview is kept a day, so that its user is told that it expired. */
const PREVIEW_KEPT = DAY

/**
 * Shows what publishing would do and notes that this actor saw it. The audience of a whole station is counted outside any
 * transaction; what changes meanwhile makes the preview stale when it is used. Refusals: the first finding,
 * OUTAGE_NOT_DRAFT, OUTAGE_DISCARDED.
 */
export async function previewOutage(deps: Deps, actor: Actor, id: string) {
  const { db, config } = deps
  const outage = await outageOf(db.read, id)
  refuseUnlessDraft(outage)
  const { findings, audience } = await checkOf(db.read, deps, outage)
  refuseFindings(findings)
  const seen = await fingerprintsOf(db.read, audience, await villageTexts(db.read, deps, outage, audience))
  const view = await previewView(db.read, deps, outage, audience, config.sms.fenPerPiece)
  const token = deps.newToken()
  const now = deps.clock()
  const expiresAt = new Date(now.getTime() + PREVIEW_LASTS)
  await db.write(async (tx) => {
    await tx.delete(OutagePreviewTable, { expiresAt: LessThan(new Date(now.getTime() - PREVIEW_KEPT)) })
    await tx.insert(OutagePreviewTable, {
      tokenHash: deps.fingerprint(token),
      outageId: id,
      draftVersion: outage.version,
      ...seen,
      actorId: actor.id,
      createdAt: now,
      expiresAt,
    })
  })
  return { token, expiresAt: expiresAt.toISOString(), ...view }
}
