/** What came back from a vendor, as text: vendors label JSON as text and answer HTML from their gateways. */
export type Answer = { status: number; text: string; bytes: Buffer; type: string }

/** Why no answer came. `sent` tells whether the vendor may have the request all the same. */
export class NoAnswer extends Error {
  constructor(
    readonly code: string,
    readonly sent: boolean,
  ) {
    super(code)
    this.name = 'NoAnswer'
  }
}

/** Faults before a byte of the request left this machine. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'ENETUNREACH',
  'EHOSTUNREACH',
])

/**
 * One request to a vendor, with a time limit over the whole answer. Throws NoAnswer; never follows a redirect. The address may
 * hold a token, so neither it nor the vendor's own error text goes into the error.
 */
export async function ask(
  url: string,
  init: { method?: 'GET' | 'POST'; json?: unknown; headers?: Record<string, string>; timeoutMs: number },
): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: init.method ?? (init.json === undefined ? 'GET' : 'POST'),
      redirect: 'error',
      signal: AbortSignal.timeout(init.timeoutMs),
      headers: { ...(init.json === undefined ? {} : { 'content-type': 'application/json' }), ...init.headers },
      ...(init.json === undefined ? {} : { body: JSON.stringify(init.json) }),
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    return {
      status: response.status,
      text: bytes.toString('utf8'),
      bytes,
      type: response.headers.get('content-type') ?? '',
    }
  } catch (error) {
    const code = faultCode(error)
    throw new NoAnswer(code, !NEVER_SENT.has(code))
  }
}

export function faultCode(error: unknown): string {
  const { name, code, cause } = error as { name?: string; code?: string; cause?: { code?: string; name?: string } }
  if (name === 'TimeoutError') return 'TIMEOUT'
  return cause?.code ?? (typeof code === 'string' ? code : undefined) ?? cause?.name ?? name ?? 'UNKNOWN'
}

/** The object in an answer, or null when it is no JSON object (an HTML page of a gateway, half an answer). */
export function jsonObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
