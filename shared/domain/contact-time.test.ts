import { contactTime } from './contact-time'

const published = '2026-03-02T01:00:00Z'
const now = '2026-03-05T01:00:00Z'

test.each([
  ['in between', '2026-03-03T09:30:00+08:00', '2026-03-03T01:30:00.000Z'],
  ['72 hours ago', published, '2026-03-02T01:00:00.000Z'],
  ['a little after now', '2026-03-05T01:05:00Z', '2026-03-05T01:00:00.000Z'],
])('a call %s is taken', (_words, said, at) => {
  expect(contactTime(said, { published, now })?.toISOString()).toBe(at)
})

test('a phone that is slow by five minutes notes the moment of publishing, not one before it', () => {
  const at = contactTime('2026-03-02T00:55:00Z', { published, now: '2026-03-02T01:01:00Z' })
  expect(at?.toISOString()).toBe('2026-03-02T01:00:00.000Z')
})

test.each([
  ['six minutes before publishing', '2026-03-02T00:54:00Z', '2026-03-02T02:00:00Z'],
  ['six minutes ahead', '2026-03-02T02:06:00Z', '2026-03-02T02:00:00Z'],
  ['more than 72 hours ago', '2026-03-02T02:00:00Z', '2026-03-05T02:00:01Z'],
  ['a zone without minutes', '2026-03-02T10:00:00+08', '2026-03-02T02:00:00Z'],
  ['a leap second', '2026-03-02T01:59:60Z', '2026-03-02T02:00:00Z'],
  ['the end of time', '9999-12-31T23:59:59-08:00', '2026-03-02T02:00:00Z'],
])('%s is refused', (_words, said, at) => {
  expect(contactTime(said, { published, now: at })).toBeNull()
})
