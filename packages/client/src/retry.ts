/** Retry budget of a request. */
const RETRIES_MAX = 5
/** Longest time from the first attempt to the start of the last. A retry that would start later is not made. */
const BUDGET_MS = 90_000
/** Longest time that one attempt waits for its whole response. The server ends a request after 10 s. */
const TIMEOUT_MS = 15_000
/** Initial backoff without `Retry-After`; it doubles with each retry. */
const PAUSE_MS = 200
/** Longest `Retry-After` that the client honors. If it is longer, the refusal is returned. */
const PAUSE_MS_MAX = 30_000
/** Retryable statuses, for responses without a problem document. */
const RETRYABLE = new Set([408, 429, 502, 503, 504])
/** A POST that is not idempotent: a retry would create a second key. */
const SENT_ONCE = /\/v1\/admin\/keys\/?$/

export interface RetryOptions {
  fetch?: (request: Request) => Promise<Response>
  /** Most retries of a request; default 5. */
  retries?: number
  /** Longest time that one attempt waits for its whole response, in milliseconds; default 15 s. A timeout counts as a lost request. */
  timeoutMs?: number
  /** Longest time from the first attempt to the start of the last, in milliseconds; default 90 s. */
  budgetMs?: number
  /** Waits for a number of milliseconds; tests replace it. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>
  /** Generates an idempotency key. */
  newKey?: () => string
  /** Milliseconds since the Unix epoch. */
  now?: () => number
}

/** No complete response arrived. The request may have been executed: retry it with the same key. */
export class NoAnswerError extends Error {
  override name = 'NoAnswerError'
  /** The Idempotency-Key of the request, or null. */
  readonly idempotencyKey: string | null
  constructor(request: Request, cause: unknown) {
    super(`no answer from ${new URL(request.url).origin}`, { cause })
    this.idempotencyKey = request.headers.get('idempotency-key')
  }
}

/** Never settles once the signal is aborted, and leaves no timer behind. */
const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  })

/**
 * Returns a `fetch` that retries lost requests and temporary refusals. A POST gets an Idempotency-Key, unless it has one, and keeps it
 * across retries, so it is executed at most once. Requests that are not safe to retry are sent once. A response is complete when its
 * whole body has been read; event streams are returned immediately.
 * @throws NoAnswerError when no complete response arrives; the signal's reason when the request is aborted
 */
export function retrying(options: RetryOptions = {}): (request: Request) => Promise<Response> {
  const { fetch: send = fetch, retries = RETRIES_MAX, pause = wait } = options
  const { timeoutMs = TIMEOUT_MS, budgetMs = BUDGET_MS } = options
  const { newKey = () => crypto.randomUUID(), now = Date.now } = options
  return async (first) => {
    const request = first.method === 'POST' ? withKey(first, newKey) : first
    const { signal } = request
    const sentOnce = request.method === 'POST' && SENT_ONCE.test(new URL(request.url).pathname)
    const endsAt = now() + budgetMs
    for (let retry = 0; ; retry++) {
      const isLast = (ms: number) => sentOnce || retry === retries || now() + ms > endsAt
      let ms: number
      try {
        const response = await attempt(request, send, timeoutMs)
        if (!(await isRetryable(response))) return response
        const retryAfter = retryAfterMs(response.headers.get('retry-after'), now())
        ms = pauseMs(retry, retryAfter)
        if (isLast(ms) || (retryAfter !== null && retryAfter > PAUSE_MS_MAX)) return response
      } catch (error) {
        if (signal.aborted) throw error
        ms = pauseMs(retry, null)
        if (isLast(ms)) throw new NoAnswerError(request, error)
      }
      await unlessAborted(signal, pause(ms, signal))
    }
  }
}

/**
 * Sends a request once and reads the whole response, except for an event stream, which has no end and no timeout.
 * @throws when no complete response arrives in time
 */
async function attempt(request: Request, send: (request: Request) => Promise<Response>, timeoutMs: number) {
  const timeout = new AbortController()
  const timer = setTimeout(() => timeout.abort(new Error(`no response within ${timeoutMs} ms`)), timeoutMs)
  try {
    const signal = AbortSignal.any([request.signal, timeout.signal])
    return await readWhole(request, await send(new Request(request.clone(), { signal })))
  } finally {
    clearTimeout(timer)
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
 * Reads the whole body of a response.
 * @throws when the body breaks off, or when a success that must be JSON is not: by its content type, or because it answers a change
 */
async function readWhole({ method }: Request, response: Response): Promise<Response> {
  if (response.body === null || typeOf(response).startsWith('text/event-stream')) return response
  const body = await response.arrayBuffer()
  const isJson = method !== 'GET' || /^application\/json\b/.test(typeOf(response))
  if (response.ok && body.byteLength > 0 && isJson) JSON.parse(new TextDecoder().decode(body))
  const { status, statusText, headers } = response
  return new Response(body, { status, statusText, headers })
}

/** Whether the same request may succeed later: by `retryable` of the problem document, else by the status. */
async function isRetryable(response: Response): Promise<boolean> {
  if (response.ok || response.body === null) return RETRYABLE.has(response.status)
  const problem = problemIn(await response.clone().text())
  // The first request is still in progress; a retry gets its response.
  if (problem.code === 'in_progress') return true
  return typeof problem.retryable === 'boolean' ? problem.retryable : RETRYABLE.has(response.status)
}

/** Parses a problem document; empty if the body is something else, such as a proxy's error page. */
function problemIn(text: string): { code?: unknown; retryable?: unknown } {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

/** Parses `Retry-After`, seconds or a date (RFC 9110 §10.2.3), into milliseconds. Null if absent or invalid. */
function retryAfterMs(text: string | null, now: number): number | null {
  if (text === null) return null
  if (/^\s*\d{1,9}\s*$/.test(text)) return Number(text) * 1_000
  const date = /[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}

/** `Retry-After` if given, else exponential backoff; with jitter, so that clients do not retry in sync. */
function pauseMs(retry: number, retryAfter: number | null): number {
  const ms = retryAfter ?? PAUSE_MS * 2 ** retry
  return ms * (1 + Math.random() / 5)
}

/** Waits for the pause. @throws the signal's reason as soon as it is aborted */
async function unlessAborted(signal: AbortSignal, pause: Promise<void>): Promise<void> {
  signal.throwIfAborted()
  const done = new AbortController()
  const aborted = new Promise<never>((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: done.signal }),
  )
  try {
    await Promise.race([pause, aborted])
  } finally {
    done.abort()
  }
}
