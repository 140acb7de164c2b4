import { jobs, reactions } from './app'
import type { Deps } from './deps'
import { createSender } from './fulfilment/deliveries/sender'
import { runClockwork } from './platform/outbox/clockwork'
import { dispatchOne } from './platform/outbox/outbox'

/** Pauses while there is nothing to do. */
const IDLE_MS = 250
const CLOCKWORK_MS = 1_000
/** Batches under way at once: while one is on the wire the next is claimed and the last is written down. */
const PUMPS = 3

/**
 * The background work of one process: events to the rooms, deliveries to the outside, what falls due. Answers how to stop it;
 * stopping waits for what is under way.
 */
export function startWork(deps: Deps): () => Promise<void> {
  const holder = deps.newId()
  let stopped = false
  const wake = new Set<() => void>()
  const pause = (ms: number) =>
    new Promise<void>((done) => {
      const timer = setTimeout(finish, ms)
      wake.add(finish)
      function finish() {
        clearTimeout(timer)
        wake.delete(finish)
        done()
      }
    })
  const loop = async (name: string, idleMs: number, once: () => Promise<boolean>) => {
    while (!stopped) {
      try {
        if (await once()) continue
        await pause(idleMs)
      } catch (error) {
        // A database that is away for a moment must not end the process: say it and try again.
        deps.log.error({ err: error, loop: name }, 'background work failed, trying again')
        await pause(2_000)
      }
    }
  }
  const sender = createSender(deps)
  const running = [
    loop('outbox', IDLE_MS, () => dispatchOne(deps, reactions)),
    loop('clockwork', CLOCKWORK_MS, async () => {
      await runClockwork(deps, jobs, holder)
      return false
    }),
    ...Array.from({ length: PUMPS }, (_, at) => loop(`sender ${at + 1}`, IDLE_MS, () => sender.pump())),
    loop('sender', IDLE_MS, () => sender.tend()),
  ]
  return async () => {
    stopped = true
    for (const finish of wake) finish()
    await Promise.all(running)
  }
}
