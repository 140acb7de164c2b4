import { type Phone, readPhone } from '../../shared/domain/phone'
import type { Tools } from '../deps'
import { Refusal } from './http/refuse'

/** The two columns of a number: sealed for reading, hashed for exact searches. */
export type SealedPhone = { phoneSealed: string; phoneHash: string }

/** A number as somebody typed it, in its one form; refuses PHONE_INVALID with what is wrong. */
export function phoneFrom(text: string): Phone {
  const reading = readPhone(text)
  if ('fault' in reading) throw new Refusal('PHONE_INVALID', [{ field: 'phone', reason: reading.fault }])
  if (!reading.phone) throw new Refusal('PHONE_INVALID', [{ field: 'phone', reason: '没有填号码' }])
  return reading.phone
}

export const sealPhone = ({ vault }: Pick<Tools, 'vault'>, text: string): SealedPhone => {
  const { number } = phoneFrom(text)
  return { phoneSealed: vault.seal(number), phoneHash: vault.hash(number) }
}

export const phoneHashOf = ({ vault }: Pick<Tools, 'vault'>, text: string): string => vault.hash(phoneFrom(text).number)
