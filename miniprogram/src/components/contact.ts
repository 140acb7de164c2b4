import type { RouteReply } from '../../../shared/contract/contract'

export type ContactCard = RouteReply<'GET /villages/:villageId/home'>['card']
export type CardPerson = NonNullable<ContactCard['liaison']>
type Station = RouteReply<'GET /villages/:villageId/home'>['station']

/** Who is called today: the deputy on leave days, else the liaison, else the duty manager; `person` is null for nobody. */
export function onCallToday(card: ContactCard): { post: string; person: CardPerson | null } {
  const all = [
    { post: '今天代班', person: card.deputy },
    { post: '对接人', person: card.liaison },
    { post: '值班经理', person: card.dutyManager },
  ]
  return all.find(({ person }) => person?.phone) ?? { post: '供电所', person: null }
}

/** A name and a number that always exist: the person on call, else the station. */
export function numberToCall(card: ContactCard, station: Station): { name: string; phone: string } {
  const { post, person } = onCallToday(card)
  return person?.phone ? { name: `${post}${person.name}`, phone: person.phone } : station
}
