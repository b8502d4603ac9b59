/** Requests that are sent again, this often at most. */
const RETRIES_MAX = 5
/** The first pause without a `Retry-After`; it doubles each time. */
const PAUSE_MS = 200
/** Longest pause that is worth waiting for. After a longer `Retry-After` the refusal is handed out. */
const PAUSE_MS_MAX = 30_000
/** Statuses after which the same request may succeed, where no problem document says whether. */
const PASSING = new Set([408, 429, 502, 503, 504])
/** A POST without a stored answer: sent again, it would make a second key. */
const SENT_ONCE = /\/v1\/admin\/keys\/?$/

export interface RetryOptions {
  fetch?: (request: Request) => Promise<Response>
  retries?: number
  /** Waits so many milliseconds; a test does not. */
  pause?: (ms: number) => Promise<void>
  /** Makes an idempotency key. */
  newKey?: () => string
  /** Milliseconds since 1970. */
  now?: () => number
}

/** No answer arrived, or none that was whole. The request may have been done: send it again under the same key. */
export class NoAnswerError extends Error {
  override name = 'NoAnswerError'
  /** The Idempotency-Key that the request was sent under; null when it had none. */
  readonly idempotencyKey: string | null
  constructor(request: Request, cause: unknown) {
    super(`no answer from ${new URL(request.url).origin}`, { cause })
    this.idempotencyKey = request.headers.get('idempotency-key')
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * A `fetch` that sends again what was refused for the moment or lost on the way. A POST gets an Idempotency-Key, unless it has
 * one, and keeps it: nothing is done twice. What cannot be sent again safely is sent once. An answer counts once its whole body is
 * read; a stream of events is handed out as it comes.
 * @throws NoAnswerError when none arrived; the signal's reason when the request was aborted
 */
export function retrying(options: RetryOptions = {}): (request: Request) => Promise<Response> {
  const { fetch: send = fetch, retries = RETRIES_MAX, pause = wait } = options
  const { newKey = () => crypto.randomUUID(), now = Date.now } = options
  return async (first) => {
    const request = first.method === 'POST' ? withKey(first, newKey) : first
    const { signal } = request
    const sentOnce = request.method === 'POST' && SENT_ONCE.test(new URL(request.url).pathname)
    for (let retry = 0; ; retry++) {
      const last = sentOnce || retry === retries
      let retryAfter: number | null = null
      try {
        const response = await readWhole(request, await send(request.clone()))
        if (last || !(await mayPass(response))) return response
        retryAfter = retryAfterMs(response.headers.get('retry-after'), now())
        if (retryAfter !== null && retryAfter > PAUSE_MS_MAX) return response
      } catch (error) {
        if (signal.aborted) throw error
        if (last) throw new NoAnswerError(request, error)
      }
      await unlessAborted(signal, pause(pauseMs(retry, retryAfter)))
    }
  }
}

function withKey(request: Request, newKey: () => string): Request {
  if (request.headers.has('idempotency-key')) return request
  const headers = new Headers(request.headers)
  headers.set('idempotency-key', newKey())
  return new Request(request, { headers })
}

const typeOf = (response: Response): string => response.headers.get('content-type') ?? ''

/**
 * The answer with its whole body.
 * @throws when the body breaks off, or a success is no JSON although it says so or a change is answered with JSON only
 */
async function readWhole({ method }: Request, response: Response): Promise<Response> {
  if (response.body === null || typeOf(response).startsWith('text/event-stream')) return response
  const body = await response.arrayBuffer()
  const isJson = method !== 'GET' || /^application\/json\b/.test(typeOf(response))
  if (response.ok && body.byteLength > 0 && isJson) JSON.parse(new TextDecoder().decode(body))
  const { status, statusText, headers } = response
  return new Response(body, { status, statusText, headers })
}

/** A problem document says whether the same request may succeed later; else the status does. */
async function mayPass(response: Response): Promise<boolean> {
  if (response.ok || response.body === null) return PASSING.has(response.status)
  const problem = problemIn(await response.clone().text())
  // The first request is still being answered, and its answer will be given.
  if (problem.code === 'in_progress') return true
  return typeof problem.retryable === 'boolean' ? problem.retryable : PASSING.has(response.status)
}

/** What a body says as a problem document; nothing when it is none, such as a proxy's page. */
function problemIn(text: string): { code?: unknown; retryable?: unknown } {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

/** `Retry-After` in milliseconds: seconds or a date (RFC 9110 §10.2.3). null: there is none, or it is neither. */
function retryAfterMs(text: string | null, now: number): number | null {
  if (text === null) return null
  if (/^\s*\d{1,9}\s*$/.test(text)) return Number(text) * 1_000
  const date = /[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}

/** As long as the server says, else longer each time; never all clients at once. */
function pauseMs(retry: number, retryAfter: number | null): number {
  const ms = retryAfter ?? PAUSE_MS * 2 ** retry
  return ms * (1 + Math.random() / 5)
}

/** @throws the signal's reason, as soon as it is aborted */
async function unlessAborted(signal: AbortSignal, pause: Promise<void>): Promise<void> {
  signal.throwIfAborted()
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    await Promise.race([pause, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
