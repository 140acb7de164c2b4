import { openDatabase } from '../platform/db/database'
import { OutboxTable } from '../platform/outbox/outbox.tables'

// A process of its own, so that it can live in another time zone: stores a moment, or tells which one is stored.

async function main(): Promise<void> {
  const [url, at] = process.argv.slice(2) as [string, string | undefined]
  const db = await openDatabase(url)
  const rest = {
    type: 'instant',
    payload: {} as never,
    onceKey: null,
    attempts: 0,
    doneAt: null,
    parkedAt: null,
    lastError: null,
  }
  if (at) await db.write((tx) => tx.insert(OutboxTable, { ...rest, dueAt: new Date(at), createdAt: new Date(at) }))
  const row = await db.read.findOneByOrFail(OutboxTable, { type: 'instant' })
  const found = await db.read.countBy(OutboxTable, { dueAt: row.dueAt })
  console.log(JSON.stringify({ offset: new Date(2026, 0, 1).getTimezoneOffset(), at: row.dueAt.toISOString(), found }))
  await db.close()
}
void main()
