import { existsSync } from 'node:fs'
import { join } from 'node:path'
import serveFiles from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/** Taro's tab bar is made of links to `javascript:;`, which do nothing; this is the hash of that address and allows no other. */
const EMPTY_LINK = "'sha256-lfXlPY3+MCPOPb4mrw1Y961+745U3WlDQVcOXdchSQc='"
/** Own origin for everything; Taro's components put their styles in by script. */
const POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    connectSrc: ["'self'"],
    scriptSrc: ["'self'", "'unsafe-hashes'", EMPTY_LINK],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'", 'data:'],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
}

/** Where the build of the preview lies: this file runs from the sources and, compiled, from `dist/`. */
const FOLDERS = ['../../..', '../../../..'].map((up) => join(__dirname, up, 'miniprogram/dist/h5'))

/** The mini-program in a browser under `/preview/`, for a demonstration without WeChat. */
export async function previewRoutes(app: FastifyInstance): Promise<void> {
  const folder = FOLDERS.find((each) => existsSync(join(each, 'index.html')))
  if (!folder) return
  await app.register(serveFiles, { root: folder, serve: false })
  const options = {
    schema: { hide: true },
    // One opening of the preview asks for some thirty files.
    config: { rateLimit: false },
    helmet: { contentSecurityPolicy: POLICY },
  } as const
  app.get('/preview', options, (_, reply) => reply.redirect('/preview/', 308))
  app.get<{ Params: { '*': string } }>('/preview/*', options, (request, reply) => {
    const file = request.params['*'] || 'index.html'
    // Names carry a hash of their content, except the page itself.
    const lasting = file !== 'index.html'
    return reply.sendFile(file, { maxAge: lasting ? '1h' : 0, cacheControl: lasting })
  })
}
