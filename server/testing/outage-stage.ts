import type { BuiltFeeder, SignedIn } from './builders'
import type { World } from './world'

// What the tests of the outage road share: publishing through the real routes, and reports that come in over a real port.

export const OUTAGE_TEMPLATE = 'sandbox-outage-template'
const DAY_MS = 86_400_000

type Publish = { kind?: 'planned' | 'fault'; offInDays?: number; hours?: number }

/** Drafts, previews and publishes an outage of a feeder, 8 days ahead unless told otherwise. Nothing is sent yet. */
export async function publishOutage(
  world: World,
  admin: string,
  feeder: BuiltFeeder,
  given: Publish = {},
): Promise<string> {
  const { kind = 'planned', offInDays = kind === 'fault' ? 0 : 8, hours = 9 } = given
  const offAt = new Date(world.now().getTime() + offInDays * DAY_MS)
  const onAt = new Date(offAt.getTime() + hours * 3_600_000)
  const draft = await world.callAs(admin, 'POST /outages', {
    body: {
      kind,
      reason: '线路检修',
      intervals: [{ offAt: offAt.toISOString(), onAt: onAt.toISOString() }],
      scope: [{ kind: 'feeder', place: feeder.name }],
    },
  })
  const params = { id: draft.outage.id }
  const { token } = await world.callAs(admin, 'POST /outages/:id/preview', { params })
  await world.callAs(admin, 'POST /outages/:id/publish', { params, body: { previewToken: token } })
  return draft.outage.id
}

/** The person allows so many messages, at WeChat and in our own ledger. */
export async function allowMessages(world: World, person: SignedIn, times = 1): Promise<void> {
  world.sandbox.control.subscribe(person.openid, { templateId: OUTAGE_TEMPLATE, times })
  for (let at = 0; at < times; at++)
    await world.callAs(person.token, 'POST /me/subscriptions', {
      body: { templateId: OUTAGE_TEMPLATE, answer: 'accept' },
    })
}

/** Opens the callback for reports of text messages; answers how to wait until every report was taken. */
export async function receiveReports(world: World): Promise<() => Promise<void>> {
  const address = await world.app.listen({ port: 0, host: '127.0.0.1' })
  const { sms } = world.deps.config
  const channel = sms.provider === 'aliyun' || sms.provider === 'tencent' ? sms.provider : 'sms'
  world.sandbox.control.changeSettings({
    receiptDelayMs: 0,
    reportUrls: { [channel]: `${address}/callbacks/sms/${sms.provider}/${sms.callbackSecret}` },
  })
  return async () => {
    const record = () => world.sandbox.control.record({ channel })
    const missing = () => record().filter(({ state, report }) => state !== 'accepted' && !report)
    const undecided = () => record().filter(({ state }) => state === 'accepted').length
    let before = -1
    for (let turn = 0; turn < 500; turn++) {
      await new Promise((done) => setTimeout(done, 10))
      // Numbers that never report stay undecided; wait until that number no longer falls.
      if (missing().length === 0 && undecided() === before) return
      before = undecided()
    }
    throw new Error('reports did not come in')
  }
}
