import { maskName, maskPhone } from '../../../shared/domain/mask'
import { type RowFault, VILLAGE_COLUMNS } from '../../../shared/domain/sheet-columns'
import { readVillageRow, type VillageRecord } from '../../../shared/domain/station-row'
import { intakeLiaisons, type KnownMember, type KnownPairing, pairedVillages } from '../liaisons/liaison.intake'
import { intakeStaff, type KnownStaff, staffByNumber } from '../people/staff.intake'
import { intakePlaces, type KnownVillage, placesOf } from '../villages/village.intake'
import type { Difference } from './import.tables'
import { knownAs, type NewPlaces, newPlaces } from './places.actions'
import { contentOf, fieldFinder, type Ground, type RowIntake, type RowOutcome, SeenKeys } from './walk.actions'

/** The post of whoever a file names as the committee's contact. */
export const CONTACT_POST = '联系人'

type People = {
  staff: Map<string, KnownStaff>
  staffById: Map<string, KnownStaff>
  pairingOf: Map<string, KnownPairing>
  villageOfStaff: Map<string, string>
  members: Map<string, KnownMember[]>
}
type Change<Row> = { before: Row | null; after: Row }
type Todo = { staff: Change<KnownStaff>[]; pairings: KnownPairing[]; members: Change<KnownMember>[] }

/**
 * Rows of 村庄与对接人: villages with committee contact, staff and pairing. 一人一村 holds for files too: a liaison who has a village,
 * or a village that has another liaison, makes the row wrong; a hand-over is done by a person, because open work moves with it.
 */
