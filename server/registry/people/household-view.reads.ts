import { IsNull, MoreThan, Raw } from 'typeorm'
import type { RouteInput, RouteReply } from '../../../shared/contract/contract'
import { readAccountNo } from '../../../shared/domain/account-no'
import { maskAccountNo, maskPhone } from '../../../shared/domain/mask'
import type { Tools } from '../../deps'
import { containing } from '../../platform/db/containing'
import type { Reader } from '../../platform/db/database'
import { orRefuse, Refusal } from '../../platform/http/refuse'
import { phoneHashOf } from '../../platform/phone-input'
import { areaRefs, feederRefs, groupRefs, villageNames } from '../villages/village.reads'
import { contactsOfHouseholds, householdIdsOfPhone } from './household.reads'
import { CareMarkTable, ContactTable, type HouseholdRow, HouseholdTable } from './household.tables'

type Line = RouteReply<'POST /households/search'>[number]

/** The most a search answers: whoever sees more has to say more. */
const SEARCH_MAX = 50

/** Households as a list shows them: numbers masked. */
async function linesOf(db: Reader, { vault }: Pick<Tools, 'vault'>, rows: readonly HouseholdRow[]): Promise<Line[]> {
  const villages = await villageNames(db, [...new Set(rows.map(({ villageId }) => villageId))])
  const groups = await groupRefs(db, [...new Set(rows.flatMap(({ groupId }) => groupId ?? []))])
  const contacts = await contactsOfHouseholds(
    db,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({
    id: row.id,
    accountNo: maskAccountNo(row.accountNo),
    name: row.name,
    village: villages.get(row.villageId) ?? '',
    group: groups.get(row.groupId ?? '')?.name ?? null,
    phone: row.phoneSealed ? maskPhone(vault.open(row.phoneSealed)) : null,
    contacts: contacts.get(row.id)?.length ?? 0,
    important: row.important,
  }))
}

type Page = RouteInput<'GET /villages/:villageId/households'>['query']

/** A village's households in order of id; `withoutNumber` keeps those nobody can be called or written to. */
export async function householdsOfVillage(
  db: Reader,
  tools: Pick<Tools, 'vault'>,
  villageId: string,
  { limit, after, groupId, withoutNumber }: Page,
): Promise<Line[]> {
  const noContact = Raw((id) => `NOT EXISTS (SELECT 1 FROM ${tableName(db)} c WHERE c.household_id = ${id})`)
  const query = db.createQueryBuilder(HouseholdTable, 'h').where({ villageId, ...(groupId ? { groupId } : {}) })
  if (after) query.andWhere({ id: MoreThan(after) })
  if (withoutNumber) query.andWhere({ phoneHash: IsNull(), id: noContact })
  return linesOf(
    db,
    tools,
    await query
      .orderBy('h.id')
      .take(limit ?? 50)
      .getMany(),
  )
}

const tableName = (db: Reader): string => db.connection.getMetadata(ContactTable).tableName

type Wanted = RouteInput<'POST /households/search'>['body']

/** Households of the station (or of one village) by part of the name, by exact 户号 or by exact number. */
export async function searchHouseholds(
  db: Reader,
  tools: Pick<Tools, 'vault'>,
  stationId: string,
  wanted: Wanted,
): Promise<Line[]> {
  const { name, accountNo, phone, villageId } = wanted
  if (!name && !accountNo && !phone) throw new Refusal('SEARCH_TOO_WIDE')
  const query = db.createQueryBuilder(HouseholdTable, 'h').where({ stationId, ...(villageId ? { villageId } : {}) })
  if (name) query.andWhere({ name: containing(name) })
  if (accountNo) {
    const reading = readAccountNo(accountNo)
    if ('fault' in reading) throw new Refusal('ACCOUNT_NO_INVALID', [{ field: 'accountNo', reason: reading.fault }])
    query.andWhere({ accountNo: reading.accountNo })
  }
  if (phone) {
    const ids = await householdIdsOfPhone(db, phoneHashOf(tools, phone))
    if (ids.length === 0) return []
    query.andWhereInIds(ids)
  }
  return linesOf(db, tools, await query.orderBy('h.id').take(SEARCH_MAX).getMany())
}

/** All about one household, numbers masked; care marks only with consent. */
export async function householdView(
  db: Reader,
  { vault }: Pick<Tools, 'vault'>,
  id: string,
): Promise<RouteReply<'GET /households/:id'>> {
  const row = orRefuse(await db.findOneBy(HouseholdTable, { id }))
  const area = orRefuse((await areaRefs(db, [row.areaId])).get(row.areaId))
  const feeder = (await feederRefs(db, [area.feederId])).get(area.feederId)
  const village = (await villageNames(db, [row.villageId])).get(row.villageId) ?? ''
  const group = row.groupId ? (await groupRefs(db, [row.groupId])).get(row.groupId) : undefined
  const contacts = (await contactsOfHouseholds(db, [id])).get(id) ?? []
  const mark = await db.findOneBy(CareMarkTable, { householdId: id })
  return {
    id,
    version: row.version,
    accountNo: row.accountNo,
    name: row.name,
    address: row.address,
    meterNo: row.meterNo,
    village: { id: row.villageId, name: village },
    group: group ? { id: group.id, name: group.name } : null,
    area: { id: area.id, code: area.code, name: area.name, feeder: feeder?.name ?? '' },
    category: row.category,
    customerKind: row.customerKind,
    freeQuota: row.freeQuota,
    important: row.important,
    phone: row.phoneSealed ? maskPhone(vault.open(row.phoneSealed)) : null,
    contacts: contacts.map((contact) => ({
      id: contact.id,
      name: contact.name,
      relation: contact.relation,
      phone: maskPhone(vault.open(contact.phoneSealed)),
    })),
    care:
      mark?.consentAt && mark.consentBy && mark.consentHow
        ? {
            kinds: mark.kinds,
            consentBy: mark.consentBy,
            consentHow: mark.consentHow,
            consentAt: mark.consentAt.toISOString(),
          }
        : null,
    careToAsk: mark !== null && mark.consentAt === null && mark.withdrawnAt === null,
  }
}

/** The full numbers; whoever mounts this notes the look. */
export async function phonesOfHousehold(
  db: Reader,
  { vault }: Pick<Tools, 'vault'>,
  id: string,
): Promise<RouteReply<'GET /households/:id/phone'>> {
  const { phoneSealed } = orRefuse(await db.findOneBy(HouseholdTable, { id }))
  const contacts = (await contactsOfHouseholds(db, [id])).get(id) ?? []
  return {
    phone: phoneSealed ? vault.open(phoneSealed) : null,
    contacts: contacts.map((contact) => ({
      id: contact.id,
      name: contact.name,
      relation: contact.relation,
      phone: vault.open(contact.phoneSealed),
    })),
  }
}

/** Households of each village whose file carries a care mark nobody has consented to. */
export async function careToAskCounts(db: Reader, stationId: string): Promise<Map<string, number>> {
  const rows: { villageId: string; count: number | string }[] = await db
    .createQueryBuilder(CareMarkTable, 'm')
    .innerJoin(HouseholdTable.options.name, 'h', 'h.id = m.householdId')
    .select('h.villageId', 'villageId')
    .addSelect('COUNT(*)', 'count')
    .where('h.stationId = :stationId AND m.consentAt IS NULL AND m.withdrawnAt IS NULL', { stationId })
    .groupBy('h.villageId')
    .getRawMany()
  return new Map(rows.map(({ villageId, count }) => [villageId, Number(count)]))
}
