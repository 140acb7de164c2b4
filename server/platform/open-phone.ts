import type { Tools } from '../deps'
import { VaultFault } from './vault'

/**
 * The number of somebody, `null` where there is none or where it cannot be opened: one damaged cell must not keep a whole
 * village from being told, so it counts as no number and is logged. `whose` names the row, e.g. `household 01H…`.
 */
export function openPhone(
  { vault, log }: Pick<Tools, 'vault' | 'log'>,
  phoneSealed: string | null | undefined,
  whose: string,
): string | null {
  if (!phoneSealed) return null
  try {
    return vault.open(phoneSealed)
  } catch (error) {
    if (!(error instanceof VaultFault)) throw error
    log.error({ whose, fault: error.message }, 'a number cannot be opened and counts as none')
    return null
  }
}
