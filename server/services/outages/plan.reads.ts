import { type Channel, firstChannelFor } from '../../../shared/domain/channel'
import type { OutageSmsParams } from '../../../shared/domain/outage-words'
import { isMobile } from '../../../shared/domain/phone'
import type { Tools } from '../../deps'
import type { Reader } from '../../platform/db/database'
import { openPhone } from '../../platform/open-phone'
import { type BoundPerson, personsOfHouseholds } from '../../registry/bindings/binding.reads'
import { type CommitteeRef, committeesOfVillages } from '../../registry/liaisons/liaison.reads'
import { type ContactRef, contactsOfHouseholds, type HouseholdRef } from '../../registry/people/household.reads'
import { type PersonRef, personRefs, personsOfPhones } from '../../registry/sign-in/person.reads'
import { creditsOf } from '../../registry/subscriptions/subscription.reads'
import { type Audience, audienceOf } from './audience.reads'
import { noticesOf, textsOf } from './notice.reads'
import { type Outage, outageOf } from './outage.reads'
import { OutageTextTable, type VillageTexts } from './outage.tables'

/** Whose number or WeChat a message goes to; a task for a person names the household itself. */
export type RecipientKind = 'committee_member' | 'person' | 'household' | 'contact'

/** One message or task: who, by which channel, in which words. */
export type PlannedDelivery = {
  /** Unique in the outage. */
  key: string
  /** 1: the village committee, told first. 2: the households. */
  phase: 1 | 2
  villageId: string
  /** `null` for a committee member. */
  householdId: string | null
  channel: Channel
  recipientKind: RecipientKind
  recipientId: string
  /** The whole SMS with its signature, also for WeChat (what it falls back to); for a task the words to say. */
  text: string
  /** Values of the subscribe message, else `null`. */
  data: Record<string, string> | null
  /** Variables of the SMS template in their order; `null` for a task. */
  params: OutageSmsParams | null
  /** Pieces the SMS counts as; 0 for a task. */
  pieces: number
  /** Why this channel, in Chinese. */
  why: string
}

/** The whole plan of an outage, the committee first. The same for a preview and for what is sent in the end. */
export async function deliveryPlan(db: Reader, tools: Tools, outageId: string): Promise<PlannedDelivery[]> {
  const outage = await outageOf(db, outageId)
  return planOf(db, tools, outage, await audienceOf(db, outage))
}

/** The texts of each village an outage touches: of a published one those it was published with. */
export async function villageTexts(
  db: Reader,
  tools: Tools,
  outage: Outage,
  audience: Audience,
): Promise<Map<string, VillageTexts>> {
  if (outage.state === 'published') {
    const rows = await db.find(OutageTextTable, { where: { outageId: outage.id }, order: { villageId: 'ASC' } })
    return new Map(rows.map(({ villageId, texts }) => [villageId, texts]))
  }
  const notices = await noticesOf(db, tools, outage, audience.villages)
  return new Map([...notices].map(([villageId, notice]) => [villageId, textsOf(notice, tools.smsSign)]))
}

/** The plan for an audience already known. A handful of questions to the database, none per household. */
export async function planOf(db: Reader, tools: Tools, outage: Outage, audience: Audience): Promise<PlannedDelivery[]> {
  const texts = await villageTexts(db, tools, outage, audience)
  const members = [
    ...(
      await committeesOfVillages(
        db,
        audience.villages.map(({ villageId }) => villageId),
      )
    ).values(),
  ].flat()
  const memberPersons = await personsOfPhones(db, [...new Set(members.map(({ phoneHash }) => phoneHash))])
  const ids = audience.households.map(({ id }) => id)
  const bound = await personsOfHouseholds(db, ids)
  const contacts = await contactsOfHouseholds(db, ids)
  const personIds = new Set(
    [...memberPersons.values(), ...bound.values()].flat().map((one) => ('personId' in one ? one.personId : one.id)),
  )
  const purse = new Purse(await creditsOf(db, [...personIds], tools.outageTemplate))
  const hasMobile: HasMobile = (sealed, whose) => isMobile(openPhone(tools, sealed, whose) ?? '')

  const committee = members.flatMap((member) => {
    const words = texts.get(member.villageId)
    return words ? [toMember(member, words, memberPersons.get(member.phoneHash) ?? [], purse, hasMobile)] : []
  })
  const roads = audience.households.map((household) =>
    roadsTo(household, bound.get(household.id) ?? [], contacts.get(household.id) ?? [], purse, hasMobile),
  )
  const persons = await personRefs(db, [...new Set(roads.flatMap(({ tryPersons }) => tryPersons))])
  const households = roads.flatMap((road) => {
    const words = texts.get(road.household.villageId)
    return words ? toHousehold(road, words, persons, hasMobile) : []
  })
  return [...committee, ...households]
}

