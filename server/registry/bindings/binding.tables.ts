import { col, table } from '../../platform/db/table'

export const BINDING_STATES = ['asked', 'bound', 'refused', 'ended'] as const
export const BINDING_GROUNDS = ['phone_on_record', 'liaison'] as const
/** A person and a household: asked for, or bound by the phone on record or by the liaison's word. */
export type BindingRow = {
  id: string
  personId: string
  householdId: string
  state: (typeof BINDING_STATES)[number]
  ground: (typeof BINDING_GROUNDS)[number] | null
  /** 本人, 子女 … as the person says. */
  relation: string
  /** How the person calls themselves when asking; null when the phone on record bound them. */
  askedAs: string | null
  /** `person:…` or `staff:…` of who decided or ended it; `system` when a changed number did. */
  decidedBy: string | null
  askedAt: Date
  decidedAt: Date | null
  /** `person:household` while asked or bound, else null: the unique rule lets each pair be live once. */
  liveKey: string | null
}
export const BindingTable = table<BindingRow>(
  'binding',
  {
    id: col.id(),
    personId: col.ref(),
    householdId: col.ref(),
    state: col.oneOf(BINDING_STATES),
    ground: col.oneOf(BINDING_GROUNDS).orNull(),
    relation: col.text(20),
    askedAs: col.text(30).orNull(),
    decidedBy: col.text(40).orNull(),
    askedAt: col.instant(),
    decidedAt: col.instant().orNull(),
    liveKey: col.text(60).orNull(),
  },
  {
    unique: { uq_binding_live: ['liveKey'] },
    index: { ix_binding_person: ['personId', 'state'], ix_binding_household: ['householdId', 'state'] },
  },
)

/** How often a person asked for a household on the last day they did: who may ask on and on finds out by and by which 户号 exist. */
export type BindingAskRow = { personId: string; day: string; asks: number }
export const BindingAskTable = table<BindingAskRow>('binding_ask', {
  personId: col.ref().primary(),
  day: col.day(),
  asks: col.int(),
})