export function villageIntake(ground: Ground, columns: readonly string[]): RowIntake {
  const { tools, stationId, write } = ground
  const fields = fieldFinder(VILLAGE_COLUMNS, columns)
  const seen = new SeenKeys()
  let at: NewPlaces | undefined
  let people: People | undefined

  return {
    async rows(batch) {
      at ??= newPlaces(await placesOf(ground.db, stationId), tools, stationId, true)
      people ??= await peopleOf([...at.places.villageNames.keys()])
      const todo: Todo = { staff: [], pairings: [], members: [] }
      const outcomes = batch.map((row) =>
        outcomeOf(row.rowNo, fields.cells(row), fields.damaged(row), at as NewPlaces, people as People, todo),
      )
      const changes = at.taken()
      if (write) {
        await write.images.add(await intakePlaces(write.tx, changes))
        await write.images.add(
          (await intakeStaff(write.tx, todo.staff)).map((image) => ({ kind: 'staff' as const, ...image })),
        )
        await write.images.add(await intakeLiaisons(write.tx, todo.pairings, todo.members))
      }
      return outcomes
    },
    end: async () => {},
  }

  async function peopleOf(villageIds: string[]): Promise<People> {
    const staff = await staffByNumber(ground.db, stationId)
    const { pairings, members } = await pairedVillages(ground.db, stationId, villageIds)
    const byVillage = new Map<string, KnownMember[]>()
    for (const member of members) byVillage.set(member.villageId, [...(byVillage.get(member.villageId) ?? []), member])
    return {
      staff,
      staffById: new Map([...staff.values()].map((row) => [row.id, row])),
      pairingOf: new Map(pairings.map((pairing) => [pairing.villageId, pairing])),
      villageOfStaff: new Map(
        pairings.filter(({ liveStaff }) => liveStaff !== null).map(({ staffId, villageId }) => [staffId, villageId]),
      ),
      members: byVillage,
    }
  }

  function outcomeOf(
    rowNo: number,
    cells: ReturnType<typeof fields.cells>,
    damaged: RowFault[],
    places: NewPlaces,
    has: People,
    todo: Todo,
  ): RowOutcome {
    const reading = readVillageRow(cells)
    const wrong = (faults: RowFault[]): RowOutcome => ({
      as: 'wrong',
      faults: [...damaged, ...faults.map(fields.named)],
      onlyPhone: false,
    })
    if ('faults' in reading || damaged.length > 0) return wrong('faults' in reading ? reading.faults : [])
    const { record } = reading
    const name = places.places.villages.has(record.villageName)
      ? record.villageName
      : knownAs(record.villageName, places.places)
    if (name.startsWith('示例')) return wrong([{ column: '村', reason: '这是模板里的示例行，请删除' }])
    if (record.committee && record.committee.phone === null)
      return wrong([{ column: '村委会电话', reason: '有村委会联系人，请写上电话' }])
    const clash = clashOf(record, places.places.villages.get(name)?.id, has, places)
    if (clash) return wrong([clash])
    const repeat = seen.note(name, rowNo, contentOf(cells))
    if (repeat === 'same') return { as: 'repeated' }
    if (repeat !== 'new')
      return wrong([{ column: '村', reason: `这个村在第${repeat.rowNo}行已有，内容不一样，请只留一行` }])

    const known = places.places.villages.get(name)
    const changes: Difference['changes'] = []
    const village = takeVillage(record, name, places, changes)
    takeCommittee(record, village.id, has, todo, changes)
    takeLiaison(record, village.id, has, todo, changes)
    if (known && changes.length === 0) return { as: 'same' }
    const difference: Difference = {
      rowNo,
      as: known ? 'changed' : 'new',
      what: `村 ${name}`,
      village: name,
      changes: known ? changes : [],
    }
    return known ? { as: 'changed', mark: JSON.stringify([known, changes]), difference } : { as: 'new', difference }
  }

  function clashOf(
    { liaison }: VillageRecord,
    villageId: string | undefined,
    has: People,
    { places }: NewPlaces,
  ): RowFault | null {
    if (!liaison) return null
    const member = has.staff.get(liaison.staffNo)
    // A file must not open a door that was shut: neither for who left, nor to an account by way of another phone.
    if (member && !member.active) return { column: '工号', reason: '停用员工请在系统里恢复' }
    if (
      member &&
      (member.admin || member.account !== null) &&
      member.phoneHash !== tools.vault.hash(liaison.phone.number)
    )
      return { column: '手机', reason: '有管理后台账号的员工换号码，请在系统里办理' }
    const pairing = villageId === undefined ? undefined : has.pairingOf.get(villageId)
    if (pairing && pairing.staffId !== member?.id) {
      const now = has.staffById.get(pairing.staffId)
      return {
        column: '对接人员',
        reason: `这个村现由${now?.name ?? ''}(${now?.number ?? ''})对接；换人请办理交接，不能用文件改`,
      }
    }
    const other = member && has.villageOfStaff.get(member.id)
    if (!pairing && other && other !== villageId)
      return {
        column: '工号',
        reason: `一人一村：${member.name}(${member.number})已对接${places.villageNames.get(other) ?? '别的村'}`,
      }
    return null
  }

  function takeVillage(
    record: VillageRecord,
    name: string,
    places: NewPlaces,
    changes: Difference['changes'],
  ): KnownVillage {
    const before = places.places.villages.get(name)
    const committeeName =
      fields.has('committeeName') || !before
        ? record.committeeName.replace(record.villageName, name)
        : before.committeeName
    const pilot = fields.has('pilot') || !before ? record.pilot : before.pilot
    if (before && before.committeeName === committeeName && before.pilot === pilot) return before
    if (before && before.committeeName !== committeeName)
      changes.push({ column: '村委会', before: before.committeeName, after: committeeName })
    if (before && before.pilot !== pilot)
      changes.push({ column: '是否试点', before: yesNo(before.pilot), after: yesNo(pilot) })
    const row = before ?? places.village(name)
    const after = { ...row, committeeName, pilot }
    places.places.villages.set(name, after)
    // A village made a line ago is written once, as it is now.
    if (before) places.change({ kind: 'village', before, after })
    else Object.assign(row, after)
    return after
  }

  function takeCommittee(
    { committee }: VillageRecord,
    villageId: string,
    has: People,
    todo: Todo,
    changes: Difference['changes'],
  ): void {
    if (!committee?.phone) return
    const phoneHash = tools.vault.hash(committee.phone.number)
    const members = has.members.get(villageId) ?? []
    const before =
      members.find((member) => member.phoneHash === phoneHash) ??
      members.find(({ post, active }) => active && post === CONTACT_POST) ??
      null
    if (before && before.phoneHash === phoneHash && before.name === committee.name && before.active) return
    changes.push({
      column: '村委会联系人',
      before: before ? maskName(before.name) : '无',
      after: `${maskName(committee.name)} ${maskPhone(committee.phone.number)}`,
    })
    const after: KnownMember = {
      id: before?.id ?? tools.newId(),
      villageId,
      name: committee.name,
      post: before?.post ?? CONTACT_POST,
      phoneSealed: before?.phoneHash === phoneHash ? before.phoneSealed : tools.vault.seal(committee.phone.number),
      phoneHash,
      active: true,
      createdAt: before?.createdAt ?? tools.clock(),
    }
    has.members.set(villageId, [...members.filter((member) => member !== before), after])
    todo.members.push({ before, after })
  }

  function takeLiaison(
    { liaison }: VillageRecord,
    villageId: string,
    has: People,
    todo: Todo,
    changes: Difference['changes'],
  ): void {
    if (!liaison) return
    const before = has.staff.get(liaison.staffNo) ?? null
    const phoneHash = tools.vault.hash(liaison.phone.number)
    const team = liaison.team ?? before?.team ?? ''
    const duties = fields.has('duties') || !before ? liaison.duties : before.duties
    let member = before
    if (
      !before ||
      before.name !== liaison.name ||
      before.team !== team ||
      before.duties !== duties ||
      before.phoneHash !== phoneHash
    ) {
      const phoneSealed = before?.phoneHash === phoneHash ? before.phoneSealed : tools.vault.seal(liaison.phone.number)
      const fresh = { account: null, passwordHash: null, admin: false, createdAt: tools.clock() }
      member = {
        ...(before ?? fresh),
        id: before?.id ?? tools.newId(),
        stationId,
        number: liaison.staffNo,
        name: liaison.name,
        team,
        duties,
        phoneSealed,
        phoneHash,
        active: true,
      }
      has.staff.set(liaison.staffNo, member)
      has.staffById.set(member.id, member)
      todo.staff.push({ before, after: member })
      const phone = maskPhone(liaison.phone.number)
      changes.push({
        column: '对接人员',
        before: before ? `${before.name} ${before.team}` : '无',
        after: `${member.name} ${member.team} ${phone}`,
      })
    }
    if (!member || has.pairingOf.has(villageId)) return
    const open = {
      until: null,
      exceptionReason: null,
      exceptionUntil: null,
      endedBy: null,
      deputyStaffId: null,
      deputyFrom: null,
      deputyUntil: null,
    }
    const pairing: KnownPairing = {
      id: tools.newId(),
      stationId,
      villageId,
      staffId: member.id,
      since: tools.clock(),
      liveVillage: villageId,
      liveStaff: member.id,
      appointedBy: write?.by ?? '',
      ...open,
    }
    has.pairingOf.set(villageId, pairing)
    has.villageOfStaff.set(member.id, villageId)
    todo.pairings.push(pairing)
    changes.push({ column: '对接人员', before: '无', after: `${member.name}(${member.number})` })
  }
}

const yesNo = (is: boolean): string => (is ? '是' : '否')
