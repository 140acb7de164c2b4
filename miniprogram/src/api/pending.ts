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
  /** The server's reason for saying no; such an action is not sent again by itself. */
  refused?: string
}

const KEY = 'pending'

/** A queue that keeps the order, survives the end of the mini-program and sends one action at a time. */
export function createPending(call: Call, store: Store, tools: { clock(): Date; newId(): string }) {
  let items = store.get<Waiting[]>(KEY) ?? []
  let sending: Promise<void> | null = null
  const listeners = new Set<() => void>()
  function keep(next: Waiting[]) {
    items = next
    store.set(KEY, items)
    for (const listener of listeners) listener()
  }
  const without = (id: string) => items.filter((item) => item.id !== id)
  const replace = (item: Waiting) => items.map((old) => (old.id === item.id ? item : old))

  async function sendAll() {
    for (;;) {
      const next = items.find((item) => item.refused === undefined)
      if (!next) return
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
        keep(replace({ ...next, refused: trouble.message }))
      }
    }
  }
  /** Sends what waits, oldest first; stops where the network stops. */
  function flush(): Promise<void> {
    sending ??= sendAll().finally(() => {
      sending = null
    })
    return sending
  }
  return {
    items: () => items,
    flush,
    /** Notes an action and starts sending. Answers its id. */
    add<K extends WriteKey>(key: K, input: RouteInput<K>, label: string): string {
      const id = tools.newId()
      keep([...items, { id, key, input, label, at: tools.clock().toISOString() }])
      void flush()
      return id
    },
    /** Takes an action back that was not sent, or lets go of a refused one. */
    remove: (id: string) => keep(without(id)),
    /** Drops everything: what one person did is never sent in another person's name. */
    clear: () => keep([]),
    onChange(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
