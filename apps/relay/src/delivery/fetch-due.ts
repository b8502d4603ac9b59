import type pg from 'pg'
import type { DeliveryJob, Job, Jobs } from '../jobs/jobs.ts'
import { readWebhook, stillPending } from './delivery.sql.ts'
import { createSigner, type Signer, type SigningKeys } from './sign.ts'

/** The current state of a webhook. */
export interface Target {
  url: string
  sign: Signer
  failing: boolean
}

interface Row extends SigningKeys {
  url: string
  status: 'enabled' | 'disabled'
  failing_since: Date | null
}

/** Fetches the due jobs of one webhook and its target. The target is null if the webhook is disabled or deleted. */
export function createFetchDue(pool: pg.Pool, jobs: Jobs, webhookId: string) {
  let signer: { secret: string; sign: Signer } | undefined

  async function readTarget(): Promise<Target | null> {
    const row = (await pool.query<Row>(readWebhook.text, [webhookId])).rows[0]
    if (row?.status !== 'enabled') return null
    if (signer?.secret !== row.secret) signer = { secret: row.secret, sign: createSigner(row) }
    return { url: row.url, sign: signer.sign, failing: row.failing_since !== null }
  }

  /** Drops jobs whose deliveries have failed since the jobs were created. */
  async function dropFailed(fetched: Job<DeliveryJob>[]): Promise<Job<DeliveryJob>[]> {
    const { rows } = await pool.query<{ id: string }>(stillPending.text, [fetched.map(({ data }) => data.delivery_id)])
    const pending = new Set(rows.map(({ id }) => id))
    const failed = fetched.filter(({ data }) => !pending.has(data.delivery_id))
    if (failed.length > 0) await jobs.remove(pool, webhookId, failed)
    return fetched.filter(({ data }) => pending.has(data.delivery_id))
  }

  return async function fetchDue(jobsMax: number) {
    const target = await readTarget()
    if (!target) return { target, due: [], mayHaveMore: false }
    const fetched = await jobs.fetch(webhookId, jobsMax)
    const due = fetched.length > 0 ? await dropFailed(fetched) : []
    return { target, due, mayHaveMore: fetched.length === jobsMax }
  }
}
