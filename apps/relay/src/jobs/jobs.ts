import type pg from 'pg'
import { type Db, type Job, PgBoss } from 'pg-boss'
import type { Log } from '../log.ts'
import { jobExpiryS, type Times } from '../times.ts'

/** A delivery job. The event is text, so that its bytes are the same in every attempt. */
export interface DeliveryJob {
  delivery_id: string
  event_id: string
  event: string
  /** Completed attempts before this one. */
  attempts: number
}

/** pg-boss retries a job whose relay crashed. The limit is high enough that crashes never fail a delivery. */
const CRASH_RETRIES_MAX = 1_000
const PRIORITIES = 2 ** 31
/** Retention of waiting jobs: longer than the retry schedule. */
const RETENTION_S = 14 * 24 * 3_600

export const queueOf = (webhookId: string): string => `webhook-${webhookId}`

/** Older events have a higher priority. (The order is wrong for a moment when the id wraps, once in two billion events.) */
const priorityOf = (eventId: string): number => -Number(BigInt(eventId) % BigInt(PRIORITIES))

const dbOf = (client: pg.Pool | pg.PoolClient): Db => ({
  executeSql: (text, values) => client.query(text, values as unknown[] | undefined),
})

/** The relay's jobs, in pg-boss: one queue per webhook, so that webhooks do not wait for each other. */
export function createJobs(pool: pg.Pool, times: Times, log: Log) {
  const boss = new PgBoss({
    db: dbOf(pool),
    schema: 'relay_jobs',
    schedule: false,
    reindex: false,
    superviseIntervalSeconds: times.superviseS,
    monitorIntervalSeconds: times.superviseS,
  })
  boss.on('error', (error) => log.warn({ error: String(error) }, 'pg-boss error, will retry'))
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
          retryLimit: CRASH_RETRIES_MAX,
          retryDelay: 0,
          retentionSeconds: RETENTION_S,
        })
        known.add(webhookId)
      }
    },

    /** Adds jobs in the caller's transaction; they become due after `delayMs`. */
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

    /** Removes finished jobs in the caller's transaction, except those that another relay has fetched since. */
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
