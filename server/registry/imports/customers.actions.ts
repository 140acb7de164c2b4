import { type CustomerRecord, readCustomerRow } from '../../../shared/domain/customer-row'
import { CARE_MARK_WORDS, FREE_QUOTA_WORDS, HOUSEHOLD_CATEGORY_WORDS } from '../../../shared/domain/household'
import { maskAccountNo, maskName, maskPhone } from '../../../shared/domain/mask'
import { CUSTOMER_COLUMNS, type CustomerField, type RowFault } from '../../../shared/domain/sheet-columns'
import type { Tools } from '../../deps'
import type { Tx } from '../../platform/db/database'
import type { SheetRow } from '../../platform/sheets/read-sheet'
import {
  type HouseholdIntake,
  hasNoHouseholds,
  householdsByAccount,
  intakeHouseholds,
  type KnownHousehold,
  tellPhonesChanged,
} from '../people/household.intake'
import { hasVerifiedPersons, personsOfPhones } from '../sign-in/person.reads'
import { intakePlaces, placesOf } from '../villages/village.intake'
import type { Difference } from './import.tables'
import { type NewPlaces, newPlaces } from './places.actions'
import { SeenAccounts } from './seen-accounts.actions'
import { contentOf, type FieldFinder, fieldFinder, type Ground, type RowIntake, type RowOutcome } from './walk.actions'

type HouseholdRow = KnownHousehold['row']
type CareMarkRow = NonNullable<KnownHousehold['care']>
type Reading = { row: SheetRow; record: CustomerRecord | null; outcome: RowOutcome | null }

/**
 * Rows of 客户档案. They make groups inside known villages and, only when 新建 was ticked, villages, areas and feeders. What a
 * file does not say (a missing column) stays as it is; an empty cell empties. A care mark is never taken away by a file: an export
 * without the word must not make a breathing machine invisible.
 */
