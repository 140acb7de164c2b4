import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { writeStation } from '../../scripts/station/write-station'
import type { ImportView } from '../registry/imports/import.reads'
import { waitFor } from '../registry/imports/run.actions'
import { CommitteeMemberTable, PairingTable } from '../registry/liaisons/liaison.tables'
import { CareMarkTable, HouseholdTable } from '../registry/people/household.tables'
import { StaffTable } from '../registry/people/staff.tables'
import { FeederTable, TransformerAreaTable, VillageGroupTable, VillageTable } from '../registry/villages/village.tables'
import { adminToken, aStation } from './builders'
import { openWorld } from './world'

// What the tests of imports share: a world, the files of a small station, and how an admin hands them in.

export const VILLAGES = 3
const PER_VILLAGE = 60
export const CUSTOMERS = VILLAGES * PER_VILLAGE

export const HEADER =
  '户号,户名,用电地址,村,村民小组,台区编号,台区名称,线路名称,电表资产号,联系电话,用电类别,客户类型,重点关怀'

/** A line of 客户档案: what is not given is usual. */
export const line = (cells: Partial<Record<string, string>>, village = '前营村', area = '2100000000'): string =>
  HEADER.split(',')
    .map(
      (column) =>
        cells[column] ??
        { 户名: '王建国', 村: village, 台区编号: area, 用电类别: '居民生活', 村民小组: '1组' }[column] ??
        '',
    )
    .join(',')

export const counts = (body: ImportView) => body.counts as NonNullable<ImportView['counts']>

export type ImportStage = Awaited<ReturnType<typeof openImportStage>>

export async function openImportStage() {
  const world = await openWorld()
  const files = await writeStation(join(world.folder, 'station'), {
    seed: 7,
    villages: VILLAGES,
    householdsPerVillage: PER_VILLAGE,
    now: world.now(),
  })

  /** A station of its own; `key` is its admin's. */
  async function anAdminsStation(): Promise<{ id: string; key: string }> {
    const station = await aStation(world)
    return { id: station.id, key: await adminToken(world, station) }
  }

  async function answer(method: 'GET' | 'POST', url: string, key: string | null, payload?: object) {
    const headers = { ...(key ? { authorization: `Bearer ${key}` } : {}) }
    const reply = await world.inject({ method, url, headers, ...(payload ? { payload } : {}) })
    return {
      status: reply.statusCode,
      bytes: reply.rawPayload,
      body: reply.headers['content-type']?.toString().includes('json') ? reply.json() : null,
    }
  }

  async function upload(
    key: string | null,
    content: Buffer | string,
    fields: Record<string, string> = {},
    name = '文件.csv',
  ) {
    const form = new FormData()
    for (const [field, value] of Object.entries(fields)) form.append(field, value)
    form.append('file', new Blob([Buffer.from(content as Buffer)]), name)
    const request = new Request('http://test/', { method: 'POST', body: form })
    const reply = await world.inject({
      method: 'POST',
      url: '/imports',
      headers: {
        'content-type': request.headers.get('content-type') as string,
        ...(key ? { authorization: `Bearer ${key}` } : {}),
      },
      payload: Buffer.from(await request.arrayBuffer()),
    })
    const body = reply.json()
    if (reply.statusCode !== 200) return { status: reply.statusCode, body }
    await waitFor(body.id)
    return { status: 200, body: (await answer('GET', `/imports/${body.id}`, key)).body as ImportView }
  }
  const uploadFile = (key: string, file: string) => upload(key, readFileSync(file), {}, file.split('/').at(-1))

  async function apply(key: string, id: string, choice: object = { mode: 'all' }) {
    const reply = await answer('POST', `/imports/${id}/apply`, key, choice)
    if (reply.status !== 200) return reply
    await waitFor(id)
    return { status: 200, body: (await answer('GET', `/imports/${id}`, key)).body as ImportView }
  }

  async function imported(key: string, file: string): Promise<ImportView> {
    const { body } = await uploadFile(key, file)
    const { body: done } = await apply(key, body.id)
    if (done.state !== 'applied') throw new Error(`${file}: ${done.trouble?.message}`)
    return done
  }

  /** A station with its places known, and with its customers where `customers` says so. */
  async function aFilledStation(customers = true) {
    const station = await anAdminsStation()
    await imported(station.key, files.areas)
    const villages = await imported(station.key, files.villages)
    return { ...station, villages, customers: customers ? await imported(station.key, files.customers) : null }
  }

  /** Every row of a station that an import may touch, for comparing before and after. */
  async function registerOf(stationId: string) {
    const { read } = world.db
    const order = { id: 'ASC' } as const
    const villages = await read.find(VillageTable, { where: { stationId }, order })
    const ids = villages.map(({ id }) => id)
    const all = await read.find(HouseholdTable, { where: { stationId }, order })
    const households = new Set(all.map(({ id }) => id))
    return {
      villages,
      households: all,
      areas: await read.find(TransformerAreaTable, { where: { stationId }, order }),
      feeders: await read.find(FeederTable, { where: { stationId }, order }),
      staff: await read.find(StaffTable, { where: { stationId }, order }),
      pairings: await read.find(PairingTable, { where: { stationId }, order }),
      groups: (await read.find(VillageGroupTable, { order })).filter(({ villageId }) => ids.includes(villageId)),
      committee: (await read.find(CommitteeMemberTable, { order })).filter(({ villageId }) => ids.includes(villageId)),
      cares: (await read.find(CareMarkTable, { order: { householdId: 'ASC' } })).filter(({ householdId }) =>
        households.has(householdId),
      ),
    }
  }

  const customerText = () => iconv.decode(readFileSync(files.customers), 'gb18030')

  return {
    world,
    files,
    anAdminsStation,
    answer,
    upload,
    uploadFile,
    apply,
    imported,
    aFilledStation,
    registerOf,
    customerText,
  }
}
