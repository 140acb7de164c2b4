import type { RouteInput, WriteKey } from '../../../shared/contract/contract'
import { type Call, Trouble } from './client'
import type { Store } from './store'

/** One action done without waiting for the network. */
export type Waiting = {
  /** Made on the phone; also the idempotency key, so a second upload changes nothing. */
  id: string
  key: WriteKey
  input: unknown
  /** What the person did, in their words: 「王家村 3 组 张** 已告知」. */
  label: string
  /** ISO instant at which it was done. */
  at: string
  /** ISO instant before which it may still be taken back, so it is not sent. */
  heldUntil?: string
  /** The server's reason for saying no; such an action is not sent again by itself. */
  refused?: string
}

const KEY = 'pending'

type PendingTools = { clock(): Date; newId(): string; later(ms: number, work: () => void): () => void }

const released = ({ heldUntil: _, ...item }: Waiting): Waiting => item

/** A queue that keeps the order, survives the end of the mini-program and sends one action at a time. */
export function createPending(call: Call, store: Store, tools: PendingTools) {
  let items = store.get<Waiting[]>(KEY) ?? []
  let sending: Promise<void> | null = null
  /** Somebody asked while a round was running: it may have looked already. */
  let askedAgain = false
  let callOffWaking = () => {}
  let underWay: string | null = null
  const listeners = new Set<() => void>()
  function keep(next: Waiting[]) {
    items = next
    if (items.length) store.set(KEY, items)
    else store.remove(KEY)
    for (const listener of listeners) listener()
  }
  const without = (id: string) => items.filter((item) => item.id !== id)
  const replace = (item: Waiting) => items.map((old) => (old.id === item.id ? item : old))

  async function sendAll() {
    for (;;) {
      const next = items.find((item) => item.refused === undefined)
      if (!next) return
      const wait = Date.parse(next.heldUntil ?? '') - tools.clock().getTime()
      if (wait > 0) {
        callOffWaking()
        callOffWaking = tools.later(wait, () => void flush())
        return
      }
      if (next.heldUntil !== undefined) keep(replace(released(next)))
      underWay = next.id
      try {
        // The type of key and input was checked when the action was added.
        await (call as (key: WriteKey, input: unknown, options: object) => Promise<unknown>)(next.key, next.input, {
          idempotencyKey: next.id,
        })
        keep(without(next.id))
      } catch (error) {
        const trouble = error instanceof Trouble ? error : null
        // Later ones wait behind it: the order is kept.
        if (!trouble || trouble.passing || trouble.status === 401) return
        keep(replace({ ...released(next), refused: trouble.message }))
      } finally {
        underWay = null
      }
    }
  }
  async function untilNobodyAsks() {
    do {
      askedAgain = false
      await sendAll()
    } while (askedAgain)
  }
  /** Sends what waits, oldest first; stops where the network stops. */
  function flush(): Promise<void> {
    askedAgain = true
    sending ??= untilNobodyAsks().finally(() => {
      sending = null
    })
    return sending
  }
  return {
    items: () => items,
    flush,
    /** Notes an action and starts sending, after `holdMs` in which it may be taken back. Answers its id. */
    add<K extends WriteKey>(key: K, input: RouteInput<K>, label: string, holdMs = 0): string {
      const id = tools.newId()
      const now = tools.clock()
      const held = holdMs > 0 ? { heldUntil: new Date(now.getTime() + holdMs).toISOString() } : {}
      keep([...items, { id, key, input, label, at: now.toISOString(), ...held }])
      void flush()
      return id
    },
    /** Sends at once what was held back: nobody is looking any more who could take it back. */
    release(): Promise<void> {
      keep(items.map(released))
      return flush()
    },
    /** Takes an action back that was not sent, or lets go of a refused one; false for one sent or on its way. */
    remove(id: string): boolean {
      if (id === underWay || !items.some((item) => item.id === id)) return false
      keep(without(id))
      return true
    },
    /** Drops everything: what one person did is never sent in another person's name. */
    clear: () => keep([]),
    onChange(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
