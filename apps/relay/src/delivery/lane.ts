import type { DeliveryJob, Job } from '../jobs/jobs.ts'
import type { Times } from '../times.ts'
import type { Connections } from './connection.ts'
import { createFetchDue, type Target } from './fetch-due.ts'
import { send } from './send.ts'
import { type DeliveryAttempt, type SettleDeps, settle } from './settle.ts'

/** Requests under way to one webhook: 1,000 a second to an endpoint that takes 50 ms, with room. */
const REQUESTS_MAX = 64
/** The same while it fails: enough to see that it is back, few enough that a dead one costs next to nothing. */
const FAILING_REQUESTS_MAX = 4
/** Jobs fetched ahead of their turn, so that no request waits for the database. */
const AHEAD_MAX = 64
/** An endpoint that takes longer gets nothing fetched ahead: it would lie here, and be another relay's before its turn. */
const AHEAD_LATENCY_MS_MAX = 500

export interface LaneDeps extends SettleDeps {
  times: Times
  connections: Connections
}

/**
 * The deliveries of one webhook: fetches its jobs, begins them in the order of their events, writes down what came of
 * them in batches. Each webhook has a lane of its own, so that a slow one holds back nobody else.
 */
export class Lane {
  readonly #deps: LaneDeps
  readonly #webhookId: string
  readonly #fetchDue: ReturnType<typeof createFetchDue>
  readonly #waiting: { job: Job<DeliveryJob>; fetchedAt: number }[] = []
  #finished: DeliveryAttempt[] = []
  #target: Target | null = null
  #underWay = 0
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

  /** There may be something to deliver. */
  wake(): void {
    this.#mayHaveMore = true
    this.#turn()
  }

  /** Begins nothing more; resolves when what is under way is written down. */
  close(): Promise<void> {
    this.#closed = true
    this.#waiting.length = 0
    this.#turn()
    return this.#idle.promise
  }

  /** Whatever has changed, this does what is to be done next. */
  #turn(): void {
    const requestsMax = this.#target?.failing ? FAILING_REQUESTS_MAX : REQUESTS_MAX
    const aheadMax = this.#target?.failing || this.#latencyMs > AHEAD_LATENCY_MS_MAX ? 0 : AHEAD_MAX
    while (this.#target && this.#underWay < requestsMax) {
      const next = this.#waiting.shift()
      if (!next) break
      // It may be another relay's by the time it is answered: it runs out, and is fetched again.
      if (performance.now() - next.fetchedAt < this.#deps.times.waitMs) void this.#attempt(next.job, this.#target)
    }
    const room = requestsMax + aheadMax - this.#underWay - this.#waiting.length
    const wanted = this.#mayHaveMore && !this.#closed && room >= requestsMax / 2
    if (wanted && !this.#fetching) void this.#refill(room)
    if (this.#finished.length > 0 && !this.#settling) void this.#writeDown()
    if (this.#closed && this.#underWay === 0 && !this.#fetching && !this.#settling) this.#idle.resolve()
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
      this.#warn(error, 'deliveries wait for the database')
    }
    this.#fetching = false
    this.#turn()
  }

  async #attempt(job: Job<DeliveryJob>, { url, sign }: Target): Promise<void> {
    const { connections, times, measures } = this.#deps
    this.#underWay++
    const answered = await send(job.data, { connections, url, signer: sign, requestMs: times.requestMs })
    this.#underWay--
    this.#latencyMs = answered.durationMs
    measures.answered(answered.verdict, answered.durationMs)
    this.#finished.push({ job, answered })
    this.#turn()
  }

  async #writeDown(): Promise<void> {
    this.#settling = true
    const batch = this.#finished
    this.#finished = []
    try {
      const { disabled } = await settle(this.#deps, this.#webhookId, batch)
      const givenUp = disabled ? this.#waiting.splice(0).map(({ job }) => job) : []
      if (givenUp.length > 0) await this.#deps.jobs.remove(this.#deps.pool, this.#webhookId, givenUp)
    } catch (error) {
      this.#warn(error, 'deliveries will be repeated')
    }
    this.#settling = false
    this.#turn()
  }

  #warn(error: unknown, message: string): void {
    this.#deps.log.warn({ webhook_id: this.#webhookId, error: String(error) }, message)
  }
}
