import { OUTAGE_KINDS, OUTAGE_SCOPE_KINDS, type OutageKind, type OutageScopeKind } from '../../../shared/domain/outage'
import type { OutageSms } from '../../../shared/domain/outage-words'
import { col, table } from '../../platform/db/table'

export const OUTAGE_STATES = ['draft', 'published', 'discarded'] as const
export type OutageState = (typeof OUTAGE_STATES)[number]

/** One outage, being written or published. */
export type OutageRow = {
  id: string
  stationId: string
  kind: OutageKind
  state: OutageState
  /** `null`: 未明, which only a fault may be. */
  reason: string | null
  /** When the station will say more; for a fault whose reason or on-time is not known. */
  nextWordAt: Date | null
  /** Counts up with every change; a preview and an edit name the one they saw. */
  version: number
  authorId: string
  authorName: string
  createdAt: Date
  updatedAt: Date
  publishedBy: string | null
  publishedAt: Date | null
  /** The edition of the rule table it was published under. */
  rulesEdition: string | null
  /** When the last interval ends; `null` for a draft and where the end is not known. */
  endsAt: Date | null
}
export const OutageTable = table<OutageRow>(
  'outage',
  {
    id: col.id(),
    stationId: col.ref(),
    kind: col.oneOf(OUTAGE_KINDS),
    state: col.oneOf(OUTAGE_STATES),
    reason: col.text(200).orNull(),
    nextWordAt: col.instant().orNull(),
    version: col.int(),
    authorId: col.text(40),
    authorName: col.text(60),
    createdAt: col.instant(),
    updatedAt: col.instant(),
    publishedBy: col.text(40).orNull(),
    publishedAt: col.instant().orNull(),
    rulesEdition: col.text(20).orNull(),
    endsAt: col.instant().orNull(),
  },
  { index: { ix_outage_station: ['stationId', 'id'] } },
)

/** One time the power is off, in order of `position`; all of the outage's area is off in it. */
export type OutageIntervalRow = { outageId: string; position: number; offAt: Date; onAt: Date | null }
export const OutageIntervalTable = table<OutageIntervalRow>('outage_interval', {
  outageId: col.ref().primary(),
  position: col.int().primary(),
  offAt: col.instant(),
  onAt: col.instant().orNull(),
})

/** What is switched off: a feeder, a transformer area, a village or a group of the station. */
export type OutageScopeRow = { outageId: string; kind: OutageScopeKind; refId: string; position: number }
export const OutageScopeTable = table<OutageScopeRow>('outage_scope', {
  outageId: col.ref().primary(),
  kind: col.oneOf(OUTAGE_SCOPE_KINDS).primary(),
  refId: col.ref().primary(),
  position: col.int(),
})

/** A village a published outage touches, with the words that named its part that day. */
export type OutageVillageRow = { outageId: string; villageId: string; areaWords: string; households: number }
export const OutageVillageTable = table<OutageVillageRow>(
  'outage_village',
  {
    outageId: col.ref().primary(),
    villageId: col.ref().primary(),
    areaWords: col.text(200),
    households: col.int(),
  },
  { index: { ix_outage_village: ['villageId', 'outageId'] } },
)

/** Every text of one village, as it goes out. */
export type VillageTexts = {
  householdSms: OutageSms
  committeeSms: OutageSms
  wechat: Record<string, string>
  task: { title: string; say: string }
  group: string
}

/** The words a village was published with: what was previewed is what goes out, whoever becomes liaison in between. */
export type OutageTextRow = { outageId: string; villageId: string; texts: VillageTexts }
export const OutageTextTable = table<OutageTextRow>('outage_text', {
  outageId: col.ref().primary(),
  villageId: col.ref().primary(),
  texts: col.json<VillageTexts>(),
})

/**
 * An affected household, written once when the outage is published: the denominator of every count. A household that moves
 * to another area later was still affected.
 */
export type OutageHouseholdRow = {
  outageId: string
  householdId: string
  villageId: string
  groupId: string | null
  /** Its own off time: the earliest of the intervals that touch it. */
  firstOffAt: Date
}
export const OutageHouseholdTable = table<OutageHouseholdRow>(
  'outage_household',
  {
    outageId: col.ref().primary(),
    householdId: col.ref().primary(),
    villageId: col.ref(),
    groupId: col.ref().orNull(),
    firstOffAt: col.instant(),
  },
  {
    index: {
      ix_outage_household: ['householdId', 'outageId'],
      ix_outage_household_village: ['outageId', 'villageId'],
    },
  },
)

/** What somebody saw before publishing. The token itself is never stored. */
export type OutagePreviewRow = {
  tokenHash: string
  outageId: string
  draftVersion: number
  audienceHash: string
  textsHash: string
  actorId: string
  createdAt: Date
  expiresAt: Date
}
export const OutagePreviewTable = table<OutagePreviewRow>(
  'outage_preview',
  {
    tokenHash: col.hash().primary(),
    outageId: col.ref(),
    draftVersion: col.int(),
    audienceHash: col.hash(),
    textsHash: col.hash(),
    actorId: col.text(40),
    createdAt: col.instant(),
    expiresAt: col.instant(),
  },
  { index: { ix_outage_preview: ['outageId'] } },
)
