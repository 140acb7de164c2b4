/** Ids of one `IN (…)`: far below the parameter limits, large enough that a village takes one question. */
const BATCH = 1_000

/** Asks for many ids in several questions and joins the answers. */
export async function inBatches<Id, Row>(ids: readonly Id[], ask: (batch: Id[]) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = []
  for (let start = 0; start < ids.length; start += BATCH) rows.push(...(await ask(ids.slice(start, start + BATCH))))
  return rows
}

/** The rows by one of their keys; of two with the same key the later one stays. */
export const byKey = <Row, K extends keyof Row>(rows: readonly Row[], key: K): Map<Row[K], Row> =>
  new Map(rows.map((row) => [row[key], row]))

/** The rows gathered under one of their keys. */
export function gather<Row, K extends keyof Row>(rows: readonly Row[], key: K): Map<Row[K], Row[]> {
  const lists = new Map<Row[K], Row[]>()
  for (const row of rows) {
    const list = lists.get(row[key])
    if (list) list.push(row)
    else lists.set(row[key], [row])
  }
  return lists
}
