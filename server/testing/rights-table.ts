import type { RouteInput, RouteKey } from '../../shared/contract/contract'
import type { RefusalCode } from '../../shared/domain/refusal'
import type { Role } from '../../shared/domain/role'
import { aPhone } from './builders'
import type { Target } from './rights-world'

/**
 * How far a role reaches: everything, its station, its village, or only what is its own. With a target in the request the
 * walk asks for things of the own village, of another village of the station, and of another station.
 */
export type Reach = 'all' | 'station' | 'village' | 'self'

export type Row = {
  /** Who may; nobody else. */
  may: Partial<Record<Role, Reach>> | 'everybody' | 'everybody signed in'
  /** What is sent; takes the target when the request names one. */
  ask?: (target: Target) => unknown
  /** Allowed, but the thing itself is not in the state for it: the code then answered. */
  but?: RefusalCode
  /** What a caller gets beyond its reach where that is not NOT_ALLOWED or NOT_FOUND: another refusal, or an empty list. */
  beyond?: RefusalCode | 'empty'
  /** Its work spans two transactions, so it is not undone: it must not disturb the others. */
  kept?: true
}

/** The input of each route is checked against the contract, then forgotten: the walk only sends it. */
const of =
  <K extends RouteKey>(_key: K, ask: (target: Target) => RouteInput<K>) =>
  (target: Target): unknown =>
    ask(target)

const village = <K extends RouteKey>(key: K, rest: object = {}) =>
  of(key, (t) => ({ params: { villageId: t.village.id }, ...rest }) as unknown as RouteInput<K>)
const household = <K extends RouteKey>(key: K, rest: object = {}) =>
  of(key, (t) => ({ params: { id: t.household.id }, ...rest }) as unknown as RouteInput<K>)
const outage = <K extends RouteKey>(key: K, rest: object = {}) =>
  of(key, (t) => ({ params: { id: t.outageId }, ...rest }) as unknown as RouteInput<K>)
const draft = <K extends RouteKey>(key: K, rest: object = {}) =>
  of(key, (t) => ({ params: { id: t.draftId }, ...rest }) as unknown as RouteInput<K>)
const ofImport = <K extends RouteKey>(key: K, rest: object = {}) =>
  of(key, (t) => ({ params: { id: t.importId }, ...rest }) as unknown as RouteInput<K>)
const staff = <K extends RouteKey>(key: K, rest: object = {}) =>
  of(key, (t) => ({ params: { id: t.liaison.id }, ...rest }) as unknown as RouteInput<K>)
const always =
  <K extends RouteKey>(_key: K, input: RouteInput<K>) =>
  () =>
    input

const ADMIN = { station_admin: 'station' } as const
const ADMIN_SELF = { station_admin: 'self' } as const
const ADMIN_AND_DUTY = { station_admin: 'station', duty_manager: 'station' } as const
const ADMIN_AND_LIAISON = { station_admin: 'station', liaison: 'village' } as const
const STAFF = { station_admin: 'station', duty_manager: 'station', liaison: 'village' } as const

