import { memoryStore } from '../../test/memory-store'
import { createClient } from './client'
import { createVillageChoice, villageCodeOf } from './village'

test.each([
  ['v%3DAB34CD56', 'AB34CD56'],
  ['v=AB34CD56', 'AB34CD56'],
  ['v=AB34CD5', null],
  ['l=AB34CD56', null],
  ['%E0%A4%A', null],
  [undefined, null],
])('the scene %j of a mini-program code names the village code %j', (scene, code) => {
  expect(villageCodeOf(scene)).toBe(code)
})

test('a scanned village is remembered for the next visit, everybody who shows it hears of it, and another village has another helper', async () => {
  const store = memoryStore()
  const asked: string[] = []
  const call = createClient(
    async ({ url }) => {
      asked.push(url)
      return { status: 200, data: { villageId: 'v1', name: '东关村' } }
    },
    () => 'id',
    { token: () => null, signInAgain: async () => {} },
  )
  const choice = createVillageChoice(call, store)
  const heard = jest.fn()
  choice.onChange(heard)
  await choice.scan('AB34CD56')
  expect(asked).toEqual(['/village-codes/AB34CD56'])
  expect(heard).toHaveBeenCalledTimes(1)
  expect(createVillageChoice(call, store).current()).toEqual({ id: 'v1', name: '东关村' })
  choice.keepHelper({ name: '对接人王强', phone: '13900000001' })
  choice.choose({ id: 'v1', name: '东关村' })
  expect(choice.helper()?.phone).toBe('13900000001')
  choice.choose(null)
  expect(choice.helper()).toBeNull()
  expect(createVillageChoice(call, store).current()).toBeNull()
})
