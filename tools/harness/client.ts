import { type Dispatcher, Pool } from 'undici'

/** Longer than any deadline of the server: what takes longer is lost. */
const REQUEST_TIMEOUT_MS = 15_000
const CONNECT_TIMEOUT_MS = 2_000

/** What the tool reads of any answer; a problem document's `code` is the outcome. */
export interface Body {
  code?: string
  items?: { id: number }[]
  order?: { id: string }
  purchased_items?: { id: number }[]
  failed_items?: { id: number; code: string }[]
}

export interface Answer<Found = Body> {
  /** 0: no answer came, and what the server did is unknown, unless the connection was refused: then it did nothing. */
  status: number
  refused: boolean
  body: Found
  ms: number
  /** What Retry-After asks for, if it does. */
  retryAfterMs: number | undefined
  /** The answer was that of an earlier request with the same Idempotency-Key. */
  replayed: boolean
}

/** What a request may have beside its path. */
export interface Sent {
  /** Its Idempotency-Key. */
  key?: string | undefined
  /** Sent as JSON. */
  body?: object | undefined
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

export interface Client {
  /** Never rejects. @param path with its query */
  send<Found = Body>(method: Method, path: string, sent?: Sent): Promise<Answer<Found>>
  close(): Promise<void>
}

/**
 * Keep-alive connections to one server. undici's `dispatch` costs 19 µs of CPU a request at 64 connections, its
 * `request` 30, `http.request` with an Agent 47, `fetch` 140 (Node 26, measured): the load generator shares the
 * machine with what it loads.
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
  const headers: Record<string, string> = {}
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

/** What is no JSON is told apart by its status alone. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
