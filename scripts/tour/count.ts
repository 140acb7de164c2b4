import type { Accepted } from '../stage/far-ends'
import type { HouseholdRow } from '../station/station'
import type { OffFeeder } from './fresh-station'

/** What happened on the tour besides the messages: known because the tour did it. */
export type Doings = {
  /** Households whose people were told through WeChat, by 户号, with the openid. */
  wechat: Map<string, string>
  /** 户号 of households with a person's word: a tap or a call. */
  byPerson: Set<string>
}

export type VillageSum = {
  village: string
  affected: number
  wechat: number
  /** SMS the far end took, delivered ones included. */
  sms: number
  smsDelivered: number
  /** Households nothing was sent to. */
  noNumber: number
  person: number
  smsReport: number
  stillToTell: number
}

/** Counts from the rows that were written and the far ends' own record alone; the server is not asked. */
export function countVillages(off: OffFeeder, record: readonly Accepted[], doings: Doings): VillageSum[] {
  const inbox = inboxOf(record)
  return off.villages.map(({ row, households }) => {
    const sums = households.map((household) => sumOf(household, inbox, doings))
    const count = (key: Exclude<keyof VillageSum, 'village'>) => sums.reduce((all, sum) => all + sum[key], 0)
    return {
      village: row.village,
      affected: count('affected'),
      wechat: count('wechat'),
      sms: count('sms'),
      smsDelivered: count('smsDelivered'),
      noNumber: count('noNumber'),
      person: count('person'),
      smsReport: count('smsReport'),
      stillToTell: count('stillToTell'),
    }
  })
}

type Inbox = Map<string, Accepted[]>

const inboxOf = (record: readonly Accepted[]): Inbox => {
  const inbox: Inbox = new Map()
  for (const message of record) inbox.set(message.to, [...(inbox.get(message.to) ?? []), message])
  return inbox
}

/** A household's share of its number's inbox: one SMS, taken out so that a second household with the number finds its own. */
function sumOf(
  { accountNo, phone }: HouseholdRow,
  inbox: Inbox,
  { wechat, byPerson }: Doings,
): Omit<VillageSum, 'village'> {
  const openid = wechat.get(accountNo)
  const read = openid ? (inbox.get(openid)?.length ?? 0) : 0
  const sms = openid === undefined && phone !== '' ? inbox.get(phone)?.shift() : undefined
  const delivered = sms?.state === 'delivered'
  const person = byPerson.has(accountNo)
  return {
    affected: 1,
    wechat: read,
    sms: sms ? 1 : 0,
    smsDelivered: delivered ? 1 : 0,
    noNumber: phone === '' ? 1 : 0,
    person: person ? 1 : 0,
    smsReport: delivered && !person ? 1 : 0,
    stillToTell: person || delivered ? 0 : 1,
  }
}
