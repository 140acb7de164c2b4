import { mobileNumber, personName } from './people'
import { type Random, randomOf } from './random'

/** How large a station is made, and from which moment its bills are counted back. */
export interface StationOptions {
  /** Same seed, same station. */
  seed: number
  /** Villages, 1 to some 500, as far as there are names (default 26). */
  villages?: number
  /** Customers of each village, 1 to 10,000 (default 700). */
  householdsPerVillage?: number
  /** The two whole months before this moment (+08:00) have bills. */
  now: Date
  /** 1–99999: goes into every name and number, so that stations with different labels fit into one register. 0 (default): none. */
  label?: number
}

/** A line of 村庄与对接人. */
export interface VillageRow {
  village: string
  committee: string
  committeeContact: string
  committeePhone: string
  liaison: string
  employeeNo: string
  team: string
  liaisonPhone: string
  duties: string
  isPilot: boolean
}

/** A line of 线路台区. */
export interface AreaRow {
  feeder: string
  areaNo: string
  areaName: string
  village: string
}

/** A line of 客户档案. `phone` and `care` may be ''. */
export interface HouseholdRow {
  accountNo: string
  owner: string
  address: string
  village: string
  group: string
  areaNo: string
  areaName: string
  feeder: string
  meterNo: string
  phone: string
  category: '居民生活' | '一般工商业' | '农业生产' | '农业排灌'
  customerKind: '低压居民' | '低压非居民'
  care: string
}

/** A made-up station. The customers are made anew at each walk, so any number of them takes no memory. */
export interface Station {
  options: Required<StationOptions>
  villages: readonly VillageRow[]
  areas: readonly AreaRow[]
  householdCount: number
  households(): Generator<HouseholdRow, void, undefined>
}

const VILLAGES = [
  ...[
    '前营',
    '后营',
    '柳河',
    '石桥',
    '大房身',
    '三家子',
    '五道沟',
    '杨树林',
    '榆树台',
    '上河套',
    '红旗',
    '向阳',
    '靠山屯',
  ],
  ...['腰屯', '于家窝棚', '新立', '双井', '老边', '牛庄', '黄泥岗', '北台', '长岭', '沙河沿', '青云', '凤鸣', '梨树沟'],
  ...['松林', '白塔', '二道河', '团山', '金坑', '小河口'],
]
const VILLAGE_PREFIXES = ['', '东', '西', '南', '北', '上', '下', '里', '外', '大', '小', '新', '老', '前', '后', '中']
const FEEDERS = ['10kV营房线', '10kV柳河线', '10kV石桥线', '10kV红旗线', '10kV双井线']
const TEAMS = ['催费班', '抄表班', '抢修班']
const SIDES = ['东', '西', '南', '北', '中']
const BUSINESSES = ['小学', '卫生室', '粮油店', '养殖场', '机井', '砖厂']
const CARE_MARKS = ['高龄独居', '残疾', '低保', '五保', '家用呼吸机']
const PILOT_VILLAGES = 3

const RESIDENT_SHARE = 0.93
const PHONE_SHARE = 0.88
const CARE_SHARE = 0.04

/** Names that stay different for as many villages as are asked for: 前营村, …, 东前营村, … */
const VILLAGE_NAMES = [...new Set(VILLAGE_PREFIXES.flatMap((prefix) => VILLAGES.map((name) => `${prefix}${name}村`)))]

/** Makes a station: villages with their liaisons, feeders and transformer areas, and customers. Same options, same rows. */
export function makeStation({
  seed,
  villages = 26,
  householdsPerVillage = 700,
  now,
  label = 0,
}: StationOptions): Station {
  if (!Number.isInteger(villages) || villages < 1 || villages > VILLAGE_NAMES.length) {
    throw new RangeError(`villages: 1–${VILLAGE_NAMES.length}`)
  }
  if (!Number.isInteger(householdsPerVillage) || householdsPerVillage < 1 || householdsPerVillage > 10_000) {
    throw new RangeError('householdsPerVillage: 1–10000')
  }
  if (!Number.isInteger(label) || label < 0 || label > 99_999) throw new RangeError('label: 0–99999')
  const layouts = Array.from({ length: villages }, (_, at) => layoutOf(seed, label, at))
  return {
    options: { seed, villages, householdsPerVillage, now, label },
    villages: layouts.map(({ row }) => row),
    areas: layouts.flatMap(({ areas }) => areas),
    householdCount: villages * householdsPerVillage,
    *households() {
      for (const layout of layouts) {
        for (let at = 0; at < householdsPerVillage; at++) yield householdOf(seed, label, layout, at)
      }
    },
  }
}

interface Layout {
  at: number
  row: VillageRow
  groups: number
  areas: AreaRow[]
}

const digits = (number: number, length: number): string => String(number).padStart(length, '0')
/** 前营村 with label 12 is 前营12村, 10kV营房线 is 10kV营房12线. */
const labelled = (name: string, label: number): string => (label ? name.slice(0, -1) + label + name.slice(-1) : name)

function layoutOf(seed: number, label: number, at: number): Layout {
  const random = randomOf(seed, 'village', at)
  const village = labelled(VILLAGE_NAMES[at] as string, label)
  const feeder = labelled(FEEDERS[at % FEEDERS.length] as string, label)
  const areaCount = random.int(2, SIDES.length)
  return {
    at,
    groups: random.int(3, 8),
    areas: SIDES.slice(0, areaCount).map((side, area) => ({
      feeder,
      areaNo: label
        ? `21${digits(label, 5)}${digits(at, 3)}${digits(area, 2)}`
        : String(2_100_000_000 + at * 100 + area),
      areaName: `${village.slice(0, -1)}${side}台区`,
      village,
    })),
    row: {
      village,
      committee: `${village}村民委员会`,
      committeeContact: personName(random),
      committeePhone: mobileNumber(random),
      liaison: personName(random),
      employeeNo: label ? `LB${label}-${1001 + at}` : `LB${1001 + at}`,
      team: TEAMS[at % TEAMS.length] as string,
      liaisonPhone: mobileNumber(random),
      duties: '电费、抄表、报修、用电咨询',
      isPilot: at < PILOT_VILLAGES,
    },
  }
}

function householdOf(
  seed: number,
  label: number,
  { at: villageAt, row: { village }, groups, areas }: Layout,
  at: number,
): HouseholdRow {
  const accountNo = label
    ? `7${digits(label, 5)}${digits(villageAt, 3)}${digits(at, 4)}`
    : String(6_100_000_000 + villageAt * 10_000 + at)
  const random = randomOf(seed, accountNo)
  const area = areas[at % areas.length] as AreaRow
  const group = `${(at % groups) + 1}组`
  const isResident = random.chance(RESIDENT_SHARE)
  return {
    accountNo,
    owner: isResident ? personName(random) : village + random.pick(BUSINESSES),
    address: `${village}${group}${random.int(1, 200)}号`,
    village,
    group,
    areaNo: area.areaNo,
    areaName: area.areaName,
    feeder: area.feeder,
    meterNo: `21${String(random.int(0, 9_999_999_999)).padStart(10, '0')}`,
    phone: random.chance(PHONE_SHARE) ? mobileNumber(random) : '',
    category: isResident ? '居民生活' : random.pick(['一般工商业', '农业生产', '农业排灌'] as const),
    customerKind: isResident ? '低压居民' : '低压非居民',
    care: isResident ? careOf(random) : '',
  }
}

const careOf = (random: Random): string => (random.chance(CARE_SHARE) ? random.pick(CARE_MARKS) : '')
