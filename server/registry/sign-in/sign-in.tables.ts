import { col, table } from '../../platform/db/table'

/** Somebody who opened the mini-program, known by WeChat's openid. */
export type PersonRow = {
  id: string
  openid: string
  unionid: string | null
  name: string
  phoneSealed: string | null
  phoneHash: string | null
  createdAt: Date
}
export const PersonTable = table<PersonRow>(
  'person',
  {
    id: col.id(),
    openid: col.text(64),
    unionid: col.text(64).orNull(),
    name: col.text(30),
    phoneSealed: col.secret().orNull(),
    phoneHash: col.hash().orNull(),
    createdAt: col.instant(),
  },
  { unique: { uq_person_openid: ['openid'] }, index: { ix_person_phone: ['phoneHash'] } },
)

/** A signed-in device. Only the fingerprint of the token is kept. */
export type SessionRow = {
  tokenHash: string
  via: 'wechat' | 'password'
  personId: string | null
  staffId: string | null
  createdAt: Date
  expiresAt: Date
}
export const SessionTable = table<SessionRow>(
  'session',
  {
    tokenHash: col.hash().primary(),
    via: col.oneOf(['wechat', 'password'] as const),
    personId: col.ref().orNull(),
    staffId: col.ref().orNull(),
    createdAt: col.instant(),
    expiresAt: col.instant(),
  },
  { index: { ix_session_expires: ['expiresAt'] } },
)

/**
 * Tries to sign in with a password, by account and across all processes, since the first of them. The account is kept as the
 * vault's hash, so that one mistyped with a phone number tells nothing.
 */
export type StaffTryRow = { accountHash: string; tries: number; since: Date }
export const StaffTryTable = table<StaffTryRow>(
  'staff_try',
  { accountHash: col.hash().primary(), tries: col.int(), since: col.instant() },
  { index: { ix_staff_try_since: ['since'] } },
)

/** A key for programs; counts as its owner. */
export type ApiKeyRow = {
  id: string
  staffId: string
  name: string
  keyHash: string
  createdAt: Date
  revokedAt: Date | null
}
export const ApiKeyTable = table<ApiKeyRow>(
  'api_key',
  {
    id: col.id(),
    staffId: col.ref(),
    name: col.text(40),
    keyHash: col.hash(),
    createdAt: col.instant(),
    revokedAt: col.instant().orNull(),
  },
  { unique: { uq_api_key_hash: ['keyHash'] }, index: { ix_api_key_staff: ['staffId'] } },
)
