import { type ContactCard, numberToCall } from './contact'

const person = (name: string, phone: string | null) => ({ name, phone, team: '抄表班', duties: '对接东关村' })
const station = { name: '城关供电所', phone: '0419-1234567' }
const liaison = person('王强', '13900000001')
const nobody: ContactCard = { liaison: null, deputy: null, dutyManager: null }

test.each([
  ['the liaison', { ...nobody, liaison }, '对接人王强', '13900000001'],
  [
    'on leave days the deputy',
    { ...nobody, liaison, deputy: { ...person('李敏', '13900000002'), until: '2026-12-03' } },
    '今天代班李敏',
    '13900000002',
  ],
  [
    'without a liaison the duty manager',
    { ...nobody, dutyManager: person('赵刚', '13900000003') },
    '值班经理赵刚',
    '13900000003',
  ],
  [
    'a liaison without number leaves it to the station',
    { ...nobody, liaison: person('王强', null) },
    '城关供电所',
    '0419-1234567',
  ],
  ['with nobody appointed the station', nobody, '城关供电所', '0419-1234567'],
])('whom to call: %s', (_, card, name, phone) => {
  expect(numberToCall(card, station)).toEqual({ name, phone })
})