export function customerIntake(ground: Ground, columns: readonly string[]): RowIntake {
  const { tools, stationId, write } = ground
  const fields = fieldFinder(CUSTOMER_COLUMNS, columns)
  const seen = new SeenAccounts()
  let places: NewPlaces | undefined
  let isFresh = false
  let somebodyVerified: boolean | undefined
  let flushing: Promise<void> = Promise.resolve()

  return {
    async rows(batch) {
      if (!places) {
        places = newPlaces(await placesOf(ground.db, stationId), tools, stationId, ground.createVillages)
        isFresh = await hasNoHouseholds(ground.db, stationId)
      }
      const known = places
      const readings = batch.map((row) => readingOf(row, known))
      const wanted = readings.flatMap(({ record }) => (record ? [record.accountNo] : []))
      // The database may still be writing the batch before: reading and checking went on meanwhile.
      await flushing
      const households = isFresh ? EMPTY : await householdsByAccount(ground.db, stationId, wanted, write !== null)
      const intake: HouseholdIntake = { made: [], changed: [], cares: [] }
      const outcomes = readings.map(({ row, record, outcome }) => {
        if (!record) return outcome as RowOutcome
        const wrong = outcome?.as === 'wrong'
        if (wrong && !write?.withoutNumber) return outcome
        const found = compare(row, record, households.get(record.accountNo), known, intake, wrong)
        return wrong ? outcome : found
      })
      if (write) flushing = flush(intake, known)
      // A failure is met at the next await; without this, Node would call it unhandled in between.
      flushing.catch(() => {})
      return outcomes
    },
    end: () => flushing,
  }

  function readingOf(row: SheetRow, known: NewPlaces): Reading {
    const cells = fields.cells(row)
    const damaged = fields.damaged(row)
    const reading = readCustomerRow(cells, known.lookups())
    const wrong = (faults: RowFault[], onlyPhone = false, record: CustomerRecord | null = null): Reading => ({
      row,
      record,
      outcome: { as: 'wrong', faults: [...damaged, ...faults.map(fields.named)], onlyPhone },
    })
    if ('faults' in reading && (reading.withoutPhone === null || damaged.length > 0)) return wrong(reading.faults)
    if (damaged.length > 0) return wrong([])
    const record = 'record' in reading ? reading.record : (reading.withoutPhone as CustomerRecord)
    if (record.villageName.startsWith('示例')) return wrong([{ column: '村', reason: '这是模板里的示例行，请删除' }])
    const place = {
      village: record.villageName,
      areaCode: record.areaCode,
      area: cells.areaName,
      feeder: cells.feederName,
    }
    const placeFaults = known.faultsOf(place)
    if (placeFaults.length > 0) return wrong(placeFaults)
    // Taken without its number or not, the row does the same to the places: none, or the check would show what is not done.
    if ('faults' in reading && !known.places.areas.has(place.areaCode))
      return wrong([...reading.faults, { column: '台区编号', reason: '电话不对的行不能新建台区，请先改正电话' }])
    const before = seen.note(record.accountNo, row.rowNo, contentOf(cells))
    if (before === 'same') return { row, record: null, outcome: { as: 'repeated' } }
    if (before !== 'new')
      return wrong([{ column: '户号', reason: `这个户号在第${before.rowNo}行已有，内容不一样，请只留一行` }])
    if ('record' in reading) known.make(place)
    return 'faults' in reading ? wrong(reading.faults, true, record) : { row, record, outcome: null }
  }

  function compare(
    row: SheetRow,
    record: CustomerRecord,
    known: KnownHousehold | undefined,
    at: NewPlaces,
    intake: HouseholdIntake,
    numberUnreadable: boolean,
  ): RowOutcome {
    const village = at.places.villages.get(record.villageName)
    const area = at.places.areas.get(record.areaCode)
    if (!village || !area) throw new Error('a checked row lost its place')
    const groupId = record.groupName === null ? null : at.group(village.id, record.groupName)
    const before = known?.row
    const keep = <T>(field: CustomerField, fromFile: T, old: T | undefined, none: T): T =>
      fields.has(field) ? fromFile : (old ?? none)
    // A number nobody can read says nothing against the one on record.
    const phoneHash =
      numberUnreadable && before
        ? before.phoneHash
        : keep('phone', record.phone ? tools.vault.hash(record.phone.number) : null, before?.phoneHash, null)
    const facts = {
      villageId: village.id,
      groupId: keep('groupName', groupId, before?.groupId, null),
      areaId: area.id,
      name: record.name,
      address: keep('address', record.address, before?.address, ''),
      meterNo: keep('meterNo', record.meterNo, before?.meterNo, ''),
      category: record.category,
      customerKind: keep('customerType', record.customerType, before?.customerKind, ''),
      phoneHash,
      freeQuota: keep('care', record.freeQuota, before?.freeQuota, null),
    }
    const care = careOf(record, known?.care ?? null, before?.id ?? '', tools)
    if (before && !care && sameFacts(before, facts)) return { as: 'same' }
    const difference = ground.wantsDifferences()
      ? differenceOf(fields, row, record, known, facts, care, at, tools)
      : undefined
    const outcome: RowOutcome = before
      ? { as: 'changed', mark: String(before.version), difference }
      : { as: 'new', difference }
    if (!write) return outcome
    // The same number is not sealed anew: the row would change for nothing.
    const phoneSealed =
      phoneHash === (before?.phoneHash ?? null)
        ? (before?.phoneSealed ?? null)
        : record.phone && tools.vault.seal(record.phone.number)
    const id = before?.id ?? write.nextId()
    if (!before)
      intake.made.push({
        id,
        stationId,
        accountNo: record.accountNo,
        ...facts,
        phoneSealed,
        important: false,
        version: 1,
        updatedAt: tools.clock(),
      })
    else if (!sameFacts(before, facts))
      intake.changed.push({
        before,
        after: { ...before, ...facts, phoneSealed, version: before.version + 1, updatedAt: tools.clock() },
      })
    if (care) intake.cares.push({ before: known?.care ?? null, after: { ...care, householdId: id } })
    return outcome
  }

  async function flush(intake: HouseholdIntake, at: NewPlaces): Promise<void> {
    if (!write) return
    await write.images.add(await intakePlaces(write.tx, at.taken()))
    intake.made.sort((a, b) => (a.accountNo < b.accountNo ? -1 : 1))
    intake.changed.sort((a, b) => (a.after.id < b.after.id ? -1 : 1))
    await write.images.add(await intakeHouseholds(write.tx, intake))
    const changed = intake.changed.filter(({ before, after }) => before.phoneHash !== after.phoneHash)
    await tellPhonesChanged(write.tx, tools, [
      ...changed.map(({ after }) => after.id),
      ...(await madeForKnownPersons(write.tx, intake.made)),
    ])
  }

  /** Who verified a number before their household was imported gets it now; at a station's first import nobody has. */
  async function madeForKnownPersons(tx: Tx, made: readonly HouseholdRow[]): Promise<string[]> {
    somebodyVerified ??= await hasVerifiedPersons(tx)
    if (!somebodyVerified) return []
    const hashes = [...new Set(made.flatMap(({ phoneHash }) => phoneHash ?? []))]
    const persons = await personsOfPhones(tx, hashes)
    return made.filter(({ phoneHash }) => phoneHash !== null && persons.has(phoneHash)).map(({ id }) => id)
  }
}

