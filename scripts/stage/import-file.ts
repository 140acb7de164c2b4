import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { RouteReply } from '../../shared/contract/contract'
import { callerOf, request } from './call'

export type ImportView = RouteReply<'GET /imports/:id'>
type OnRows = (done: number, total: number) => void

const PAUSE_MS = 200

/** Uploads a file to the server and waits until it is checked; nothing is taken yet. */
export async function checkFile(
  url: string,
  token: string,
  path: string,
  onRows?: OnRows,
  fields: Record<string, string> = {},
): Promise<ImportView> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.set('file', await openAsBlob(path), basename(path))
  const view = await request<ImportView>(`${url}/imports`, 'POST', token, { body: form })
  return settled(url, token, view, 'checking', onRows)
}

/** Takes over a checked file, all of it. */
export async function applyFile(url: string, token: string, id: string, onRows?: OnRows): Promise<ImportView> {
  const input = { params: { id }, body: { mode: 'all' as const } }
  return settled(url, token, await callerOf(url, token)('POST /imports/:id/apply', input), 'applying', onRows)
}

async function settled(
  url: string,
  token: string,
  first: ImportView,
  state: ImportView['state'],
  onRows?: OnRows,
): Promise<ImportView> {
  let view = first
  while (view.state === state) {
    onRows?.(view.progress.done, view.progress.total ?? 0)
    await pause(PAUSE_MS)
    view = await callerOf(url, token)('GET /imports/:id', { params: { id: view.id } })
  }
  if (view.trouble) throw new Error(`${view.fileName}：${view.trouble.message}`)
  return view
}
