// Entry of the bundle that runs a mini-program inside Chromium.
import type { Bundle } from './bundle'
import { createHost, type Launch } from './create-host'
import type { Answers, HttpReply } from './host'

type Start = { bundle: Bundle; launch?: Launch; answers?: Answers; storage?: Record<string, unknown> }

Object.assign(window, {
  startWeapp({ bundle, launch, answers, storage }: Start) {
    const running = createHost({
      window,
      bundle,
      answers,
      storage,
      mount: document.getElementById('app') as HTMLElement,
      assetBase: '/package',
      // The far end sits behind the server that served this page (see serve.ts).
      request: async (request) => {
        const reply = await fetch('/__request', { method: 'POST', body: JSON.stringify(request) })
        return (await reply.json()) as HttpReply
      },
    })
    Object.assign(window, { weapp: running.host })
    running.start(launch)
  },
})
