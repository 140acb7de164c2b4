import { join } from 'node:path'
import Fastify from 'fastify'
import { createPool } from 'mysql2/promise'
import { createFingerprint } from '../../server/platform/fingerprint'
import { houseKeys } from '../../server/platform/keys'
import { awarenessContract } from '../../shared/contract/awareness'
import { maskAccountNo, maskName } from '../../shared/domain/mask'
import { OUTAGE_KIND_WORDS, type OutageKind, REASON_UNKNOWN } from '../../shared/domain/outage'
import { timesWords } from '../../shared/domain/outage-words'
import { villageState } from '../../shared/domain/village-state'

/**
 * The limit of the read bench: a villager's home as one would write it for speed alone. One prepared question for the session,
 * the households and everything about their outages; no roles, no rate limit, no audit. The words are the product's own.
 * Usage: node hand-written.js PORT DATABASE_URL DATA_FOLDER
 */
const HOME = `
  SELECT b.household_id AS household, b.relation, hh.name, hh.account_no AS account, hh.village_id AS village, v.name AS villageName,
    l.outage, l.kind, l.reason, l.next_word_at AS nextWord, l.first_off_at AS off, l.area_words AS area, l.off_at AS offAt, l.on_at AS onAt,
    CASE WHEN l.outage IS NULL THEN 0 ELSE EXISTS (
      SELECT 1 FROM told t WHERE t.outage_id = l.outage AND t.household_id = b.household_id AND t.means = 'tap') END AS tapped
  FROM session s
  JOIN binding b ON b.person_id = s.person_id AND b.state = 'bound'
  JOIN household hh ON hh.id = b.household_id
  JOIN village v ON v.id = hh.village_id
  LEFT JOIN (
    SELECT oh.household_id, oh.first_off_at, o.id AS outage, o.kind, o.reason, o.next_word_at, ov.area_words, i.off_at, i.on_at, i.position
    FROM outage_household oh
    JOIN outage o ON o.id = oh.outage_id AND o.state = 'published' AND (o.ends_at IS NULL OR o.ends_at > ?)
    JOIN outage_village ov ON ov.outage_id = o.id AND ov.village_id = oh.village_id
    JOIN outage_interval i ON i.outage_id = o.id
  ) l ON l.household_id = b.household_id
  WHERE s.token_hash = ? AND s.expires_at > ?
  ORDER BY b.id, l.first_off_at, l.outage, l.position`

type Row = {
  household: string
  relation: string
  name: string
  account: string
  village: string
  villageName: string
  outage: string | null
  kind: OutageKind
  reason: string | null
  nextWord: Date | null
  off: Date
  area: string
  offAt: Date
  onAt: Date | null
  tapped: number
}

function homeOf(rows: Row[], now: Date) {
  const households: object[] = []
  for (let at = 0; at < rows.length; ) {
    const first = rows[at] as Row
    const outages: object[] = []
    const open: { intervals: { offAt: Date; onAt: Date | null; nextWordAt: Date | null }[]; areaWords: string }[] = []
    while (at < rows.length && rows[at]?.household === first.household) {
      const row = rows[at] as Row
      const intervals: { offAt: Date; onAt: Date | null }[] = []
      for (; at < rows.length && rows[at]?.household === row.household && rows[at]?.outage === row.outage; at++)
        intervals.push({ offAt: (rows[at] as Row).offAt, onAt: (rows[at] as Row).onAt })
      if (!row.outage) continue
      open.push({ intervals: intervals.map((one) => ({ ...one, nextWordAt: row.nextWord })), areaWords: '' })
      outages.push({
        id: row.outage,
        kind: row.kind,
        kindWords: OUTAGE_KIND_WORDS[row.kind],
        reason: row.reason ?? REASON_UNKNOWN,
        times: timesWords({ intervals }),
        areaWords: row.area,
        intervals: intervals.map(({ offAt, onAt }) => ({
          offAt: offAt.toISOString(),
          onAt: onAt?.toISOString() ?? null,
        })),
        offAt: row.off.toISOString(),
        acknowledged: row.tapped === 1,
      })
    }
    households.push({
      id: first.household,
      name: maskName(first.name),
      accountNo: maskAccountNo(first.account),
      relation: first.relation,
      village: { id: first.village, name: first.villageName },
      ...villageState(first.villageName, open, now),
      outages,
    })
  }
  return { households }
}

async function main(): Promise<void> {
  const [port, uri, folder] = process.argv.slice(2) as [string, string, string]
  const { sessionSecret } = houseKeys({
    platform: 'sandbox',
    dataKey: process.env.DATA_KEY,
    sessionSecret: process.env.SESSION_SECRET,
    file: join(folder, 'keys.json'),
  })
  const fingerprint = createFingerprint(sessionSecret)
  const pool = createPool({ uri, timezone: 'Z', connectionLimit: 12 })
  const app = Fastify()
  app.get('/me/home', { schema: { response: { 200: awarenessContract['GET /me/home'].reply } } }, async (request) => {
    const token = String(request.headers.authorization).slice('Bearer '.length)
    const now = new Date()
    const [rows] = await pool.execute(HOME, [now, fingerprint(token), now])
    return homeOf(rows as Row[], now)
  })
  app.get('/health/live', async () => ({ ok: true }))
  await app.listen({ port: Number(port), host: '127.0.0.1' })
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
