import type { Static, TSchema } from 'typebox'
import { auditContract } from './audit'
import { awarenessContract } from './awareness'
import { deliveryContract } from './deliveries'
import { importContract } from './imports'
import { liaisonContract } from './liaisons'
import { meContract } from './me'
import { outageContract } from './outages'
import { outboxContract } from './outbox'
import { peopleContract } from './people'
import { registryContract } from './registry'
import { sessionContract } from './sessions'

/** What one route takes and answers, and the Chinese words under which the console lists it. */
export type RouteSchema = {
  /** One line of Chinese: what a person does with it. */
  summary: string
  /** Longer Chinese help, shown in the console. */
  description?: string
  /** The group of the console. */
  tag: string
  params?: TSchema
  query?: TSchema
  body?: TSchema
  /** One file is uploaded (multipart field `file`); `body` then holds the other form fields as text. */
  upload?: true
  reply: TSchema
  /** The answer is a file of this media type instead of `reply`. */
  download?: string
  /** A body that works against the demonstration station. */
  example?: unknown
}
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** Every route of the house, keyed `METHOD /path`: the same string names it in server and client. */
export const contract = {
  ...sessionContract,
  ...registryContract,
  ...peopleContract,
  ...liaisonContract,
  ...meContract,
  ...importContract,
  ...outageContract,
  ...deliveryContract,
  ...awarenessContract,
  ...outboxContract,
  ...auditContract,
} as const satisfies Record<`${Method} /${string}`, RouteSchema>

export type Contract = typeof contract
export type RouteKey = keyof Contract
export type ReadKey = Extract<RouteKey, `GET ${string}`>
export type WriteKey = Exclude<RouteKey, ReadKey>
type Part<R, K extends string> = R extends Record<K, infer S extends TSchema> ? { [P in K]: Static<S> } : unknown
/** An uploaded file, already stored under a temporary name. */
export type UploadedFile = { path: string; name: string; bytes: number }
type Upload<R> = R extends { upload: true } ? { file: UploadedFile } : unknown
/** What a handler gets and a client gives. */
export type RouteInput<K extends RouteKey> = Part<Contract[K], 'params'> &
  Part<Contract[K], 'query'> &
  Part<Contract[K], 'body'> &
  Upload<Contract[K]>
/** A file as an answer. */
export type FileReply = { fileName: string; content: Buffer | NodeJS.ReadableStream }
export type RouteReply<K extends RouteKey> = Contract[K] extends { download: string }
  ? FileReply
  : Static<Contract[K]['reply']>
