import { type Dispatcher, Pool } from 'undici'

/** Longer than any deadline of the server. After it the response counts as lost. */
const REQUEST_TIMEOUT_MS = 15_000
const CONNECT_TIMEOUT_MS = 2_000

/** The members of any response that the tools read. The `code` of a problem document is the outcome. */
export interface Body {
  code?: string
  items?: { id: number }[]
  order?: { id: string }
  purchased_items?: { id: number }[]
  failed_items?: { id: number; code: string }[]
}

export interface Answer<Found = Body> {
  /** 0 without a response: the request may have been executed, unless the connection was refused. */
  status: number
  refused: boolean
  body: Found
  ms: number
  /** Retry-After in ms, if present. */
  retryAfterMs: number | undefined
  /** The response was replayed for a repeated Idempotency-Key. */
  replayed: boolean
}

/** Optional parts of a request. */
export interface Sent {
  /** Its Idempotency-Key. */
  key?: string | undefined
  /** Sent as JSON. */
  body?: object | undefined
  headers?: Readonly<Record<string, string>>
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

export interface Client {
  /** Never rejects. @param path with its query */
  send<Found = Body>(method: Method, path: string, sent?: Sent): Promise<Answer<Found>>
  close(): Promise<void>
}

/**
 * Keep-alive connections to one server. undici's `dispatch` costs 19 µs of CPU per request at 64 connections, its
 * `request` 30, `http.request` with an Agent 47, `fetch` 140 (Node 26, measured). This matters because the load generator shares the
 * machine with the server.
 */
export function createClient(origin: string, connections: number): Client {
  const pool = new Pool(origin, {
    connections,
    pipelining: 1,
    headersTimeout: REQUEST_TIMEOUT_MS,
    bodyTimeout: REQUEST_TIMEOUT_MS,
    connect: { timeout: CONNECT_TIMEOUT_MS },
  })
  return {
    send: (method, path, sent) =>
      new Promise((resolve) => {
        pool.dispatch({ method, path, ...written(sent) }, new Reader((answer) => resolve(answer as never)))
      }),
    close: () => pool.destroy(),
  }
}

function written(sent: Sent | undefined) {
  if (!sent) return {}
  const headers: Record<string, string> = { ...sent.headers }
  if (sent.body) headers['content-type'] = 'application/json'
  if (sent.key !== undefined) headers['idempotency-key'] = sent.key
  return { headers, body: sent.body ? JSON.stringify(sent.body) : null }
}

class Reader implements Dispatcher.DispatchHandler {
  readonly #began = performance.now()
  readonly #done: (answer: Answer<unknown>) => void
  readonly #chunks: Buffer[] = []
  #status = 0
  #retryAfter: string | undefined
  #refused = false
  #replayed = false

  constructor(done: (answer: Answer<unknown>) => void) {
    this.#done = done
  }

  onRequestStart(): void {}

  onResponseStart(_: unknown, status: number, headers: Record<string, string | string[] | undefined>): void {
    this.#status = status
    this.#replayed = headers['idempotent-replayed'] === 'true'
    if (status === 503) this.#retryAfter = String(headers['retry-after'] ?? '')
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    const [first] = this.#chunks
    const text = this.#chunks.length === 1 && first ? first.toString() : Buffer.concat(this.#chunks).toString()
    this.#finish(this.#status, parsed(text))
  }

  onResponseError(_: unknown, error: Error): void {
    this.#refused = 'code' in error && error.code === 'ECONNREFUSED'
    this.#finish(0, {})
  }

  #finish(status: number, body: unknown): void {
    const retryAfterMs = this.#retryAfter ? Number(this.#retryAfter) * 1_000 : undefined
    const ms = performance.now() - this.#began
    this.#done({ status, refused: this.#refused, body, ms, retryAfterMs, replayed: this.#replayed })
  }
}

/** Parses JSON. For anything else only the status counts. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
