import type { Role } from '../../../shared/domain/role'
import type { Reader } from '../db/database'

/** Who is calling, with what their rights rest on. */
export type Actor = {
  /** `person:…`, `staff:…`, `anonymous`: one word for audit, rate limits and idempotency. */
  id: string
  name: string
  via: 'wechat' | 'password' | 'api_key' | 'none'
  personId: string | null
  staffId: string | null
  /** The station of a member of staff. */
  stationId: string | null
  roles: readonly Role[]
  /** Hash of the token the request came with; what signing out ends. */
  credential: string
  /** Villages whose liaison (or deputy today) this is. */
  liaisonOf: readonly string[]
  /** Villages in whose committee this person sits. */
  committeeOf: readonly string[]
}

export const ANONYMOUS: Actor = {
  id: 'anonymous',
  name: '未登录',
  via: 'none',
  personId: null,
  staffId: null,
  stationId: null,
  roles: [],
  credential: '',
  liaisonOf: [],
  committeeOf: [],
}

/** Says whether what the request names belongs to the actor. Not theirs and not there are answered alike. */
export type Scope<Input> = (db: Reader, actor: Actor, input: Input) => boolean | Promise<boolean>

/** Who may use a route: the roles, each with what it must own. A route without one does not mount. */
export type Right<Input> =
  | { kind: 'anyone' }
  | { kind: 'signed_in' }
  | { kind: 'roles'; roles: Partial<Record<Role, Scope<Input>>>; staff?: Scope<Input> }

/** Open to everybody, signed in or not. */
export const anyone: Right<unknown> = { kind: 'anyone' }
/** Anybody signed in; the handler only touches what is the actor's own. */
export const signedIn: Right<unknown> = { kind: 'signed_in' }
/** The named roles, each inside its scope. `staff`: besides, a member of staff for whom it holds, also one whose role has ended. */
export const may = <Input>(roles: Partial<Record<Role, Scope<Input>>>, staff?: Scope<Input>): Right<Input> => ({
  kind: 'roles',
  roles,
  ...(staff ? { staff } : {}),
})

/** The handler itself only touches what belongs to the actor (own station, own village, own households). */
export const own: Scope<unknown> = () => true

/** `null` when allowed, else the code of the refusal. */
export async function refusalOf<Input>(right: Right<Input>, db: Reader, actor: Actor, input: Input) {
  if (right.kind === 'anyone') return null
  if (actor.via === 'none') return 'NOT_SIGNED_IN' as const
  if (right.kind === 'signed_in') return null
  for (const role of actor.roles) {
    const scope = right.roles[role]
    if (scope && (await scope(db, actor, input))) return null
  }
  const asStaff = right.staff && actor.staffId !== null && (await right.staff(db, actor, input))
  return asStaff ? null : ('NOT_ALLOWED' as const)
}