/** What the house promises. A route that is missing here fails the walk. */
export const RIGHTS: Record<RouteKey, Row> = {
  'GET /client': { may: 'everybody' },
  'POST /sessions/wechat': {
    may: 'everybody',
    ask: always('POST /sessions/wechat', { body: { code: 'no-such-code' } }),
    but: 'LOGIN_CODE_INVALID',
  },
  'POST /sessions/staff': {
    may: 'everybody',
    ask: always('POST /sessions/staff', { body: { account: 'nobody', password: 'wrong-password' } }),
    but: 'PASSWORD_WRONG',
  },
  'DELETE /session': { may: 'everybody signed in' },
  'GET /api-keys': { may: ADMIN_SELF },
  'POST /api-keys': { may: ADMIN_SELF, ask: always('POST /api-keys', { body: { name: '导入程序' } }) },
  'DELETE /api-keys/:id': {
    may: ADMIN_SELF,
    ask: always('DELETE /api-keys/:id', { params: { id: 'none' } }),
    but: 'NOT_FOUND',
  },

  'POST /imports': { may: ADMIN, kept: true },
  'GET /imports': { may: ADMIN },
  'GET /imports/:id': { may: ADMIN, ask: ofImport('GET /imports/:id') },
  'POST /imports/:id/apply': {
    may: ADMIN,
    ask: ofImport('POST /imports/:id/apply', { body: { mode: 'all' } }),
    kept: true,
  },
  'POST /imports/:id/undo': { may: ADMIN, ask: ofImport('POST /imports/:id/undo') },
  'GET /imports/:id/faults.xlsx': { may: ADMIN, ask: ofImport('GET /imports/:id/faults.xlsx') },
  'GET /imports/:id/faults.csv': { may: ADMIN, ask: ofImport('GET /imports/:id/faults.csv') },
  'GET /import-templates/:kind.xlsx': {
    may: ADMIN,
    ask: always('GET /import-templates/:kind.xlsx', { params: { kind: 'areas' } }),
  },

  'GET /station': { may: { station_admin: 'station', duty_manager: 'station', liaison: 'station' } },
  'PUT /station': { may: ADMIN, ask: always('PUT /station', { body: { phone: '0419-5550001' } }) },
  'GET /villages': { may: 'everybody' },
  'GET /village-codes/:code': {
    may: 'everybody',
    ask: of('GET /village-codes/:code', (t) => ({ params: { code: t.village.code } })),
  },
  'GET /villages/:villageId/mini-program-code': {
    may: ADMIN,
    ask: village('GET /villages/:villageId/mini-program-code'),
  },
  'POST /villages': { may: ADMIN, ask: always('POST /villages', { body: { name: '新立村' } }) },
  'PUT /villages/:villageId': { may: ADMIN, ask: village('PUT /villages/:villageId', { body: { pilot: true } }) },
  'GET /villages/:villageId/groups': { may: ADMIN_AND_LIAISON, ask: village('GET /villages/:villageId/groups') },
  'POST /villages/:villageId/groups': {
    may: ADMIN,
    ask: village('POST /villages/:villageId/groups', { body: { name: '9组' } }),
  },
  'GET /feeders': { may: ADMIN_AND_DUTY },
  'POST /feeders': { may: ADMIN, ask: always('POST /feeders', { body: { name: '10kV新立线' } }) },
  'GET /areas': { may: ADMIN_AND_DUTY },
  'POST /areas': {
    may: ADMIN,
    ask: of('POST /areas', (t) => ({
      body: { code: 'N1', name: '新台区', feederId: t.feeder.id, villageId: t.village.id },
    })),
  },
  'GET /station/villages': { may: { station_admin: 'station', duty_manager: 'station', liaison: 'village' } },
  'GET /station/blind-spots': { may: ADMIN_AND_DUTY },

  'GET /villages/:villageId/liaison': { may: 'everybody', ask: village('GET /villages/:villageId/liaison') },
  'POST /villages/:villageId/liaison': {
    may: ADMIN,
    ask: of('POST /villages/:villageId/liaison', (t) => ({
      params: { villageId: t.village.id },
      body: { staffId: t.idle.id },
    })),
    but: 'VILLAGE_HAS_LIAISON',
  },
  'PUT /villages/:villageId/liaison': {
    may: ADMIN,
    ask: of('PUT /villages/:villageId/liaison', (t) => ({
      params: { villageId: t.village.id },
      body: { staffId: t.idle.id },
    })),
  },
  'DELETE /villages/:villageId/liaison': { may: ADMIN, ask: village('DELETE /villages/:villageId/liaison') },
  'GET /villages/:villageId/liaison/history': { may: STAFF, ask: village('GET /villages/:villageId/liaison/history') },
  'PUT /villages/:villageId/deputy': {
    may: ADMIN,
    ask: of('PUT /villages/:villageId/deputy', (t) => ({
      params: { villageId: t.village.id },
      body: { staffId: t.idle.id, from: '2026-03-02', until: '2026-03-03' },
    })),
  },
  'DELETE /villages/:villageId/deputy': { may: ADMIN, ask: village('DELETE /villages/:villageId/deputy') },
  'GET /villages/:villageId/committee': {
    may: { station_admin: 'station', liaison: 'village', committee: 'village' },
    ask: village('GET /villages/:villageId/committee'),
  },
  'GET /villages/:villageId/committee/:memberId/phone': {
    may: STAFF,
    ask: of('GET /villages/:villageId/committee/:memberId/phone', (t) => ({
      params: { villageId: t.village.id, memberId: t.member.id },
    })),
  },
  'POST /villages/:villageId/committee': {
    may: ADMIN_AND_LIAISON,
    ask: of('POST /villages/:villageId/committee', (t) => ({
      params: { villageId: t.village.id },
      body: { name: '新委员', post: '会计', phone: aPhone() },
    })),
  },
  'PUT /villages/:villageId/committee/:memberId': {
    may: ADMIN_AND_LIAISON,
    ask: of('PUT /villages/:villageId/committee/:memberId', (t) => ({
      params: { villageId: t.village.id, memberId: t.member.id },
      body: { post: '书记' },
    })),
  },
  'DELETE /villages/:villageId/committee/:memberId': {
    may: ADMIN_AND_LIAISON,
    ask: of('DELETE /villages/:villageId/committee/:memberId', (t) => ({
      params: { villageId: t.village.id, memberId: t.member.id },
    })),
  },
  'GET /duty': { may: { station_admin: 'station', duty_manager: 'station', liaison: 'station' } },
  'PUT /duty/weekdays/:weekday': {
    may: ADMIN,
    ask: of('PUT /duty/weekdays/:weekday', (t) => ({ params: { weekday: 1 }, body: { staffId: t.liaison.id } })),
    beyond: 'STAFF_UNKNOWN',
  },
  'PUT /duty/days/:day': {
    may: ADMIN,
    ask: of('PUT /duty/days/:day', (t) => ({ params: { day: '2026-03-05' }, body: { staffId: t.liaison.id } })),
    beyond: 'STAFF_UNKNOWN',
  },

  'GET /villages/:villageId/households': {
    may: ADMIN_AND_LIAISON,
    ask: village('GET /villages/:villageId/households'),
  },
  'POST /households/search': {
    may: ADMIN_AND_LIAISON,
    ask: of('POST /households/search', (t) => ({ body: { name: '标记', villageId: t.village.id } })),
    beyond: 'empty',
  },
  'GET /households/:id': { may: STAFF, ask: household('GET /households/:id') },
  'GET /households/:id/phone': { may: STAFF, ask: household('GET /households/:id/phone') },
  'PUT /households/:id': { may: ADMIN, ask: household('PUT /households/:id', { body: { important: true } }) },
  'PUT /households/:id/phone': {
    may: ADMIN_AND_LIAISON,
    ask: household('PUT /households/:id/phone', { body: { phone: null } }),
  },
  'POST /households/:id/contacts': {
    may: ADMIN_AND_LIAISON,
    ask: household('POST /households/:id/contacts', { body: { name: '小王', relation: '儿子', phone: '13899990000' } }),
  },
  'DELETE /households/:id/contacts/:contactId': {
    may: ADMIN_AND_LIAISON,
    ask: of('DELETE /households/:id/contacts/:contactId', (t) => ({
      params: { id: t.household.id, contactId: t.contact.id },
    })),
  },
  'PUT /households/:id/care': {
    may: ADMIN_AND_LIAISON,
    ask: household('PUT /households/:id/care', {
      body: { kinds: ['elderly_alone'], consentBy: '本人', consentHow: 'oral' },
    }),
  },
  'DELETE /households/:id/care': { may: ADMIN_AND_LIAISON, ask: household('DELETE /households/:id/care') },
  'GET /staff': { may: ADMIN },
  'GET /teams': { may: ADMIN },
  'POST /staff': { may: ADMIN, ask: always('POST /staff', { body: { number: 'G99999', name: '新员工' } }) },
  'PUT /staff/:id': { may: ADMIN, ask: staff('PUT /staff/:id', { body: { team: '营业班' } }) },
  'PUT /staff/:id/password': {
    may: ADMIN,
    ask: staff('PUT /staff/:id/password', { body: { password: 'horse-battery-2' } }),
  },

  'POST /outages': {
    may: ADMIN_AND_DUTY,
    ask: of('POST /outages', (t) => ({ body: t.draft })),
    beyond: 'OUTAGE_PLACE_UNKNOWN',
  },
  'PUT /outages/:id': {
    may: ADMIN_AND_DUTY,
    ask: of('PUT /outages/:id', (t) => ({ params: { id: t.draftId }, body: t.draft })),
  },
  'DELETE /outages/:id': { may: ADMIN_AND_DUTY, ask: draft('DELETE /outages/:id') },
  'GET /outages': { may: ADMIN_AND_DUTY },
  'GET /outages/:id': { may: ADMIN_AND_DUTY, ask: outage('GET /outages/:id') },
  'POST /outages/:id/check': { may: ADMIN_AND_DUTY, ask: draft('POST /outages/:id/check') },
  'POST /outages/:id/preview': { may: ADMIN_AND_DUTY, ask: draft('POST /outages/:id/preview') },
  'POST /outages/:id/publish': {
    may: ADMIN_AND_DUTY,
    ask: draft('POST /outages/:id/publish', { body: { previewToken: 'nobody-made-this' } }),
    but: 'OUTAGE_PREVIEW_NOT_YOURS',
  },
  'GET /villages/:villageId/outages': { may: 'everybody', ask: village('GET /villages/:villageId/outages') },
  'GET /villages/:villageId/home': { may: 'everybody', ask: village('GET /villages/:villageId/home') },
  'GET /outages/:id/notice': {
    may: 'everybody',
    ask: of('GET /outages/:id/notice', (t) => ({ params: { id: t.outageId }, query: { villageId: t.village.id } })),
  },

  'GET /outages/:id/deliveries': { may: ADMIN_AND_DUTY, ask: outage('GET /outages/:id/deliveries') },
  'GET /outages/:id/sms-list.xlsx': { may: ADMIN_AND_DUTY, ask: outage('GET /outages/:id/sms-list.xlsx') },
  'POST /outages/:id/sms-list/sent': {
    may: ADMIN_AND_DUTY,
    ask: outage('POST /outages/:id/sms-list/sent', { body: { list: 'A1B2C3D4', count: 99 } }),
    but: 'CONFLICT',
  },
  'GET /me/home': { may: { villager: 'self' } },
  'POST /outages/:id/acknowledgements': {
    may: { villager: 'self' },
    ask: outage('POST /outages/:id/acknowledgements', { body: {} }),
  },
  'GET /today': { may: { liaison: 'village', duty_manager: 'station' } },
  'POST /outages/:id/contacts': {
    may: STAFF,
    ask: of('POST /outages/:id/contacts', (t) => ({
      params: { id: t.outageId },
      body: { householdId: t.household.id, by: 'call' as const, result: 'told' as const },
    })),
  },
  'POST /outages/:id/committee-contacts': {
    may: STAFF,
    ask: of('POST /outages/:id/committee-contacts', (t) => ({
      params: { id: t.outageId },
      body: { memberId: t.member.id, by: 'call' as const, result: 'told' as const },
    })),
  },
  'GET /committee/today': { may: { committee: 'village' } },
  'POST /outages/:id/committee-receipts': {
    may: { committee: 'village' },
    ask: outage('POST /outages/:id/committee-receipts'),
  },
  'GET /outages/:id/awareness': { may: ADMIN_AND_DUTY, ask: outage('GET /outages/:id/awareness') },
  'GET /outages/:id/still-to-tell': { may: ADMIN_AND_DUTY, ask: outage('GET /outages/:id/still-to-tell') },
  'GET /outages/:id/households/:householdId/told': {
    may: STAFF,
    ask: of('GET /outages/:id/households/:householdId/told', (t) => ({
      params: { id: t.outageId, householdId: t.household.id },
    })),
  },

  'GET /me': { may: 'everybody signed in' },
  'POST /me/phone': {
    may: { villager: 'self' },
    ask: always('POST /me/phone', { body: { code: 'no-such-code' } }),
    but: 'LOGIN_CODE_INVALID',
  },
  'POST /me/bindings': {
    may: { villager: 'all' },
    ask: of('POST /me/bindings', (t) => ({
      body: { accountNo: t.spare.accountNo, name: t.spare.name, relation: '本人' },
    })),
  },
  'DELETE /bindings/:id': {
    may: { villager: 'self', ...ADMIN_AND_LIAISON },
    ask: of('DELETE /bindings/:id', (t) => ({ params: { id: t.bindingId } })),
  },
  'GET /villages/:villageId/bindings': { may: STAFF, ask: village('GET /villages/:villageId/bindings') },
  'POST /bindings/:id/decision': {
    may: STAFF,
    ask: of('POST /bindings/:id/decision', (t) => ({ params: { id: t.askedId }, body: { bound: true } })),
  },
  'POST /households/:id/bindings': {
    may: STAFF,
    ask: of('POST /households/:id/bindings', (t) => ({
      params: { id: t.spare.id },
      body: { phone: t.villager.phone, relation: '儿子' },
    })),
  },
  'GET /me/subscriptions': { may: { villager: 'self' } },
  'POST /me/subscriptions': {
    may: { villager: 'self' },
    ask: always('POST /me/subscriptions', { body: { templateId: 'sandbox-outage-template', answer: 'accept' } }),
  },

  'GET /outbox/parked': { may: { station_admin: 'all' } },
  'POST /outbox/:seq/retry': {
    may: { station_admin: 'all' },
    ask: of('POST /outbox/:seq/retry', (t) => ({ params: { seq: t.parkedSeq } })),
  },
  'GET /audit': { may: ADMIN },
}
