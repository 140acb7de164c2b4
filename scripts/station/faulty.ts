import type { HouseholdRow, Station } from './station'

/** Rows of 客户档案 as texts, in the order of `CUSTOMER_COLUMNS`. */
type CustomerCells = string[]

const ROWS = 120
const EVERY = 4
const SPOILT = 30

const toFullWidth = (digits: string): string =>
  digits.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))

/** The ten ways exports go wrong, as column and change. Full-width digits, blanks and a land line can be understood. */
const FAULTS: readonly [column: number, spoil: (cell: string) => string][] = [
  [0, () => ''],
  [0, (accountNo) => toFullWidth(accountNo.slice(0, 6)) + accountNo.slice(6)],
  [0, (accountNo) => ` ${accountNo}\t`],
  [0, () => '6.1E+09'],
  [9, () => '1391234567'],
  [9, () => '0419-555-1234'],
  [3, () => '没有这个村'],
  [5, () => '9999999999'],
  [1, () => '=HYPERLINK("http://x","点我")'],
  [10, () => '工业?'],
]

/**
 * The first 120 customers as a careless export: rows 1, 5, 9, … spoilt in the ten ways in turn, three times each, and at the end row 2
 * again. Against the imported station: 96 same, 3 changed, 21 wrong, 1 repeated; before it 99 new, 21 wrong, 1 repeated. A station
 * of fewer customers has as many of these rows as fit.
 */
export function faultyCustomers(
  station: Station,
  cellsOf: (household: HouseholdRow) => CustomerCells,
): CustomerCells[] {
  const rows = firstOf(station).map(cellsOf)
  const second = [...(rows[1] ?? rows[0] ?? [])]
  for (let at = 0; at < SPOILT && at * EVERY < rows.length; at++) {
    const [column, spoil] = FAULTS[at % FAULTS.length] as (typeof FAULTS)[number]
    const row = rows[at * EVERY] as CustomerCells
    row[column] = spoil(row[column] ?? '')
  }
  return [...rows, second]
}

function firstOf(station: Station): HouseholdRow[] {
  const rows: HouseholdRow[] = []
  for (const household of station.households()) {
    if (rows.length === ROWS) break
    rows.push(household)
  }
  return rows
}
