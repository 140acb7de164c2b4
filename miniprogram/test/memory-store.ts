import type { Store } from '../src/api/store'

/** A phone's storage that lives as long as the test; values are copied in and out. */
export function memoryStore(given: Record<string, unknown> = {}): Store {
  const kept = new Map(Object.entries(given).map(([key, value]) => [key, JSON.stringify(value)]))
  return {
    get: (key) => JSON.parse(kept.get(key) ?? 'null'),
    set: (key, value) => void kept.set(key, JSON.stringify(value)),
    remove: (key) => void kept.delete(key),
    keys: () => [...kept.keys()],
  }
}
