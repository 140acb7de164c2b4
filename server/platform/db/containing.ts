import { type FindOperator, Raw } from 'typeorm'

/** Rows whose text holds these words as they are: `%` and `_` in them stand for themselves. */
export const containing = (words: string): FindOperator<string> =>
  Raw((column) => `${column} LIKE :containing ESCAPE '!'`, { containing: `%${words.replace(/[!%_]/g, '!$&')}%` })
