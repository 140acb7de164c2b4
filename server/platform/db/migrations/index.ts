import { Baseline1764000000000 } from './0001-baseline'

/** All migrations in order. */
export const migrations = [Baseline1764000000000]
