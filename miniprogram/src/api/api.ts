// The one set of tools the pages use.
import { useSyncExternalStore } from 'react'
import { anonymous, createClient } from './client'
import { clock, later, newId } from './device'
import { loginCode } from './login-code'
import { createPending } from './pending'
import { createSessions } from './session'
import { store } from './store'
import { send } from './transport'
import { createVillageChoice } from './village'

export const sessions = createSessions(createClient(send, newId, anonymous), store, loginCode)
export const call = createClient(send, newId, sessions.caller)
export const pending = createPending(call, store, { clock, newId, later })
export const village = createVillageChoice(call, store)

/** Ends the session and leaves nothing of the person on the phone, whether the server hears of it or not. */
export async function signOut() {
  await call('DELETE /session').catch(() => {})
  sessions.forget()
  pending.clear()
}

/** The person signed in, or null. */
export const useSession = () => useSyncExternalStore(sessions.onChange, sessions.current)
/** What waits to be uploaded. */
export const usePending = () => useSyncExternalStore(pending.onChange, pending.items)
/** The village this phone shows, or null before one was chosen. */
export const useVillage = () => useSyncExternalStore(village.onChange, village.current)
