import { In, IsNull, Not } from 'typeorm'
import { byKey, gather, inBatches } from '../../platform/db/batches'
import type { Reader } from '../../platform/db/database'
import { type PersonRow, PersonTable } from './sign-in.tables'

/** What other rooms may know of somebody who signed in through WeChat. `phoneHash` is of a number WeChat vouched for. */
export type PersonRef = Pick<PersonRow, 'id' | 'openid' | 'name' | 'phoneSealed' | 'phoneHash'>

export const personRef = (db: Reader, id: string): Promise<PersonRef | null> => db.findOneBy(PersonTable, { id })

export const personRefs = async (db: Reader, ids: readonly string[]): Promise<Map<string, PersonRef>> =>
  byKey(await inBatches(ids, (batch) => db.findBy(PersonTable, { id: In(batch) })), 'id')

/** Who verified these numbers, by number; the newest sign-in comes last. */
export const personsOfPhones = async (db: Reader, phoneHashes: readonly string[]): Promise<Map<string, PersonRef[]>> =>
  gather(
    await inBatches(phoneHashes, (batch) =>
      db.find(PersonTable, { where: { phoneHash: In(batch) }, order: { id: 'ASC' } }),
    ),
    'phoneHash',
  ) as Map<string, PersonRef[]>

/** False while nobody at all has verified a number: then no number of a file needs to be looked up. */
export const hasVerifiedPersons = (db: Reader): Promise<boolean> =>
  db.existsBy(PersonTable, { phoneHash: Not(IsNull()) })
