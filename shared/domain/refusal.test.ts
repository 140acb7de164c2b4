import { REFUSALS } from './refusal'

describe('every refusal', () => {
  it.each(Object.entries(REFUSALS))(
    '%s has a status of a refusal and Chinese words that end without a code',
    (_, row) => {
      expect(row.status).toBeGreaterThanOrEqual(400)
      expect(row.status).toBeLessThan(600)
      expect(row.text).toMatch(/^[\p{Script=Han}“(]/u)
      expect(row.text).not.toMatch(/[A-Z]{2,}_/)
      expect([...row.text].length).toBeLessThanOrEqual(60)
    },
  )
})
