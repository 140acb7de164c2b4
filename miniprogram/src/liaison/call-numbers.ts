import Taro from '@tarojs/taro'
import { useState } from 'react'
import { call } from '../api/api'
import { Trouble } from '../api/client'

/** One number of a household or a member, whole: fetched for this call, not kept. */
export type CallableNumber = { who: string; phone: string }

/** The numbers of a household, its own first. Each look is noted by the server. */
export async function numbersOfHousehold(id: string): Promise<CallableNumber[]> {
  const { phone, contacts } = await call('GET /households/:id/phone', { params: { id } })
  return [
    ...(phone ? [{ who: '登记号码', phone }] : []),
    ...contacts.map((contact) => ({ who: `${contact.relation}${contact.name}`, phone: contact.phone })),
  ]
}

/** Fetches the numbers; a single one is dialled at once, of several the person chooses. */
export function useNumbers(fetchNumbers: () => Promise<CallableNumber[]>) {
  const [numbers, setNumbers] = useState<CallableNumber[] | null>(null)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const dial = async () => {
    setTrouble(null)
    try {
      const found = await fetchNumbers()
      setNumbers(found)
      const [only] = found
      if (only && found.length === 1) await Taro.makePhoneCall({ phoneNumber: only.phone }).catch(() => {})
    } catch (error) {
      setTrouble(error instanceof Trouble ? error : new Trouble(0, 'FAILED', '没有取到号码，请再试一次'))
    }
  }
  return { numbers, trouble, dial, close: () => setNumbers(null) }
}
