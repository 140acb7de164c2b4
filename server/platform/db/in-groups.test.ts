import { inGroups } from './in-groups'

test('what comes during a write goes together into the next one, and each waits for its own', async () => {
  const groups: string[][] = []
  let release = () => {}
  const written = inGroups<string>(async (group) => {
    groups.push(group)
    await new Promise<void>((done) => {
      release = done
    })
  })
  const ended: string[] = []
  const note = (item: string) => written(item).then(() => ended.push(item))
  const all = [note('a')]
  await new Promise(setImmediate)
  all.push(note('b'), note('c'))
  expect(groups).toEqual([['a']])
  release()
  await new Promise(setImmediate)
  expect([groups, ended]).toEqual([[['a'], ['b', 'c']], ['a']])
  release()
  await Promise.all(all)
  expect(ended).toEqual(['a', 'b', 'c'])
})

test('a failed write is heard by those it held, and the next one goes on', async () => {
  const written = inGroups<number>(async (group) => {
    if (group.includes(1)) throw new Error('away')
  })
  const first = written(1)
  await expect(first).rejects.toThrow('away')
  await expect(written(2)).resolves.toBeUndefined()
})
