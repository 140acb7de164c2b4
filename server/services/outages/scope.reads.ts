import { OUTAGE_SCOPE_WORDS, type OutageScope, type OutageScopeKind } from '../../../shared/domain/outage'
import { cut } from '../../../shared/domain/plain-text'
import { Refusal } from '../../platform/http/refuse'
import type { AffectedHousehold } from '../../registry/people/audience.reads'
import type { Places } from '../../registry/villages/place.reads'

/** As an admin writes it: a registered name, a code or an id. */
export type WrittenPlace = { kind: OutageScopeKind; place: string }

type Place = { id: string; names: string[] }

/** All places of a kind in the station, each with every name it goes by. */
function placesOf(kind: OutageScopeKind, places: Places): Place[] {
  const villageName = new Map(places.villages.map(({ id, name }) => [id, name]))
  if (kind === 'feeder') return places.feeders.map(({ id, name }) => ({ id, names: [name] }))
  if (kind === 'transformer_area') return places.areas.map(({ id, name, code }) => ({ id, names: [name, code] }))
  if (kind === 'village') return places.villages.map(({ id, name }) => ({ id, names: [name] }))
  return places.groups.map(({ id, name, villageId }) => ({
    id,
    names: [`${villageName.get(villageId)}${name}`, `${villageName.get(villageId)}/${name}`],
  }))
}

/**
 * The places meant, each once, in the order written. Only the station's own are known, so another station's are as unknown
 * as a misspelt one. Refusal OUTAGE_PLACE_UNKNOWN names each that fits none or several.
 */
export function resolveScope(written: readonly WrittenPlace[], places: Places): OutageScope[] {
  const faults: { field: string; reason: string }[] = []
  const found = written.flatMap(({ kind, place }, index): OutageScope[] => {
    const wanted = place.trim()
    const fitting = placesOf(kind, places).filter(({ id, names }) => id === wanted || names.includes(wanted))
    const [only] = fitting
    if (only && fitting.length === 1) return [{ kind, id: only.id }]
    const reason =
      fitting.length === 0
        ? `本所没有${OUTAGE_SCOPE_WORDS[kind]}“${wanted}”`
        : `有${fitting.length}个“${wanted}”，请改填编号`
    faults.push({ field: `scope.${index}.place`, reason })
    return []
  })
  if (faults.length > 0) throw new Refusal('OUTAGE_PLACE_UNKNOWN', faults)
  return found.filter((one, index) => found.findIndex(({ kind, id }) => kind === one.kind && id === one.id) === index)
}

/** What a place is called; its id where it is no longer registered. */
export const placeName = ({ kind, id }: OutageScope, places: Places): string =>
  placesOf(kind, places).find((place) => place.id === id)?.names[0] ?? id

/** As much as a published outage keeps of a village's part. */
const AREA_WORDS_MAX = 200

/**
 * Which part of a village is off, e.g. 前营东台区、2组: the switched places with households there, and nothing where every
 * household of the village is affected. `total` is how many the village has.
 */
export function areaWordsOf(
  villageId: string,
  affected: readonly Pick<AffectedHousehold, 'areaId' | 'groupId'>[],
  total: number,
  scope: readonly OutageScope[],
  places: Places,
): string {
  if (affected.length >= total) return ''
  const has = (kind: OutageScopeKind, id: string): boolean => scope.some((one) => one.kind === kind && one.id === id)
  const live = new Set(affected.map(({ areaId }) => areaId))
  const areas = places.areas.filter(
    ({ id, feederId }) => live.has(id) && (has('transformer_area', id) || has('feeder', feederId)),
  )
  const groups = places.groups.filter((group) => group.villageId === villageId && has('group', group.id))
  return cut([...areas, ...groups].map(({ name }) => name).join('、'), AREA_WORDS_MAX)
}
