import { col, table } from '../../platform/db/table'

/** How many messages of one template a person still allows: WeChat gives one for every 允许 and none without it. */
export type CreditRow = {
  personId: string
  templateId: string
  credits: number
  /** The last time WeChat itself said there is none left. */
  refusedAt: Date | null
}
export const CreditTable = table<CreditRow>('subscription_credit', {
  personId: col.ref().primary(),
  templateId: col.text(64).primary(),
  credits: col.int(),
  refusedAt: col.instant().orNull(),
})

/** accepted: the person tapped 允许 · spent: a message was sent · refused: WeChat knew of fewer than we did. */
export const CREDIT_MOVES = ['accepted', 'spent', 'refused'] as const
/** Why a balance is what it is. Rows are only ever added; `change` sums up to the balance. */
export type CreditMoveRow = {
  id: string
  personId: string
  templateId: string
  move: (typeof CREDIT_MOVES)[number]
  change: number
  /** The delivery that used the credit; a delivery uses one at most. */
  deliveryId: string | null
  at: Date
}
export const CreditMoveTable = table<CreditMoveRow>(
  'subscription_move',
  {
    id: col.id(),
    personId: col.ref(),
    templateId: col.text(64),
    move: col.oneOf(CREDIT_MOVES),
    change: col.int(),
    deliveryId: col.ref().orNull(),
    at: col.instant(),
  },
  {
    unique: { uq_subscription_delivery: ['deliveryId'] },
    index: { ix_subscription_person: ['personId', 'templateId'] },
  },
)
