/** Everything one room tells the others. Names are past tense; a value carries ids only, the listener reads the rest. */
export type DomainEvent =
  /** A member of staff may no longer sign in; their villages need another liaison. */
  | { type: 'staff.left'; staffId: string }
  /** Somebody else set a new password: open sessions end. */
  | { type: 'staff.password_set'; staffId: string }
  /** Numbers on record or contacts of these households changed. */
  | { type: 'household.phones_changed'; householdIds: string[] }
  /** Deliveries used one subscribe message each. A batch says it once: one event a message would keep a fault waiting behind them. */
  | { type: 'credit.spent'; templateId: string; entries: { personId: string; deliveryId: string }[] }
  /** The platform said these people allow no message of this template any more. */
  | { type: 'credit.refused'; templateId: string; personIds: string[] }
  | { type: 'outage.published'; outageId: string }
  /** A provider reported these text messages as delivered. */
  | { type: 'sms.delivered'; deliveryIds: string[] }

export type EventType = DomainEvent['type']
export type EventOf<T extends EventType> = Extract<DomainEvent, { type: T }>
