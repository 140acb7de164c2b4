/** Everything one room tells the others. Names are past tense; a value carries ids only, the listener reads the rest. */
export type DomainEvent =
  | { type: 'outage.published'; outageId: string }
  | { type: 'delivery.settled'; deliveryId: string }
  | { type: 'household.told'; outageId: string; householdId: string }

export type EventType = DomainEvent['type']
export type EventOf<T extends EventType> = Extract<DomainEvent, { type: T }>
