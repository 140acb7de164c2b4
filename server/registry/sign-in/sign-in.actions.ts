import { In, Not } from 'typeorm'
import { MINUTE } from '../../../shared/domain/time'
import type { Deps, Tools } from '../../deps'
import { bulkInsert } from '../../platform/db/bulk'
import { type Database, isDuplicate, type Tx } from '../../platform/db/database'
import { held } from '../../platform/db/lock'
import { Refusal, refuseIf } from '../../platform/http/refuse'
import type { Actor } from '../../platform/http/rights'
import { passwordFits } from '../../platform/password'
import { sealPhone } from '../../platform/phone-input'
import { staffByAccount } from '../people/people.reads'
import { findActor } from './actor.reads'
import { ApiKeyTable, PersonTable, SessionTable, StaffTryTable } from './sign-in.tables'

/** WeChat sessions last 30 days: an old person must not be asked to sign in before every look. */
const WECHAT_DAYS = 30
/** A console session lasts a working day. */
const STAFF_HOURS = 12

/** Wrong passwords of one account within so long, wherever they come from; see `StaffTryTable`. */
const MOST_TRIES = 10
const TRIES_LAST = 15 * MINUTE
const TRIES_WORDS = '密码错得太多，请15分钟后再试；忘记密码请联系供电所管理员重设'

/** Exchanges the code at WeChat, knows or makes the person, and opens a session. */
export async function signInByWeChat(deps: Deps, code: string) {
  const identity = await deps.wechat.signIn(code)
  const personId = await personOf(deps.db, deps, identity)
  return openSession(deps, { via: 'wechat', personId, staffId: null }, WECHAT_DAYS * 24)
}

async function personOf(
  db: Database,
  tools: Tools,
  identity: { openid: string; unionid: string | null },
): Promise<string> {
  const { openid, unionid } = identity
  const known = await db.read.findOneBy(PersonTable, { openid })
  if (known) return known.id
  const id = tools.newId()
  try {
    await db.write((tx) =>
      tx.insert(PersonTable, {
        id,
        openid,
        unionid,
        name: '微信用户',
        phoneSealed: null,
        phoneHash: null,
        createdAt: tools.clock(),
      }),
    )
    return id
  } catch (error) {
    if (!isDuplicate(error)) throw error
    return (await db.read.findOneByOrFail(PersonTable, { openid })).id
  }
}

/**
 * The slow hash is computed outside any transaction; wrong account and wrong password answer alike, and both count. Refusals:
 * PASSWORD_WRONG, ACCOUNT_DISABLED, TOO_MANY_REQUESTS after ten tries in a row that did not fit.
 */
export async function signInByPassword(deps: Deps, account: string, password: string) {
  const accountHash = deps.vault.hash(account)
  if ((await deps.db.write((tx) => countTry(tx, deps, accountHash))) > MOST_TRIES)
    throw new Refusal('TOO_MANY_REQUESTS', undefined, TRIES_WORDS)
  const staff = await staffByAccount(deps.db.read, account)
  const fits = await passwordFits(password, staff?.passwordHash ?? null)
  if (!staff || !fits) throw new Refusal('PASSWORD_WRONG')
  await deps.db.write((tx) => tx.delete(StaffTryTable, { accountHash }))
  refuseIf(!staff.active && 'ACCOUNT_DISABLED')
  return openSession(deps, { via: 'password', personId: null, staffId: staff.id }, STAFF_HOURS)
}

/**
 * Counts a try before the password is looked at, so that many at once cannot all pass, and answers how many there are since the
 * first of the quarter of an hour.
 */
async function countTry(tx: Tx, { clock }: Tools, accountHash: string): Promise<number> {
  const now = clock()
  const count = () => tx.increment(StaffTryTable, { accountHash }, 'tries', 1)
  // Counted before it is inserted: two who only insert would share the row's lock, and then both wait for the other to go.
  if ((await count()).affected === 0) {
    await bulkInsert(tx, StaffTryTable, [{ accountHash, tries: 0, since: now }], { ignore: true })
    await count()
  }
  const { tries, since } = await tx.findOneByOrFail(StaffTryTable, { accountHash })
  if (now.getTime() - since.getTime() < TRIES_LAST) return tries
  await tx.update(StaffTryTable, { accountHash }, { tries: 1, since: now })
  return 1
}

async function openSession(
  deps: Deps,
  who: { via: 'wechat' | 'password'; personId: string | null; staffId: string | null },
  hours: number,
) {
  const token = deps.newToken()
  const tokenHash = deps.fingerprint(token)
  const now = deps.clock()
  const expiresAt = new Date(now.getTime() + hours * 3_600_000)
  await deps.db.write((tx) => tx.insert(SessionTable, { tokenHash, ...who, createdAt: now, expiresAt }))
  const actor = (await findActor(deps.db.read, tokenHash, now)) as Actor
  return { token, expiresAt: expiresAt.toISOString(), name: actor.name, roles: [...actor.roles] }
}

export async function endSession(tx: Tx, credential: string): Promise<void> {
  await tx.delete(SessionTable, { tokenHash: credential })
}

/** Makes a key that counts as its owner; it is shown once. */
export async function makeApiKey(tx: Tx, tools: Tools, staffId: string, name: string) {
  const key = `cs_${tools.newToken()}`
  const id = tools.newId()
  await tx.insert(ApiKeyTable, {
    id,
    staffId,
    name,
    keyHash: tools.fingerprint(key),
    createdAt: tools.clock(),
    revokedAt: null,
  })
  return { id, key }
}

export async function revokeApiKey(tx: Tx, tools: Tools, staffId: string, id: string): Promise<void> {
  const changed = await tx.update(ApiKeyTable, { id, staffId }, { revokedAt: tools.clock() })
  refuseIf(changed.affected !== 1 && 'NOT_FOUND')
}

/**
 * Stores a number WeChat vouched for; from now on it decides whether the person is staff or sits in a committee. A number has one
 * owner: numbers are given out anew, and who had it before must not stay liaison by it. Answers who lost it.
 */
export async function notePhoneOfPerson(tx: Tx, tools: Tools, personId: string, phone: string): Promise<string[]> {
  const sealed = sealPhone(tools, phone)
  await tx.update(PersonTable, { id: personId }, sealed)
  const others = await tx.find(PersonTable, {
    select: { id: true },
    where: { phoneHash: sealed.phoneHash, id: Not(personId) },
    order: { id: 'ASC' },
    ...held(tx),
  })
  const ids = others.map(({ id }) => id)
  if (ids.length > 0) await tx.update(PersonTable, { id: In(ids) }, { phoneSealed: null, phoneHash: null })
  return ids
}
