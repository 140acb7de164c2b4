import type { Config } from '../../server/config'
import type { Deps } from '../../server/deps'
import { openHouse } from '../../server/house'
import { createLog } from '../../server/platform/http/log'
import { farEndsAt } from './far-ends'

/**
 * The house as a command uses it: its database and rooms, without server and background work. In a sandbox the far ends' clock is
 * followed where they answer, so that a command agrees with the server about the time.
 */
export async function openScriptHouse(config: Config): Promise<Deps> {
  const offsetMs = config.sandboxUrl
    ? await farEndsAt(config.sandboxUrl)
        .offsetMs()
        .catch(() => 0)
    : 0
  return openHouse(config, () => new Date(Date.now() + offsetMs), createLog('error', 'script', process.stderr))
}
