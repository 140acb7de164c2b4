import { col, table } from '../db/table'

/** The access token every process of the station shares; sealed, because it opens the whole account. */
export type PlatformTokenRow = { name: string; sealed: string; expiresAt: Date }
export const PlatformTokenTable = table<PlatformTokenRow>('platform_token', {
  name: col.text(60).primary(),
  sealed: col.longText(),
  expiresAt: col.instant(),
})
