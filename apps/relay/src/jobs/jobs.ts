import type pg from 'pg'
import { type Db, type Job, PgBoss } from 'pg-boss'
import type { Log } from '../log.ts'
import { jobExpiryS, type Times } from '../times.ts'

/** What is sent: the event as text, so that it is the same to the byte at every attempt. */
export interface DeliveryJob {
  delivery_id: string
  event_id: string
  event: string
  /** Attempts that were made and answered before this one. */
  attempts: number
}

/** A job whose relay dies is fetched again; no delivery is given up because of us. */
const DEATHS_MAX = 1_000
const PRIORITIES = 2 ** 31
/** Longest that a waiting job is kept: longer than the longest schedule of retries. */
const RETENTION_S = 14 * 24 * 3_600

export const queueOf = (webhookId: string): string => `webhook-${webhookId}`

/** The older the event, the sooner its turn. (Once in two thousand million events the order is off for a moment.) */
const priorityOf = (eventId: string): number => -Number(BigInt(eventId) % BigInt(PRIORITIES))

const dbOf = (client: pg.Pool | pg.PoolClient): Db => ({
  executeSql: (text, values) => client.query(text, values as unknown[] | undefined),
})

/** The jobs of the relay, in pg-boss: a queue for each webhook, so that none waits for another's. */
export function createJobs(pool: pg.Pool, times: Times, log: Log) {
  const boss = new PgBoss({
    db: dbOf(pool),
    schema: 'relay_jobs',
    schedule: false,
    reindex: false,
    superviseIntervalSeconds: times.superviseS,
    monitorIntervalSeconds: times.superviseS,
  })
  boss.on('error', (error) => log.warn({ error: String(error) }, 'jobs will be looked after later'))
  const known = new Set<string>()

  return {
    async start(): Promise<void> {
      await boss.start()
    },
    stop: () => boss.stop({ graceful: false, close: false }),

    async ensureQueues(webhookIds: string[]): Promise<void> {
      for (const webhookId of webhookIds) {
        if (known.has(webhookId)) continue
        await boss.createQueue(queueOf(webhookId), {
          expireInSeconds: jobExpiryS(times),
          retryLimit: DEATHS_MAX,
          retryDelay: 0,
          retentionSeconds: RETENTION_S,
        })
        known.add(webhookId)
      }
    },

    /** Adds jobs in the caller's transaction; `delayMs` before they may begin. */
    async add(
      client: pg.PoolClient,
      webhookId: string,
      jobs: { data: DeliveryJob; delayMs?: number }[],
    ): Promise<void> {
      const rows = jobs.map(({ data, delayMs }) => ({
        data,
        priority: priorityOf(data.event_id),
        startAfter: `${(delayMs ?? 0) / 1_000} seconds`,
      }))
      if (rows.length > 0) await boss.insert(queueOf(webhookId), rows, { db: dbOf(client) })
    },

    async fetch(webhookId: string, jobsMax: number): Promise<Job<DeliveryJob>[]> {
      const jobs = await boss.fetch<DeliveryJob>(queueOf(webhookId), { batchSize: jobsMax })
      return jobs.sort((a, b) => (BigInt(a.data.event_id) < BigInt(b.data.event_id) ? -1 : 1))
    },

    /** Takes jobs away that are done, in the caller's transaction; not those that another relay has begun since. */
    async remove(client: pg.Pool | pg.PoolClient, webhookId: string, jobs: Job<DeliveryJob>[]): Promise<void> {
      await boss.deleteJob(queueOf(webhookId), jobs, { db: dbOf(client) })
    },

    async removeQueue(webhookId: string): Promise<void> {
      known.delete(webhookId)
      await boss.deleteAllJobs(queueOf(webhookId)).catch(() => undefined)
      await boss.deleteQueue(queueOf(webhookId))
    },

    /** Webhooks that have a queue. */
    async queues(): Promise<string[]> {
      const queues = await boss.getQueues()
      return queues.map(({ name }) => name).flatMap((name) => (name.startsWith('webhook-') ? [name.slice(8)] : []))
    },
  }
}

export type Jobs = ReturnType<typeof createJobs>
export type { Job }
