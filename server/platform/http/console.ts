import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'

/** Own origin for everything; styles are put in by Scalar's script, so they must be allowed inline. */
const POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    connectSrc: ["'self'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    fontSrc: ["'self'", 'data:'],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
}

const OTHER_LANGUAGES = Object.fromEntries(
  [
    'c',
    'clojure',
    'csharp',
    'dart',
    'fsharp',
    'go',
    'http',
    'java',
    'js',
    'kotlin',
    'node',
    'objc',
    'ocaml',
    'php',
    'powershell',
    'python',
    'r',
    'ruby',
    'rust',
    'swift',
  ]
    .map((language): [string, true | string[]] => [language, true])
    .concat([['shell', ['httpie', 'wget']]]),
)

/** Everything that would call an outside host, or offer a service of somebody else, is off; the policy above is the hard stop. */
const SETTINGS = {
  url: '/openapi.json',
  localization: { locale: 'zh-CN' },
  proxyUrl: '',
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  externalUrls: { dashboardUrl: '', registryUrl: '', proxyUrl: '', apiBaseUrl: '' },
  hideClientButton: true,
  showDeveloperTools: 'never',
  documentDownloadType: 'none',
  hideModels: true,
  hideDarkModeToggle: true,
  forceDarkModeState: 'light',
  // A token in the browser's store would stay on the station's shared computer.
  persistAuth: false,
  authentication: { preferredSecurityScheme: 'bearer' },
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
  defaultOpenFirstTag: false,
  // One way to copy a call; twenty languages would only hide it.
  hiddenClients: OTHER_LANGUAGES,
  customCss:
    'a[href*="scalar.com"]{display:none!important}a[href^="https:"]{cursor:default!important;text-decoration:none!important}:root{--scalar-font:"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;--scalar-color-2:#555;--scalar-color-3:#666}',
}

const PAGE = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>村所对接 · 管理台</title>
<link rel="icon" href="data:,">
</head>
<body>
<div id="app"></div>
<noscript>管理台需要浏览器允许运行脚本。</noscript>
<script src="/console/scalar.js"></script>
<script src="/console/start.js"></script>
</body>
</html>
`

/** Scalar explains status codes by links to other sites: they stay words. */
const START = `document.addEventListener('click', (event) => {
  const link = event.target instanceof Element && event.target.closest('a[href]')
  if (link && link.origin !== location.origin) event.preventDefault()
}, true)
Scalar.createApiReference('#app', Object.assign(${JSON.stringify(SETTINGS)}, {
  generateTagSlug: (tag) => tag.name,
  generateOperationSlug: (operation) => operation.method.toUpperCase() + operation.path
}))
`

/** The console: Scalar over `/openapi.json`, in Chinese, from this server alone. */
export function consoleRoutes(app: FastifyInstance): void {
  const options = {
    schema: { hide: true },
    config: { ownCaller: true },
    helmet: { contentSecurityPolicy: POLICY },
  } as const
  const page = prepared('text/html; charset=utf-8', async () => PAGE)
  const start = prepared('text/javascript; charset=utf-8', async () => START)
  const scalar = prepared('text/javascript; charset=utf-8', scalarScript)
  app.get('/console', options, page)
  app.get('/console/start.js', options, start)
  app.get('/console/scalar.js', options, scalar)
}

/** Answers a text that never changes while the process runs, compressed once, and "not modified" where the browser has it. */
function prepared(type: string, make: () => Promise<string>) {
  let ready: Promise<{ plain: string; zipped: Buffer; tag: string }> | undefined
  const prepare = async () => {
    const plain = await make()
    return {
      plain,
      zipped: await promisify(gzip)(plain),
      tag: `"${createHash('sha256').update(plain).digest('base64url')}"`,
    }
  }
  return async (request: FastifyRequest, reply: FastifyReply) => {
    ready ??= prepare()
    const { plain, zipped, tag } = await ready
    reply.type(type).header('etag', tag).header('cache-control', 'no-cache').header('vary', 'accept-encoding')
    if (request.headers['if-none-match'] === tag) return reply.code(304).send()
    const zips = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
    return zips ? reply.header('content-encoding', 'gzip').send(zipped) : reply.send(plain)
  }
}

/** Scalar's script is only to be had through its plugin, whose own page and inline settings are not used; 4 MB, so loaded when first asked for. */
async function scalarScript(): Promise<string> {
  const { default: plugin } = await import('@scalar/fastify-api-reference')
  const inner = Fastify()
  await inner.register(plugin, { routePrefix: '/inner', configuration: { url: '/openapi.json' } })
  const answer = await inner.inject('/inner/js/scalar.js')
  await inner.close()
  if (answer.statusCode !== 200) throw new Error(`Scalar's script is not where it was: ${answer.statusCode}`)
  return answer.body
}
