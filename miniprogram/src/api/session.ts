import type { RouteReply } from '../../../shared/contract/contract'
import type { Call, Caller } from './client'
import type { Store } from './store'

export type Session = RouteReply<'POST /sessions/wechat'>

const KEY = 'session'
/** Keys that belong to the phone and not to the person signed in. */
const OF_THE_PHONE = ['text-size', 'village', 'helper']

export type Sessions = ReturnType<typeof createSessions>

/** Who is signed in on this phone. `loginCode` answers the one-time code of WeChat (or of the sandbox's sign-in page). */
export function createSessions(call: Call, store: Store, loginCode: () => Promise<string>) {
  let current = store.get<Session>(KEY)
  let signingIn: Promise<Session> | null = null
  const listeners = new Set<() => void>()
  function become(session: Session | null) {
    current = session
    if (session) store.set(KEY, session)
    else store.remove(KEY)
    for (const listener of listeners) listener()
  }
  /** One sign-in at a time: whoever asks meanwhile gets the same one. */
  function signIn(): Promise<Session> {
    signingIn ??= loginCode()
      .then((code) => call('POST /sessions/wechat', { body: { code } }))
      .then((session) => {
        become(session)
        return session
      })
      .finally(() => {
        signingIn = null
      })
    return signingIn
  }
  const caller: Caller = {
    token: () => current?.token ?? null,
    async signInAgain() {
      become(null)
      await signIn()
    },
  }
  return {
    caller,
    signIn,
    current: () => current,
    /** Forgets the person and everything read for them: a family shares one phone. */
    forget() {
      for (const key of store.keys()) if (!OF_THE_PHONE.includes(key)) store.remove(key)
      become(null)
    },
    onChange(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
