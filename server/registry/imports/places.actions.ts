import type { CustomerLookups } from '../../../shared/domain/customer-row'
import { type Cell, cellText, toHalfWidth } from '../../../shared/domain/plain-text'
import { AREA_COLUMNS, type RowFault } from '../../../shared/domain/sheet-columns'
import { readAreaRow } from '../../../shared/domain/station-row'
import type { Tools } from '../../deps'
import { householdsIn } from '../people/household.intake'
import {
  groupKey,
  intakePlaces,
  type KnownArea,
  type KnownFeeder,
  type KnownVillage,
  newVillage,
  type PlaceChange,
  type Places,
  placesOf,
} from '../villages/village.intake'
import type { Difference } from './import.tables'
import { contentOf, fieldFinder, type Ground, type RowIntake, type RowOutcome, SeenKeys } from './walk.actions'

type Place = { village: string; areaCode: string; area: Cell; feeder: Cell }

/** The station's places while a file is read: what is known, and what its rows have added so far. */
export type NewPlaces = {
  places: Places
  /** What a row of customers may name; with 新建 also what is not known yet. */
  lookups(): CustomerLookups
  faultsOf(place: Place): RowFault[]
  make(place: Place): void
  village(name: string): KnownVillage
  feeder(name: string): KnownFeeder
  area(row: KnownArea, before: KnownArea | null): void
  /** The id of a group, made when it is not known. */
  group(villageId: string, name: string): string
  change(change: PlaceChange): void
  /** What has been added since the last call, to be written. */
  taken(): PlaceChange[]
}

export function newPlaces(places: Places, tools: Tools, stationId: string, mayMake: boolean): NewPlaces {
  let pending: PlaceChange[] = []
  const text = (cell: Cell, max: number): string => [...toHalfWidth(cellText(cell))].slice(0, max).join('')
  const village = (name: string): KnownVillage => {
    const known = places.villages.get(name)
    if (known) return known
    const after = newVillage(tools, stationId, name)
    places.villages.set(name, after)
    places.villageNames.set(after.id, name)
    pending.push({ kind: 'village', before: null, after })
    return after
  }
  const feeder = (name: string): KnownFeeder => {
    const known = places.feeders.get(name)
    if (known) return known
    const after = { id: tools.newId(), stationId, name }
    places.feeders.set(name, after)
    places.feederNames.set(after.id, name)
    pending.push({ kind: 'feeder', before: null, after })
    return after
  }
  const area = (after: KnownArea, before: KnownArea | null): void => {
    places.areas.set(after.code, after)
    pending.push({ kind: 'area', before, after } as PlaceChange)
  }
  let named = ''
  const lookups: CustomerLookups = {
    hasVillage(name) {
      // 前营 is 前营村 where that is known; only then is it a village of its own.
      const is = places.villages.has(name) || (mayMake && !places.villages.has(`${name}村`))
      if (is) named = name
      return is
    },
    villageOfArea(code) {
      const known = places.areas.get(code)
      return known ? places.villageNames.get(known.villageId) : mayMake ? named : undefined
    },
  }
  return {
    places,
    lookups: () => lookups,
    faultsOf: ({ areaCode, area: areaName, feeder: feederName }) =>
      places.areas.has(areaCode)
        ? []
        : [
            ...(text(feederName, 40) === '' ? [{ column: '线路名称', reason: '新建台区须填线路名称' }] : []),
            ...(text(areaName, 40) === '' ? [{ column: '台区名称', reason: '新建台区须填台区名称' }] : []),
          ],
    make(place) {
      if (places.areas.has(place.areaCode)) return
      const villageId = village(place.village).id
      const feederId = feeder(text(place.feeder, 40)).id
      area(
        { id: tools.newId(), stationId, feederId, villageId, code: place.areaCode, name: text(place.area, 40) },
        null,
      )
    },
    village,
    feeder,
    area,
    group(villageId, name) {
      const known = places.groups.get(groupKey(villageId, name))
      if (known) return known.id
      const after = { id: tools.newId(), villageId, name }
      places.groups.set(groupKey(villageId, name), after)
      pending.push({ kind: 'group', before: null, after })
      return after.id
    },
    change: (change) => void pending.push(change),
    taken() {
      const taken = pending
      pending = []
      return taken
    },
  }
}

