import type pg from 'pg'
import type { DeliveryJob, Job, Jobs } from '../jobs/jobs.ts'
import type { Log } from '../log.ts'
import type { Measures } from '../measures.ts'
import type { Times } from '../times.ts'
import { transaction } from '../transaction.ts'
import { markFailing, settleAttempts } from './delivery.sql.ts'
import { disable } from './disable.ts'
import { retryDelayMs } from './retry.ts'
import type { Answered } from './send.ts'

export interface DeliveryAttempt {
  job: Job<DeliveryJob>
  answered: Answered
}

export interface SettleDeps {
  pool: pg.Pool
  jobs: Jobs
  times: Pick<Times, 'retriesMs' | 'failingMs'>
  log: Log
  measures: Measures
}

/** Stores a batch of one webhook's attempts in one transaction: the delivery log, the jobs, and the state of the webhook. */
export async function settle(
  { pool, jobs, times, log, measures }: SettleDeps,
  webhookId: string,
  attempts: DeliveryAttempt[],
): Promise<{ disabled: boolean }> {
  const rows = attempts.map(({ job, answered }) => {
    const again = answered.verdict === 'again'
    const failed = job.data.attempts + 1
    const delayMs = again ? retryDelayMs(times.retriesMs, failed, answered.retryAfterMs) : null
    const status = answered.verdict === 'delivered' ? 'delivered' : delayMs === null ? 'failed' : 'pending'
    return { job, answered, delayMs, status }
  })
  const delivered = rows.some(({ status }) => status === 'delivered')
  const gone = rows.some(({ answered }) => answered.verdict === 'gone')

  const disabled = await transaction(pool, async (client) => {
    await client.query(settleAttempts.text, [
      rows.map(({ job }) => job.data.delivery_id),
      rows.map(({ status }) => status),
      rows.map(({ answered }) => answered.responseStatus),
      rows.map(({ answered }) => answered.error),
      rows.map(({ answered }) => answered.durationMs),
      rows.map(({ delayMs }) => delayMs),
    ])
    await jobs.remove(
      client,
      webhookId,
      attempts.map(({ job }) => job),
    )
    const again = rows.flatMap(({ job, delayMs }) =>
      delayMs === null ? [] : [{ data: { ...job.data, attempts: job.data.attempts + 1 }, delayMs }],
    )
    await jobs.add(client, webhookId, again)
    await client.query(markFailing.text, [webhookId, delivered])
    if (gone) return disable(client, { log, measures }, { webhookId, reason: 'gone' })
    return (
      !delivered && disable(client, { log, measures }, { webhookId, reason: 'failing', failingMs: times.failingMs })
    )
  })
  return { disabled }
}
