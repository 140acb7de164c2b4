/**
 * Group commit: what comes while a write is under way is written by the next one, all of it together. Each caller waits until its own
 * is written, and hears of it when that write failed.
 */
export function inGroups<Item>(write: (group: Item[]) => Promise<void>): (item: Item) => Promise<void> {
  let open: { items: Item[]; written: Promise<void> } | null = null
  let last: Promise<unknown> = Promise.resolve()
  return (item) => {
    if (open) open.items.push(item)
    else {
      const group = { items: [item], written: Promise.resolve() }
      group.written = last.then(() => {
        open = null
        return write(group.items)
      })
      last = group.written.catch(() => undefined)
      open = group
    }
    return open.written
  }
}
