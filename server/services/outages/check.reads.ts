import { checkOutage, type OutageFinding } from '../../../shared/domain/outage'
import { REFUSALS, type RefusalCode } from '../../../shared/domain/refusal'
import type { Tools } from '../../deps'
import type { Reader } from '../../platform/db/database'
import { Refusal } from '../../platform/http/refuse'
import { rulesOfStation } from '../../registry/stations/station.reads'
import { type Audience, audienceOf } from './audience.reads'
import { draftOf, type Outage } from './outage.reads'

export type Check = { findings: OutageFinding[]; audience: Audience }

/** Everything that stands against publishing now: the law, the station's stricter rules, and an area where nobody lives. */
export async function checkOf(db: Reader, tools: Pick<Tools, 'clock'>, outage: Outage): Promise<Check> {
  const rules = await rulesOfStation(db, outage.stationId)
  const audience = await audienceOf(db, outage)
  const findings = checkOutage(draftOf(outage), tools.clock(), rules).map(asWritten)
  if (outage.scope.length > 0 && audience.households.length === 0) {
    findings.push({ code: 'OUTAGE_NO_HOUSEHOLDS', message: REFUSALS.OUTAGE_NO_HOUSEHOLDS.text, field: 'scope' })
  }
  return { findings: findings.filter(isFirstOfItsKind), audience }
}

/** An outage has one time of the next word for all its intervals. */
const asWritten = (finding: OutageFinding): OutageFinding =>
  finding.field.endsWith('.nextWordAt') ? { ...finding, field: 'nextWordAt' } : finding

const isFirstOfItsKind = ({ code, field }: OutageFinding, index: number, all: OutageFinding[]): boolean =>
  all.findIndex((other) => other.code === code && other.field === field) === index

/** As the console shows it. */
export const checkView = ({ findings, audience }: Check) => ({
  publishable: findings.length === 0,
  findings,
  households: audience.households.length,
  villages: audience.villages.length,
})

/** Refuses with the first thing to mend: its own words, the rule it rests on, and the rest of the list. */
export function refuseFindings(findings: readonly OutageFinding[]): void {
  const [first] = findings
  if (first) throw new Refusal(first.code, { field: first.field, rule: first.rule, findings }, first.message)
}

/** Only a draft can be changed, previewed or published. */
export function refuseUnlessDraft({ state }: Pick<Outage, 'state'>): void {
  const code: Record<Outage['state'], RefusalCode | null> = {
    draft: null,
    published: 'OUTAGE_NOT_DRAFT',
    discarded: 'OUTAGE_DISCARDED',
  }
  const refused = code[state]
  if (refused) throw new Refusal(refused)
}
