import { useState } from 'react'
import type { CallResult } from '../../../../shared/domain/channel'
import { pending } from '../../api/api'
import { clock } from '../../api/device'
import {
  type By,
  type Household,
  householdKey,
  type List,
  type Member,
  memberKey,
  type Noted,
  type Notes,
  notedWords,
} from './today'

/** So long a wrong tap can be taken back. */
const UNDO_MS = 10_000

export type Notebook = ReturnType<typeof useNotebook>

/** Notes results through the queue: they count with the time of the tap, with or without network. */
export function useNotebook() {
  const [notes, setNotes] = useState<Notes>({})
  const keep = (key: string, noted: Noted) => setNotes((before) => ({ ...before, [key]: noted }))
  const label = ({ village }: List, name: string, noted: Omit<Noted, 'pendingId'>) =>
    `${village.name} ${name} ${notedWords({ ...noted, pendingId: '' })}`
  return {
    notes,
    noteHousehold(list: List, household: Household, by: By, result: CallResult) {
      const at = clock().toISOString()
      const body = { householdId: household.householdId, by, result, at }
      const words = label(list, household.name, { by, result })
      const pendingId = pending.add(
        'POST /outages/:id/contacts',
        { params: { id: list.outage.id }, body },
        words,
        UNDO_MS,
      )
      keep(householdKey(list, household), { pendingId, by, result })
    },
    noteMember(list: List, member: Member, by: By, result: CallResult) {
      const at = clock().toISOString()
      const body = { memberId: member.memberId, by, result, at }
      const words = label(list, member.name, { by, result })
      const params = { id: list.outage.id }
      const pendingId = pending.add('POST /outages/:id/committee-contacts', { params, body }, words, UNDO_MS)
      keep(memberKey(list, member), { pendingId, by, result })
    },
    takeBack(key: string) {
      const noted = notes[key]
      if (!noted || !pending.remove(noted.pendingId)) return
      setNotes(({ [key]: _, ...others }) => others)
    },
  }
}
