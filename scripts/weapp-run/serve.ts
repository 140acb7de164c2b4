// One loopback port for Chromium: files of a folder, and a way to the API that is fed by the test.
import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { build } from 'esbuild'
import { compile } from './compile'
import type { Launch } from './create-host'
import type { Host, HttpRequest } from './host'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
}
const PAGE = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width,initial-scale=1"></head><body><div id="app"></div>
<script src="/runtime.js"></script><script>fetch('/start.json').then((r) => r.json()).then(startWeapp)</script></body></html>`

type Request = Host['request']
export type Served = { url: string; close(): Promise<void> }

/** The weapp package at `url`, drawn by our runtime. */
export async function serveWeapp(options: {
  folder: string
  request: Request
  launch?: Launch
  answers?: object
}): Promise<Served> {
  const { folder, request, launch, answers } = options
  const runtime = await build({
    entryPoints: [path.join(__dirname, 'browser.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    mainFields: ['module', 'main'],
    define: { 'process.env.NODE_ENV': '"development"' },
    logLevel: 'error',
  })
  const texts: Record<string, string> = {
    '/index.html': PAGE,
    '/runtime.js': runtime.outputFiles[0]?.text ?? '',
    '/start.json': JSON.stringify({ bundle: compile(folder), launch, answers }),
  }
  return listen(async (url, incoming, outgoing) => {
    const name = url.pathname === '/' ? '/index.html' : url.pathname
    const text = texts[name]
    if (text !== undefined) return outgoing.writeHead(200, { 'content-type': TYPES[path.extname(name)] }).end(text)
    if (name === '/__request') {
      const reply = await request(JSON.parse(await bodyOf(incoming)) as HttpRequest)
      return outgoing.writeHead(200, { 'content-type': TYPES['.json'] }).end(JSON.stringify(reply))
    }
    return sendFile(outgoing, folder, name.replace(/^\/package\//, ''))
  })
}

type Answer = (url: URL, incoming: http.IncomingMessage, outgoing: http.ServerResponse) => Promise<unknown>

async function listen(answer: Answer): Promise<Served> {
  const server = http.createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host}`)
    answer(url, incoming, outgoing).catch((error: Error) => outgoing.writeHead(500).end(error.stack))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

async function bodyOf(incoming: http.IncomingMessage) {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function sendFile(outgoing: http.ServerResponse, folder: string, name: string) {
  const file = path.join(folder, path.normalize(`/${name}`))
  if (!fs.existsSync(file) || !fs.statSync(file).isFile()) return outgoing.writeHead(404).end(`没有 ${name}`)
  return outgoing
    .writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' })
    .end(fs.readFileSync(file))
}
