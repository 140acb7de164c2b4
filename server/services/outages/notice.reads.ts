import {
  groupText,
  type OutageNotice,
  outageSms,
  outageTemplateData,
  taskWords,
} from '../../../shared/domain/outage-words'
import { chinaDay } from '../../../shared/domain/time'
import type { Tools } from '../../deps'
import type { Reader } from '../../platform/db/database'
import { liaisonsToCall } from '../../registry/liaisons/liaison.reads'
import { stationOf } from '../../registry/stations/station.reads'
import { villageNames } from '../../registry/villages/village.reads'
import type { Outage } from './outage.reads'
import type { VillageTexts } from './outage.tables'

/** What the words are made from, for each village: its own name, its own part, its own liaison (the deputy on leave days). */
export async function noticesOf(
  db: Reader,
  tools: Pick<Tools, 'clock' | 'vault'>,
  outage: Outage,
  parts: readonly { villageId: string; areaWords: string }[],
): Promise<Map<string, OutageNotice>> {
  const villageIds = parts.map(({ villageId }) => villageId)
  const station = await stationOf(db, outage.stationId)
  const names = await villageNames(db, villageIds)
  const liaisons = await liaisonsToCall(db, tools.vault, villageIds, chinaDay(tools.clock()))
  return new Map(
    parts.map(({ villageId, areaWords }) => [
      villageId,
      {
        kind: outage.kind,
        intervals: outage.intervals,
        villageName: names.get(villageId) ?? '',
        areaWords,
        reason: outage.reason,
        liaison: liaisons.get(villageId) ?? null,
        stationName: station.name,
      },
    ]),
  )
}

/** Every text of one village. `smsSign`: what a provider puts in front of the SMS; empty where that is the station's name. */
export function textsOf(notice: OutageNotice, smsSign: string): VillageTexts {
  const sign = smsSign || notice.stationName
  const values = Object.entries(outageTemplateData(notice)).map(([key, { value }]) => [key, value])
  return {
    householdSms: outageSms(notice, 'household', sign),
    committeeSms: outageSms(notice, 'committee', sign),
    wechat: Object.fromEntries(values),
    task: taskWords(notice),
    group: groupText(notice),
  }
}
