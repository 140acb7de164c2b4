import { createHash } from 'node:crypto'
import { CHANNELS, type Channel } from '../../../shared/domain/channel'
import { maskAccountNo, maskName, maskPhone } from '../../../shared/domain/mask'
import { smsCost } from '../../../shared/domain/sms'
import type { Tools } from '../../deps'
import type { Reader } from '../../platform/db/database'
import { openPhone } from '../../platform/open-phone'
import { committeesOfVillages } from '../../registry/liaisons/liaison.reads'
import { contactsOfHouseholds } from '../../registry/people/household.reads'
import { personRefs } from '../../registry/sign-in/person.reads'
import type { Audience } from './audience.reads'
import { noticesOf, textsOf } from './notice.reads'
import type { Outage } from './outage.reads'
import type { VillageTexts } from './outage.tables'
import { type PlannedDelivery, planOf } from './plan.reads'

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * What a preview binds besides the draft's version: who is told (households and committee members) and every text. By
 * which channel is left open: a villager who allows a message in these ten minutes must not undo the admin's work.
 */
export async function fingerprintsOf(db: Reader, audience: Audience, texts: Map<string, VillageTexts>) {
  const villageIds = audience.villages.map(({ villageId }) => villageId)
  const members = [...(await committeesOfVillages(db, villageIds)).values()].flat().map(({ id }) => id)
  const households = audience.households.map(({ id, villageId, groupId }) => [id, villageId, groupId])
  return {
    audienceHash: hashOf(JSON.stringify([households, members.sort()])),
    textsHash: hashOf(JSON.stringify([...texts])),
  }
}

type Counts = Record<Channel, number>
const none = (): Counts => ({ wechat: 0, sms: 0, person: 0 })

/** Deliveries, each counted under its channel. */
function countBy(deliveries: readonly PlannedDelivery[]): Counts {
  const counts = none()
  for (const { channel } of deliveries) counts[channel] += 1
  return counts
}

/** Households, each counted once: those with several bound people get several WeChat messages. */
const firstOfEach = (deliveries: readonly PlannedDelivery[]): PlannedDelivery[] => [
  ...new Map(deliveries.map((delivery) => [delivery.householdId, delivery])).values(),
]

const piecesOf = (deliveries: readonly PlannedDelivery[]): number =>
  deliveries.filter(({ channel }) => channel === 'sms').reduce((sum, { pieces }) => sum + pieces, 0)

/** The most pieces: every WeChat message falls to SMS, which a household or member gets once, however many people are bound. */
const piecesAtMost = (deliveries: readonly PlannedDelivery[]): number => {
  const fallen = deliveries.filter(({ channel }) => channel === 'wechat')
  return (
    piecesOf(deliveries) +
    [...new Map(fallen.map((one) => [one.householdId ?? one.key, one.pieces])).values()].reduce(
      (sum, pieces) => sum + pieces,
      0,
    )
  )
}

/** Everything an admin should see before publishing, without token. */
export async function previewView(db: Reader, tools: Tools, outage: Outage, audience: Audience, fenPerPiece: number) {
  const plan = await planOf(db, tools, outage, audience)
  const committee = plan.filter(({ phase }) => phase === 1)
  const messages = plan.filter(({ phase }) => phase === 2)
  const households = firstOfEach(messages)
  const notices = await noticesOf(db, tools, outage, audience.villages)
  const nameOf = (villageId: string): string => notices.get(villageId)?.villageName ?? ''
  const pieces = piecesOf(plan)

  const villages = audience.villages.flatMap(({ villageId, areaWords, households: affected }) => {
    const notice = notices.get(villageId)
    if (!notice) return []
    const here = (deliveries: readonly PlannedDelivery[]) => deliveries.filter((one) => one.villageId === villageId)
    const smsPieces = piecesOf(here(plan))
    const { householdSms, committeeSms, ...texts } = textsOf(notice, tools.smsSign)
    return [
      {
        villageId,
        village: notice.villageName,
        areaWords,
        affected,
        liaison: notice.liaison,
        committee: countBy(here(committee)),
        households: countBy(here(households)),
        smsPieces,
        costFen: smsCost(smsPieces, fenPerPiece),
        texts: { householdSms, committeeSms, ...texts },
      },
    ]
  })
  return {
    draftVersion: outage.version,
    affected: audience.households.length,
    households: countBy(households),
    committee: countBy(committee),
    messages: { wechat: countBy(plan).wechat, sms: countBy(plan).sms },
    sms: {
      pieces,
      costFen: smsCost(pieces, fenPerPiece),
      costFenAtMost: smsCost(piecesAtMost(plan), fenPerPiece),
    },
    important: audience.households.filter(({ important }) => important).length,
    why: reasonsOf(households),
    villages,
    withoutLiaison: villages.filter(({ liaison }) => liaison === null).map(({ village }) => village),
    withoutCommittee: villages
      .filter(({ villageId }) => !committee.some((one) => one.villageId === villageId))
      .map(({ village }) => village),
    examples: await examplesOf(db, tools, audience, households, nameOf),
  }
}

/** How many households go which way for which reason, channel by channel. */
function reasonsOf(households: readonly PlannedDelivery[]) {
  const counts = new Map<string, { channel: Channel; why: string; households: number }>()
  for (const { channel, why } of households) {
    const row = counts.get(why) ?? { channel, why, households: 0 }
    counts.set(why, { ...row, households: row.households + 1 })
  }
  return [...counts.values()].sort((a, b) => CHANNELS.indexOf(a.channel) - CHANNELS.indexOf(b.channel))
}

const EXAMPLES = 3

/** Three real households, of different channels where there are any. */
async function examplesOf(
  db: Reader,
  tools: Tools,
  audience: Audience,
  households: readonly PlannedDelivery[],
  nameOf: (villageId: string) => string,
) {
  const oneEach = CHANNELS.flatMap((channel) => households.find((one) => one.channel === channel) ?? [])
  const chosen = [...new Set([...oneEach, ...households.slice(0, EXAMPLES)])].slice(0, EXAMPLES)
  const examples = []
  for (const delivery of chosen) {
    const household = audience.households.find(({ id }) => id === delivery.householdId)
    if (!household) continue
    examples.push({
      village: nameOf(delivery.villageId),
      name: maskName(household.name),
      accountNo: maskAccountNo(household.accountNo),
      channel: delivery.channel,
      to: await recipientWords(db, tools, delivery, household.phoneSealed),
      why: delivery.why,
      text: delivery.text,
    })
  }
  return examples
}

async function recipientWords(
  db: Reader,
  tools: Tools,
  { channel, recipientKind, recipientId, householdId }: PlannedDelivery,
  onRecord: string | null,
): Promise<string> {
  if (channel === 'wechat') return '绑定这一户的微信'
  if (channel === 'person') return '由对接人员告知'
  const sealed = {
    household: () => onRecord,
    contact: async () => {
      const contacts = await contactsOfHouseholds(db, [householdId as string])
      return contacts.get(householdId as string)?.find(({ id }) => id === recipientId)?.phoneSealed
    },
    person: async () => (await personRefs(db, [recipientId])).get(recipientId)?.phoneSealed,
    committee_member: () => null,
  }
  const phone = openPhone(tools, await sealed[recipientKind](), `${recipientKind} ${recipientId}`)
  return phone ? maskPhone(phone) : ''
}
