/** Requests that are sent again, this often at most. */
const RETRIES_MAX = 5
/** The first pause without a `Retry-After`; it doubles each time. */
const PAUSE_MS = 200
/** Longest pause that is worth waiting for. */
const PAUSE_MS_MAX = 30_000
/** Statuses after which the same request may succeed. */
const PASSING = new Set([429, 502, 503, 504])

export interface RetryOptions {
  fetch?: (request: Request) => Promise<Response>
  retries?: number
  /** Waits so many milliseconds; a test does not. */
  pause?: (ms: number) => Promise<void>
  /** Makes an idempotency key. */
  newKey?: () => string
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * A `fetch` that sends again what was refused for the moment or lost on the way. A POST gets an Idempotency-Key, unless it has
 * one, and keeps it: nothing is done twice. What cannot be sent again safely is sent once.
 */
export function retrying(options: RetryOptions = {}): (request: Request) => Promise<Response> {
  const { fetch: send = fetch, retries = RETRIES_MAX, pause = wait, newKey = () => crypto.randomUUID() } = options
  return async (first) => {
    const request = first.method === 'POST' ? withKey(first, newKey) : first
    for (let retry = 0; ; retry++) {
      const last = retry === retries
      try {
        const response = await send(request.clone())
        if (last || !(await mayPass(response))) return response
        await response.body?.cancel()
        await pause(pauseMs(retry, response.headers.get('retry-after')))
      } catch (error) {
        if (last || request.signal.aborted) throw error
        await pause(pauseMs(retry, null))
      }
    }
  }
}

function withKey(request: Request, newKey: () => string): Request {
  if (request.headers.has('idempotency-key')) return request
  const headers = new Headers(request.headers)
  headers.set('idempotency-key', newKey())
  return new Request(request, { headers })
}

/** Also `in_progress`: the first request is still being answered, and its answer will be told. */
async function mayPass(response: Response): Promise<boolean> {
  if (PASSING.has(response.status)) return true
  if (response.status !== 409) return false
  const problem = (await response.clone().json()) as { code?: string }
  return problem.code === 'in_progress'
}

/** As long as the server says, else longer each time; never all clients at once. */
function pauseMs(retry: number, retryAfter: string | null): number {
  const seconds = Number(retryAfter ?? Number.NaN)
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : PAUSE_MS * 2 ** retry
  return Math.min(PAUSE_MS_MAX, ms * (1 + Math.random() / 5))
}
