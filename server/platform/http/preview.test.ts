import { openWorld, type World } from '../../testing/world'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('the preview is served with a policy that knows no other origin and no inline script', async () => {
  const page = await world.inject({ url: '/preview/' })
  expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  const policy = String(page.headers['content-security-policy'])
  expect(policy).toContain("default-src 'self'")
  expect(policy).not.toMatch(/https?:|script-src[^;]*'unsafe-(inline|eval)'/)
  expect((await world.inject({ url: '/preview' })).headers.location).toBe('/preview/')
})

test.each(['/preview/../package.json', '/preview/%2e%2e/%2e%2e/package.json', '/preview/nothing.js'])(
  'nothing outside the preview is served: %s',
  async (url) => {
    expect((await world.inject({ url })).statusCode).toBeGreaterThanOrEqual(400)
  },
)

test('every answer tells the house’s time, by which phones correct their clocks', async () => {
  const { headers } = await world.inject({ url: '/client' })
  expect(Date.parse(String(headers.date))).toBe(Math.floor(world.now().getTime() / 1000) * 1000)
})
