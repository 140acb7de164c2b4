import { CHANNELS, type Channel } from '../../../shared/domain/channel'
import { DELIVERY_STATES, type DeliveryState } from '../../../shared/domain/delivery'
import { col, table } from '../../platform/db/table'

export const RECIPIENT_KINDS = ['committee_member', 'person', 'household', 'contact'] as const

/** spent: the message used one of the person's credits · refused: WeChat knows of none. */
export const CREDIT_NEWS = ['spent', 'refused'] as const

/** One message to one recipient, or one task for a person. Its id is also the id under which a text message is sent. */
export type DeliveryRow = {
  id: string
  outageId: string
  /** Unique in the outage: the plan's key, or one made from what fell through, so each happens once. */
  planKey: string
  /** 1 committee, 2 households. */
  phase: number
  /** 0 first: a fault overtakes a planned outage, a committee its households. */
  urgency: number
  villageId: string
  householdId: string | null
  channel: Channel
  recipientKind: (typeof RECIPIENT_KINDS)[number]
  recipientId: string
  /** The text message, or the words of the task. */
  text: string
  /** Values of the subscribe message. */
  data: Record<string, string> | null
  /** Variables of the provider's text template, in its order. */
  params: Record<string, string> | null
  state: DeliveryState
  /** Who sends it now; a late result of somebody else changes nothing. */
  claim: string | null
  leaseUntil: Date | null
  attempts: number
  /** Not to be looked at before. */
  nextAt: Date
  /** When its end first became unknown. */
  unknownAt: Date | null
  /** Sent once more after an unknown end. */
  resent: boolean
  providerId: string | null
  /** What its end means for the person's allowed messages and the ledger of these was not told yet. */
  creditNews: (typeof CREDIT_NEWS)[number] | null
  /** The far end's last code, for the list of what failed. */
  code: string | null
  createdAt: Date
  sentAt: Date | null
  deliveredAt: Date | null
}
export const DeliveryTable = table<DeliveryRow>(
  'delivery',
  {
    id: col.id(),
    outageId: col.ref(),
    planKey: col.text(80),
    phase: col.int(),
    urgency: col.int(),
    villageId: col.ref(),
    householdId: col.ref().orNull(),
    channel: col.oneOf(CHANNELS),
    recipientKind: col.oneOf(RECIPIENT_KINDS),
    recipientId: col.ref(),
    text: col.longText(),
    data: col.json<Record<string, string>>().orNull(),
    params: col.json<Record<string, string>>().orNull(),
    state: col.oneOf(DELIVERY_STATES),
    claim: col.ref().orNull(),
    leaseUntil: col.instant().orNull(),
    attempts: col.int(),
    nextAt: col.instant(),
    unknownAt: col.instant().orNull(),
    resent: col.bool(),
    providerId: col.text(64).orNull(),
    creditNews: col.oneOf(CREDIT_NEWS).orNull(),
    code: col.text(64).orNull(),
    createdAt: col.instant(),
    sentAt: col.instant().orNull(),
    deliveredAt: col.instant().orNull(),
  },
  {
    unique: { uq_delivery_plan: ['outageId', 'planKey'] },
    index: {
      ix_delivery_due: ['state', 'urgency', 'nextAt'],
      ix_delivery_claim: ['claim'],
      ix_delivery_outage: ['outageId', 'channel', 'state'],
      ix_delivery_household: ['householdId', 'outageId'],
      ix_delivery_provider: ['providerId'],
      ix_delivery_credit: ['creditNews'],
    },
  },
)

/** One outage going out: when its households may begin. */
export type BroadcastRow = {
  outageId: string
  createdAt: Date
  /** The households begin at the latest then, whatever became of the committees. */
  householdsAt: Date
  /** Set once the households' messages are free to go. */
  openedAt: Date | null
}
export const BroadcastTable = table<BroadcastRow>(
  'broadcast',
  {
    outageId: col.ref().primary(),
    createdAt: col.instant(),
    householdsAt: col.instant(),
    openedAt: col.instant().orNull(),
  },
  { index: { ix_broadcast_opened: ['openedAt'] } },
)

/** A provider's report that came before our own note of the sending; matched later. */
export type EarlyReportRow = {
  providerId: string
  delivered: boolean
  code: string
  at: Date
  receivedAt: Date
}
export const EarlyReportTable = table<EarlyReportRow>(
  'early_report',
  {
    providerId: col.text(64).primary(),
    delivered: col.bool(),
    code: col.text(64),
    at: col.instant(),
    receivedAt: col.instant(),
  },
  { index: { ix_early_report_received: ['receivedAt'] } },
)