/** Rows of 线路台区: they make feeders, villages and areas. */
export function areaIntake(ground: Ground, columns: readonly string[]): RowIntake {
  const { tools, stationId, write } = ground
  const fields = fieldFinder(AREA_COLUMNS, columns)
  const seen = new SeenKeys()
  let known: NewPlaces | undefined

  return {
    async rows(batch) {
      known ??= newPlaces(await placesOf(ground.db, stationId), tools, stationId, true)
      const outcomes: RowOutcome[] = []
      for (const row of batch) outcomes.push(await outcomeOf(row.rowNo, fields.cells(row), fields.damaged(row), known))
      const changes = known.taken()
      if (write) await write.images.add(await intakePlaces(write.tx, changes))
      return outcomes
    },
    end: async () => {},
  }

  async function outcomeOf(
    rowNo: number,
    cells: ReturnType<typeof fields.cells>,
    damaged: RowFault[],
    at: NewPlaces,
  ): Promise<RowOutcome> {
    const reading = readAreaRow(cells)
    const wrong = (faults: RowFault[]): RowOutcome => ({
      as: 'wrong',
      faults: [...damaged, ...faults.map(fields.named)],
      onlyPhone: false,
    })
    if ('faults' in reading || damaged.length > 0) return wrong('faults' in reading ? reading.faults : [])
    const { record } = reading
    if (record.villageName.startsWith('示例')) return wrong([{ column: '村', reason: '这是模板里的示例行，请删除' }])
    const villageName = at.places.villages.has(record.villageName)
      ? record.villageName
      : knownAs(record.villageName, at.places)
    const before = at.places.areas.get(record.areaCode) ?? null
    const villageBefore = before ? (at.places.villageNames.get(before.villageId) as string) : ''
    if (before && villageBefore !== villageName && (await householdsIn(ground.db, { areaId: before.id })) > 0)
      return wrong([
        {
          column: '村',
          reason: `台区${record.areaCode}现属${villageBefore}，已有用户，不能改属别的村；请先改这些用户的档案`,
        },
      ])
    const repeat = seen.note(record.areaCode, rowNo, contentOf(cells))
    if (repeat === 'same') return { as: 'repeated' }
    if (repeat !== 'new')
      return wrong([{ column: '台区编号', reason: `这个台区在第${repeat.rowNo}行已有，内容不一样，请只留一行` }])
    const villageId = at.village(villageName).id
    const feederId = at.feeder(record.feederName).id
    if (before && before.villageId === villageId && before.feederId === feederId && before.name === record.areaName)
      return { as: 'same' }
    const feederBefore = before ? (at.places.feederNames.get(before.feederId) ?? '') : ''
    const after = {
      id: before?.id ?? tools.newId(),
      stationId,
      feederId,
      villageId,
      code: record.areaCode,
      name: record.areaName,
    }
    at.area(after, before)
    const told = ([column, old, now]: string[]) => ({
      column: column as string,
      before: old as string,
      after: now as string,
    })
    const changes = [
      ['线路名称', feederBefore, record.feederName],
      ['台区名称', before?.name ?? '', record.areaName],
      ['村', villageBefore, villageName],
    ].map(told)
    const difference: Difference = {
      rowNo,
      as: before ? 'changed' : 'new',
      what: `台区 ${record.areaCode} ${record.areaName}`,
      village: villageName,
      changes: before ? changes.filter((change) => change.before !== change.after) : [],
    }
    return before ? { as: 'changed', mark: JSON.stringify(before), difference } : { as: 'new', difference }
  }
}

/** The registered spelling of a village: 前营 is 前营村 where only that is known. */
export const knownAs = (written: string, places: Places): string =>
  places.villages.has(`${written}村`) ? `${written}村` : written