/** The credits people have left while a plan spends them. */
class Purse {
  private readonly told = new Set<string>()
  constructor(private readonly credits: Map<string, number>) {}
  /** Spends one credit, once for the same words: a village has one text, whoever's household it is about. */
  spend(personId: string, words: string): boolean {
    const left = this.credits.get(personId) ?? 0
    if (left < 1 || this.told.has(`${personId} ${words}`)) return false
    this.credits.set(personId, left - 1)
    this.told.add(`${personId} ${words}`)
    return true
  }
}

type HasMobile = (sealed: string | null, whose: string) => boolean

function toMember(
  member: CommitteeRef,
  words: VillageTexts,
  persons: readonly PersonRef[],
  purse: Purse,
  hasMobile: HasMobile,
): PlannedDelivery {
  const person = persons.find(({ id }) => purse.spend(id, `committee ${member.villageId}`))
  const head = { key: `committee:${member.id}`, phase: 1, villageId: member.villageId, householdId: null } as const
  const channel = firstChannelFor({
    credit: person !== undefined,
    hasMobile: hasMobile(member.phoneSealed, `committee member ${member.id}`),
  })
  const { text, params, pieces } = words.committeeSms
  const sms = { text, params, pieces, data: null }
  if (channel === 'wechat' && person)
    return {
      ...head,
      ...sms,
      channel,
      recipientKind: 'person',
      recipientId: person.id,
      data: words.wechat,
      why: '村委会成员，有微信提醒额度',
    }
  const recipient = { recipientKind: 'committee_member', recipientId: member.id } as const
  if (channel === 'sms') return { ...head, ...sms, ...recipient, channel, why: '村委会成员，发短信' }
  return { ...head, ...task(words), ...recipient, why: '村委会成员只有座机，要打电话' }
}

const task = (words: VillageTexts) =>
  ({ channel: 'person', text: words.task.say, data: null, params: null, pieces: 0 }) as const

type Roads = {
  household: HouseholdRef
  /** Bound people who still allow a message. */
  wechat: string[]
  number: { recipientKind: 'household' | 'contact'; recipientId: string; why: string } | null
  /** Bound people whose verified number is the last way to an SMS. */
  tryPersons: string[]
}

function roadsTo(
  household: HouseholdRef,
  bound: readonly BoundPerson[],
  contacts: readonly ContactRef[],
  purse: Purse,
  hasMobile: HasMobile,
): Roads {
  const personIds = bound.map(({ personId }) => personId)
  const wechat = personIds.filter((personId) => purse.spend(personId, household.villageId))
  if (wechat.length > 0) return { household, wechat, number: null, tryPersons: [] }
  const whose = `household ${household.id}`
  if (hasMobile(household.phoneSealed, whose)) {
    const number = { recipientKind: 'household', recipientId: household.id, why: '发到档案登记的手机号' } as const
    return { household, wechat, number, tryPersons: [] }
  }
  const contact = contacts.find(({ phoneSealed }) => hasMobile(phoneSealed, `contact of ${whose}`))
  if (contact) {
    const number = { recipientKind: 'contact', recipientId: contact.id, why: '档案没有手机号，发给联系人' } as const
    return { household, wechat, number, tryPersons: [] }
  }
  return { household, wechat, number: null, tryPersons: personIds }
}

function toHousehold(
  road: Roads,
  words: VillageTexts,
  persons: Map<string, PersonRef>,
  hasMobile: HasMobile,
): PlannedDelivery[] {
  const { household, wechat, number, tryPersons } = road
  const head = { phase: 2, villageId: household.villageId, householdId: household.id } as const
  const { text, params, pieces } = words.householdSms
  const sms = { text, params, pieces, data: null }
  if (wechat.length > 0)
    return wechat.map((personId) => ({
      ...head,
      ...sms,
      key: `wechat:${household.id}:${personId}`,
      channel: 'wechat',
      recipientKind: 'person',
      recipientId: personId,
      data: words.wechat,
      why: '绑定的人有微信提醒额度',
    }))
  const key = `sms:${household.id}`
  if (number) return [{ ...head, ...sms, ...number, key, channel: 'sms' }]
  const person = tryPersons.find((id) => hasMobile(persons.get(id)?.phoneSealed ?? null, `person ${id}`))
  if (person)
    return [
      {
        ...head,
        ...sms,
        key,
        channel: 'sms',
        recipientKind: 'person',
        recipientId: person,
        why: '档案没有手机号，发给绑定的人',
      },
    ]
  const why = household.phoneSealed === null ? '没有可发短信的号码，要人工告知' : '登记的是座机，要打电话告知'
  return [
    {
      ...head,
      ...task(words),
      key: `person:${household.id}`,
      recipientKind: 'household',
      recipientId: household.id,
      why,
    },
  ]
}
