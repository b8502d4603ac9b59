import type pg from 'pg'
import type { DeliveryJob, Job, Jobs } from '../jobs/jobs.ts'
import { readWebhook, stillPending } from './delivery.sql.ts'
import { createSigner, type Signer, type SigningKeys } from './sign.ts'

/** A webhook as it is now. */
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

/** Fetches what is due for one webhook, and where it goes. No target: the webhook is disabled, or gone. */
export function createFetchDue(pool: pg.Pool, jobs: Jobs, webhookId: string) {
  let signer: { secret: string; sign: Signer } | undefined

  async function readTarget(): Promise<Target | null> {
    const row = (await pool.query<Row>(readWebhook.text, [webhookId])).rows[0]
    if (row?.status !== 'enabled') return null
    if (signer?.secret !== row.secret) signer = { secret: row.secret, sign: createSigner(row) }
    return { url: row.url, sign: signer.sign, failing: row.failing_since !== null }
  }

  /** Without those that were given up since their jobs were made. */
  async function withoutGivenUp(fetched: Job<DeliveryJob>[]): Promise<Job<DeliveryJob>[]> {
    const { rows } = await pool.query<{ id: string }>(stillPending.text, [fetched.map(({ data }) => data.delivery_id)])
    const pending = new Set(rows.map(({ id }) => id))
    const givenUp = fetched.filter(({ data }) => !pending.has(data.delivery_id))
    if (givenUp.length > 0) await jobs.remove(pool, webhookId, givenUp)
    return fetched.filter(({ data }) => pending.has(data.delivery_id))
  }

  return async function fetchDue(jobsMax: number) {
    const target = await readTarget()
    if (!target) return { target, due: [], mayHaveMore: false }
    const fetched = await jobs.fetch(webhookId, jobsMax)
    const due = fetched.length > 0 ? await withoutGivenUp(fetched) : []
    return { target, due, mayHaveMore: fetched.length === jobsMax }
  }
}
