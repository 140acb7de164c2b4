import { randomOf } from './random'
import type { HouseholdRow, Station } from './station'

/** A line of 电费账单. Money is in fen; the three steps are nothing for customers who are not residents. */
export interface BillRow {
  billNo: string
  accountNo: string
  owner: string
  /** `202610`. */
  month: string
  readingBefore: number
  reading: number
  kwh: number
  steps: readonly [number, number, number] | undefined
  dueFen: number
  paidFen: number
  /** `2026-10-28`. */
  issuedOn: string
  /** `2026-11-18`. */
  payableUntil: string
  channel: string
}

// What a year may hold at the first and second price of the resident tariff, and prices in fen: round figures of the trade.
const FIRST_STEP_KWH = 2_160
const SECOND_STEP_KWH = 3_360
const STEP_FEN = [50, 55, 80] as const
const BUSINESS_FEN = 62
const PAY_CHANNELS = ['网上国网', '微信', '银行代扣', '村代收点', '营业厅']
/** Share of bills paid: nearly all of the older month, half of the newer. */
const PAID_SHARE = [0.97, 0.55] as const

/** The two whole months before `now` in +08:00, the older first: `['202609', '202610']`. */
export function billMonths(now: Date): [string, string] {
  const china = new Date(now.getTime() + 8 * 3_600_000)
  const month = (back: number): string =>
    monthText(new Date(Date.UTC(china.getUTCFullYear(), china.getUTCMonth() - back, 1)))
  return [month(2), month(1)]
}

const monthText = (date: Date): string => date.toISOString().slice(0, 7).replace('-', '')

/** Both bills of one customer, the older first; the second reading starts where the first one ended. */
export function billsOf({ options }: Station, household: HouseholdRow): [BillRow, BillRow] {
  const random = randomOf(options.seed, household.accountNo, 'bills')
  const isResident = household.category === '居民生活'
  const months = billMonths(options.now)
  let reading = random.int(500, 30_000)
  let yearKwh = random.int(200, 1_800)
  const bill = (at: 0 | 1): BillRow => {
    const month = months[at]
    const kwh = isResident ? random.int(0, 420) : random.int(50, 6_000)
    const steps = isResident ? tariffSteps(kwh, yearKwh) : undefined
    const dueFen = steps ? steps.reduce((sum, step, i) => sum + step * (STEP_FEN[i] as number), 0) : kwh * BUSINESS_FEN
    const isPaid = random.chance(PAID_SHARE[at])
    const readingBefore = reading
    reading += kwh
    yearKwh += kwh
    return {
      billNo: `${month}${household.accountNo}`,
      accountNo: household.accountNo,
      owner: household.owner,
      month,
      readingBefore,
      reading,
      kwh,
      steps,
      dueFen,
      paidFen: isPaid ? dueFen : 0,
      issuedOn: `${month.slice(0, 4)}-${month.slice(4)}-28`,
      payableUntil: `${nextMonth(month)}-18`,
      channel: isPaid ? random.pick(PAY_CHANNELS) : '',
    }
  }
  return [bill(0), bill(1)]
}

function nextMonth(month: string): string {
  return new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(4)), 1)).toISOString().slice(0, 7)
}

/** How a month's kWh fall into the three steps, when `yearKwh` were used since January. */
function tariffSteps(kwh: number, yearKwh: number): [number, number, number] {
  const first = Math.min(kwh, Math.max(0, FIRST_STEP_KWH - yearKwh))
  const second = Math.min(kwh - first, Math.max(0, SECOND_STEP_KWH - Math.max(FIRST_STEP_KWH, yearKwh)))
  return [first, second, kwh - first - second]
}
