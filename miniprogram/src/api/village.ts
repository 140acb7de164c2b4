import type { RouteReply } from '../../../shared/contract/contract'
import type { Call } from './client'
import type { Store } from './store'

export type Village = RouteReply<'GET /villages'>[number]

/** Who helps when something fails: whoever serves the village today. */
export type Helper = { name: string; phone: string }

const KEY = 'village'
const HELPER_KEY = 'helper'

/** The village this phone shows: chosen once, from the list or by scanning the code on the village's board. */
export function createVillageChoice(call: Call, store: Store) {
  let current = store.get<Village>(KEY)
  const listeners = new Set<() => void>()
  function choose(village: Village | null) {
    if (village?.id !== current?.id) store.remove(HELPER_KEY)
    current = village
    if (village) store.set(KEY, village)
    else store.remove(KEY)
    for (const listener of listeners) listener()
  }
  return {
    current: () => current,
    choose,
    helper: () => store.get<Helper>(HELPER_KEY),
    /** Keeps the number to call for the day when the network is gone. */
    keepHelper: (helper: Helper) => store.set(HELPER_KEY, helper),
    /** Chooses the village of a scanned code. */
    async scan(code: string) {
      const { villageId, name } = await call('GET /village-codes/:code', { params: { code } })
      choose({ id: villageId, name })
    },
    onChange(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** The village code in the `scene` of a mini-program code (`v=AB34CD56`, percent-encoded by WeChat), or null. */
export function villageCodeOf(scene: string | undefined): string | null {
  try {
    return /^v=(\w{8})$/.exec(decodeURIComponent(scene ?? ''))?.[1] ?? null
  } catch {
    return null
  }
}
