import '@fastify/multipart'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import type { UploadedFile } from '../../../shared/contract/contract'
import { Refusal } from './refuse'

/** The largest file taken: a station's customer list is 2.2 MB, a county's bills about 60. */
export const UPLOAD_LIMIT = 100 * 1024 * 1024

type Upload = { file?: UploadedFile; body?: Record<string, string | boolean> }

/** Stores the uploaded file under a name of ours and reads the form's other fields; unknown fields are refused. */
export async function readUpload(request: FastifyRequest, form: TSchema | undefined): Promise<Upload> {
  if (!request.isMultipart()) throw new Refusal('UPLOAD_EXPECTED')
  const allowed =
    (form as { properties?: Record<string, { type?: string; enum?: string[] }> } | undefined)?.properties ?? {}
  const body: Record<string, string | boolean> = {}
  let file: UploadedFile | undefined
  let folder: string | undefined
  try {
    for await (const part of request.parts({
      limits: { fileSize: UPLOAD_LIMIT, files: 1, fields: 20, fieldSize: 4096 },
    })) {
      if (part.type === 'file') {
        folder = await mkdtemp(join(tmpdir(), 'cunsuo-upload-'))
        const path = join(folder, 'file')
        await pipeline(part.file, createWriteStream(path, { mode: 0o600 }))
        if (part.file.truncated) throw new Refusal('UPLOAD_TOO_LARGE')
        file = { path, name: basename(part.filename).slice(0, 120) || '未命名', bytes: (await stat(path)).size }
      } else {
        const rule = allowed[part.fieldname]
        const value = String(part.value)
        if (!rule || (rule.enum && !rule.enum.includes(value)))
          throw new Refusal('BAD_INPUT', [
            { field: part.fieldname, reason: rule?.enum ? `只能是 ${rule.enum.join('、')}` : '没有这一项' },
          ])
        body[part.fieldname] = rule.type === 'boolean' ? value === 'true' || value === '1' || value === '是' : value
      }
    }
    if (!file) throw new Refusal('UPLOAD_EXPECTED')
    return { file, body }
  } catch (error) {
    if (folder) await rm(folder, { recursive: true, force: true })
    if ((error as { code?: string }).code === 'FST_REQ_FILE_TOO_LARGE') throw new Refusal('UPLOAD_TOO_LARGE')
    throw error
  }
}

/** Removes the temporary file once the request is answered. */
export async function discardUpload(upload: Upload): Promise<void> {
  if (upload.file) await rm(join(upload.file.path, '..'), { recursive: true, force: true })
}
