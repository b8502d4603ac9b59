import type pg from 'pg'
import type { DeliveryJob, Job } from '../jobs/jobs.ts'
import { sql } from '../sql.ts'
import type { Times } from '../times.ts'
import type { Connections } from './connection.ts'
import { send } from './send.ts'
import { type Attempt, type SettleDeps, settle } from './settle.ts'
import { createSigner, type Signer, type SigningKeys } from './sign.ts'

/** Requests under way to one webhook: 1,000 a second to an endpoint that takes 50 ms, with room. */
const REQUESTS_MAX = 64
/** The same while it fails: enough to see that it is back, few enough that a dead one costs next to nothing. */
const FAILING_REQUESTS_MAX = 4
/** Jobs fetched ahead of their turn, so that no request waits for the database. */
const AHEAD_MAX = 64
/** An endpoint that takes longer gets nothing fetched ahead: it would lie here, and be another relay's before its turn. */
const AHEAD_LATENCY_MS_MAX = 500

interface Webhook extends SigningKeys {
  id: string
  url: string
  status: 'enabled' | 'disabled'
  failing_since: Date | null
}

const readWebhook = sql(import.meta.url, 'webhook')
const stillPending = sql(import.meta.url, 'still-pending')

export interface LaneDeps extends SettleDeps {
  pool: pg.Pool
  times: Times
  connections: Connections
}

/**
 * The deliveries of one webhook: fetches its jobs, begins them in the order of their events, writes down what came of
 * them in batches. Each webhook has a lane of its own, so that a slow one holds back nobody else.
 */
export function createLane(deps: LaneDeps, webhookId: string) {
  const { pool, jobs, times, connections, log } = deps
  const waiting: { job: Job<DeliveryJob>; fetchedAt: number }[] = []
  let finished: Attempt[] = []
  let underWay = 0
  let latencyMs = 0
  let fetching = false
  let settling = false
  let mayHaveMore = false
  let closed = false
  let webhook: Webhook | undefined
  let signer: { secret: string; sign: Signer } | undefined
  let idle = Promise.withResolvers<void>()
  idle.resolve()

  const requestsMax = () => (webhook?.failing_since ? FAILING_REQUESTS_MAX : REQUESTS_MAX)
  const aheadMax = () => (webhook?.failing_since || latencyMs > AHEAD_LATENCY_MS_MAX ? 0 : AHEAD_MAX)

  function turn(): void {
    while (webhook && underWay < requestsMax() && !closed) {
      const next = waiting.shift()
      if (!next) break
      // It may be another relay's by the time it is answered: it runs out, and is fetched again.
      if (performance.now() - next.fetchedAt < times.waitMs) void attempt(next.job, webhook)
    }
    const room = requestsMax() + aheadMax() - underWay - waiting.length
    if (mayHaveMore && !fetching && !closed && room >= requestsMax() / 2) void refill(room)
    if (finished.length > 0 && !settling) void writeDown()
    if (underWay === 0 && !fetching && !settling && waiting.length === 0) idle.resolve()
  }

  async function refill(room: number): Promise<void> {
    fetching = true
    try {
      webhook = (await pool.query<Webhook>(readWebhook, [webhookId])).rows[0]
      if (webhook?.status !== 'enabled') mayHaveMore = false
      else {
        if (signer?.secret !== webhook.secret) signer = { secret: webhook.secret, sign: createSigner(webhook) }
        const fetchedAt = performance.now()
        const fetched = await jobs.fetch(webhookId, room)
        mayHaveMore = fetched.length === room
        for (const job of await current(fetched)) waiting.push({ job, fetchedAt })
      }
    } catch (error) {
      mayHaveMore = false
      log.warn({ webhook_id: webhookId, error: String(error) }, 'deliveries wait for the database')
    }
    fetching = false
    turn()
  }

  /** Without those that were given up since their jobs were made. */
  async function current(fetched: Job<DeliveryJob>[]): Promise<Job<DeliveryJob>[]> {
    if (fetched.length === 0) return fetched
    const ids = fetched.map(({ data }) => data.delivery_id)
    const { rows } = await pool.query<{ id: string }>(stillPending, [ids])
    const pending = new Set(rows.map(({ id }) => id))
    const stale = fetched.filter(({ data }) => !pending.has(data.delivery_id))
    if (stale.length > 0) await jobs.remove(pool, webhookId, stale)
    return fetched.filter(({ data }) => pending.has(data.delivery_id))
  }

  async function attempt(job: Job<DeliveryJob>, { url }: Webhook): Promise<void> {
    if (!signer) return
    underWay++
    const answered = await send(job.data, { connections, url, signer: signer.sign, requestMs: times.requestMs })
    underWay--
    latencyMs = answered.durationMs
    finished.push({ job, answered })
    turn()
  }

  async function writeDown(): Promise<void> {
    settling = true
    const batch = finished
    finished = []
    try {
      const { disabled } = await settle(deps, webhookId, batch)
      if (disabled && waiting.length > 0) {
        const givenUp = waiting.splice(0).map(({ job }) => job)
        await jobs.remove(pool, webhookId, givenUp)
      }
    } catch (error) {
      // What is not written down runs out and is sent again.
      log.warn({ webhook_id: webhookId, deliveries: batch.length, error: String(error) }, 'deliveries will be repeated')
    }
    settling = false
    turn()
  }

  return {
    /** There may be something to deliver. */
    wake(): void {
      if (closed) return
      mayHaveMore = true
      idle = underWay === 0 && !fetching && !settling ? Promise.withResolvers<void>() : idle
      turn()
    },
    /** Begins nothing more; resolves when what is under way is written down. */
    close(): Promise<void> {
      closed = true
      waiting.length = 0
      turn()
      return idle.promise
    },
  }
}

export type Lane = ReturnType<typeof createLane>
