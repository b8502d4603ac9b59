import type { DeliveryJob, Job } from '../jobs/jobs.ts'
import type { Times } from '../times.ts'
import type { Connections } from './connection.ts'
import { createFetchDue, type Target } from './fetch-due.ts'
import { send } from './send.ts'
import { type DeliveryAttempt, type SettleDeps, settle } from './settle.ts'

/** Concurrent requests to one webhook: enough for 1,000 per second to an endpoint that answers in 50 ms. */
const REQUESTS_MAX = 64
/** The same while it fails: enough to detect its recovery, few enough to cost little. */
const FAILING_REQUESTS_MAX = 4
/** Prefetched jobs, so that requests do not wait for the database. */
const AHEAD_MAX = 64
/** No prefetch for slower endpoints: the jobs would expire here and be fetched by another relay. */
const AHEAD_LATENCY_MS_MAX = 500

export interface LaneDeps extends SettleDeps {
  times: Times
  connections: Connections
}

/**
 * Delivers to one webhook: fetches its jobs, sends them in event order, and stores the results in batches. Each webhook has its own
 * lane, so that a slow endpoint does not delay others.
 */
export class Lane {
  readonly #deps: LaneDeps
  readonly #webhookId: string
  readonly #fetchDue: ReturnType<typeof createFetchDue>
  readonly #waiting: { job: Job<DeliveryJob>; fetchedAt: number }[] = []
  #finished: DeliveryAttempt[] = []
  #target: Target | null = null
  #inFlight = 0
  #latencyMs = 0
  #fetching = false
  #settling = false
  #mayHaveMore = false
  #closed = false
  #idle = Promise.withResolvers<void>()

  constructor(deps: LaneDeps, webhookId: string) {
    this.#deps = deps
    this.#webhookId = webhookId
    this.#fetchDue = createFetchDue(deps.pool, deps.jobs, webhookId)
  }

  /** Signals that there may be due deliveries. */
  wake(): void {
    this.#mayHaveMore = true
    this.#advance()
  }

  /** Starts no more requests; resolves when the results of those in flight are stored. */
  close(): Promise<void> {
    this.#closed = true
    this.#waiting.length = 0
    this.#advance()
    return this.#idle.promise
  }

  /** Runs after every state change: starts requests, prefetches jobs and stores results, as far as each is possible now. */
  #advance(): void {
    const requestsMax = this.#target?.failing ? FAILING_REQUESTS_MAX : REQUESTS_MAX
    const aheadMax = this.#target?.failing || this.#latencyMs > AHEAD_LATENCY_MS_MAX ? 0 : AHEAD_MAX
    while (this.#target && this.#inFlight < requestsMax) {
      const next = this.#waiting.shift()
      if (!next) break
      // Skip a job that could expire during the request: another relay fetches it.
      if (performance.now() - next.fetchedAt < this.#deps.times.waitMs) void this.#attempt(next.job, this.#target)
    }
    const room = requestsMax + aheadMax - this.#inFlight - this.#waiting.length
    const wanted = this.#mayHaveMore && !this.#closed && room >= requestsMax / 2
    if (wanted && !this.#fetching) void this.#refill(room)
    if (this.#finished.length > 0 && !this.#settling) void this.#settle()
    if (this.#closed && this.#inFlight === 0 && !this.#fetching && !this.#settling) this.#idle.resolve()
  }

  async #refill(room: number): Promise<void> {
    this.#fetching = true
    this.#mayHaveMore = false
    try {
      const { target, due, mayHaveMore } = await this.#fetchDue(room)
      const fetchedAt = performance.now()
      this.#target = target
      this.#mayHaveMore ||= mayHaveMore
      if (!this.#closed) this.#waiting.push(...due.map((job) => ({ job, fetchedAt })))
    } catch (error) {
      this.#warn(error, 'cannot fetch deliveries, will retry')
    }
    this.#fetching = false
    this.#advance()
  }

  async #attempt(job: Job<DeliveryJob>, { url, sign }: Target): Promise<void> {
    const { connections, times, measures } = this.#deps
    this.#inFlight++
    const answered = await send(job.data, { connections, url, signer: sign, requestMs: times.requestMs })
    this.#inFlight--
    this.#latencyMs = answered.durationMs
    measures.answered(answered.verdict, answered.durationMs)
    this.#finished.push({ job, answered })
    this.#advance()
  }

  async #settle(): Promise<void> {
    this.#settling = true
    const batch = this.#finished
    this.#finished = []
    try {
      const { disabled } = await settle(this.#deps, this.#webhookId, batch)
      const dropped = disabled ? this.#waiting.splice(0).map(({ job }) => job) : []
      if (dropped.length > 0) await this.#deps.jobs.remove(this.#deps.pool, this.#webhookId, dropped)
    } catch (error) {
      this.#warn(error, 'cannot store delivery results, deliveries will be repeated')
    }
    this.#settling = false
    this.#advance()
  }

  #warn(error: unknown, message: string): void {
    this.#deps.log.warn({ webhook_id: this.#webhookId, error: String(error) }, message)
  }
}
