import type { EntitySchema } from 'typeorm'
import { bulkInsert } from './bulk'
import type { Reader, Tx } from './database'
import { locksRows } from './lock'

/** One row as it was before something wrote it (null: it was made), and what was written: enough to put it back later. */
export type Image = { id: string; before: Record<string, unknown> | null; after: Record<string, unknown> }

const IDS_AT_ONCE = 500

type Row = Record<string, unknown>

const primaryKey = (db: Reader, schema: EntitySchema<never>): string => {
  const column = db.connection.getMetadata(schema).primaryColumns[0]
  if (!column) throw new Error('a table without primary key')
  return column.propertyName
}

/** A row as it stands in a before-image: moments as text. */
export const asImage = (row: object): Row => JSON.parse(JSON.stringify(row)) as Row

/**
 * The images whose rows are no longer what was written (changed or gone since). The rows stay locked until the transaction ends: what
 * was found unchanged is still so when it is put back.
 */
export async function changedSince<Row extends object>(
  tx: Tx,
  schema: EntitySchema<Row>,
  images: readonly Image[],
): Promise<Image[]> {
  const key = primaryKey(tx, schema as never)
  const changed: Image[] = []
  for (let start = 0; start < images.length; start += IDS_AT_ONCE) {
    const some = images.slice(start, start + IDS_AT_ONCE)
    const query = tx
      .createQueryBuilder(schema, 'r')
      .where(`r.${key} IN (:...ids)`, { ids: some.map(({ id }) => id) })
      .orderBy(`r.${key}`)
    if (locksRows(tx)) query.setLock('pessimistic_write')
    const rows = await query.getMany()
    const now = new Map(rows.map((row) => [(row as Record<string, unknown>)[key], asImage(row)]))
    for (const image of some) {
      const row = now.get(image.id)
      const asWritten =
        row !== undefined &&
        Object.entries(image.after).every(([name, value]) => JSON.stringify(row[name]) === JSON.stringify(value))
      if (!asWritten) changed.push(image)
    }
  }
  return changed
}

/** Puts rows back as they were: those that were made go, the others get every column of before. */
export async function putBack<Row extends object>(
  tx: Tx,
  schema: EntitySchema<Row>,
  images: readonly Image[],
): Promise<{ restored: number; removed: number }> {
  const metadata = tx.connection.getMetadata(schema)
  const key = primaryKey(tx, schema as never)
  const made = images.filter(({ before }) => before === null).map(({ id }) => id)
  for (let start = 0; start < made.length; start += IDS_AT_ONCE)
    await tx
      .createQueryBuilder()
      .delete()
      .from(schema)
      .where(`${metadata.primaryColumns[0]?.databaseName} IN (:...ids)`, {
        ids: made.slice(start, start + IDS_AT_ONCE),
      })
      .execute()
  const moments = metadata.columns.filter(({ type }) => type === 'datetime').map(({ propertyName }) => propertyName)
  const before = images.flatMap(({ before }) => {
    if (before === null) return []
    const row = { ...before }
    for (const name of moments) if (typeof row[name] === 'string') row[name] = new Date(row[name] as string)
    return [row as unknown as Row]
  })
  const set = metadata.columns.map(({ propertyName }) => propertyName).filter((name) => name !== key)
  await bulkInsert(tx, schema, before, { on: [key as keyof Row & string], set: set as (keyof Row & string)[] })
  return { restored: before.length, removed: made.length }
}