const EMPTY = new Map<string, KnownHousehold>()

type Facts = Pick<
  HouseholdRow,
  | 'villageId'
  | 'groupId'
  | 'areaId'
  | 'name'
  | 'address'
  | 'meterNo'
  | 'category'
  | 'customerKind'
  | 'phoneHash'
  | 'freeQuota'
>

function sameFacts(row: HouseholdRow, facts: Facts): boolean {
  for (const key in facts) if (row[key as keyof Facts] !== facts[key as keyof Facts]) return false
  return true
}

/** The care mark to be written, or null. A mark somebody consented to, withdrew the consent to, or made by hand is not touched. */
function careOf(
  record: CustomerRecord,
  known: CareMarkRow | null,
  householdId: string,
  tools: Tools,
): CareMarkRow | null {
  const kinds = record.careMarks
  if (kinds.length === 0) return null
  if (known && (known.consentAt !== null || known.withdrawnAt !== null || known.source !== 'import')) return null
  if (known && known.kinds.join() === kinds.join()) return null
  const consent = { consentBy: null, consentAt: null, consentHow: null }
  return {
    householdId,
    kinds,
    lifeSupport: kinds.includes('life_support'),
    source: 'import',
    ...consent,
    markedAt: tools.clock(),
    withdrawnAt: null,
  }
}

/** The words of one difference; whose household it is, and its number, stay masked. */
function differenceOf(
  fields: FieldFinder<CustomerField>,
  row: SheetRow,
  record: CustomerRecord,
  known: KnownHousehold | undefined,
  facts: Facts,
  written: CareMarkRow | null,
  at: NewPlaces,
  tools: Tools,
): Difference {
  const { places } = at
  const old = known?.row
  const changes: Difference['changes'] = []
  const tell = (column: string, before: string, after: string) => {
    if (before !== after) changes.push({ column: fields.named({ column, reason: '' }).column, before, after })
  }
  const groupNames = () => new Map([...places.groups.values()].map(({ id, name }) => [id, name]))
  const groupName = (id: string | null | undefined) => (id ? (groupNames().get(id) ?? '') : '')
  const areaCode = (id: string) => [...places.areas.values()].find((area) => area.id === id)?.code ?? ''
  if (old) {
    if (old.name !== facts.name)
      changes.push({
        column: fields.named({ column: '户名', reason: '' }).column,
        before: maskName(old.name),
        after: maskName(facts.name),
      })
    tell('用电地址', old.address, facts.address)
    tell('村', places.villageNames.get(old.villageId) ?? '', record.villageName)
    tell('村民小组', groupName(old.groupId), groupName(facts.groupId))
    tell('台区编号', areaCode(old.areaId), record.areaCode)
    tell('电表资产号', old.meterNo, facts.meterNo)
    if (old.phoneHash !== facts.phoneHash) {
      const before = old.phoneSealed === null ? '无' : maskPhone(tools.vault.open(old.phoneSealed))
      changes.push({
        column: fields.named({ column: '联系电话', reason: '' }).column,
        before,
        after: record.phone ? maskPhone(record.phone.number) : '无',
      })
    }
    tell('用电类别', HOUSEHOLD_CATEGORY_WORDS[old.category] ?? old.category, HOUSEHOLD_CATEGORY_WORDS[facts.category])
    tell('客户类型', old.customerKind, facts.customerKind)
    const care = (quota: HouseholdRow['freeQuota'], kinds: CareMarkRow['kinds']) =>
      [...kinds.map((kind) => CARE_MARK_WORDS[kind]), ...(quota ? [FREE_QUOTA_WORDS[quota]] : [])].join('、')
    const kindsBefore = known?.care?.kinds ?? []
    tell('重点关怀', care(old.freeQuota, kindsBefore), care(facts.freeQuota, written?.kinds ?? kindsBefore))
  }
  return {
    rowNo: row.rowNo,
    as: old ? 'changed' : 'new',
    what: `户号 ${maskAccountNo(record.accountNo)} ${maskName(record.name)}`,
    village: record.villageName,
    changes,
  }
}
