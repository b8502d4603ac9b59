import { cloudEventOf, type OutboxEvent } from '@hourglass/core/contract'
import { eventFor } from '@hourglass/core/domain'
import type pg from 'pg'
import { transaction } from '../transaction.ts'
import { claimUnqueued } from './jobs.sql.ts'
import type { Jobs } from './jobs.ts'

/** Most replayed deliveries to queue in one transaction. */
const REPLAYS_BATCH_MAX = 500

type Claimed = OutboxEvent & { delivery_id: string; webhook_id: string; principal: string }

/** Queues the jobs of requested replays and tests. @returns how many; after a full batch there may be more */
export async function queueReplays(pool: pg.Pool, jobs: Jobs): Promise<number> {
  const waiting = `SELECT DISTINCT webhook_id FROM (
    SELECT webhook_id FROM webhook_deliveries WHERE status = 'pending' AND NOT queued ORDER BY event_id LIMIT $1) AS first`
  const { rows: webhooks } = await pool.query<{ webhook_id: string }>(waiting, [REPLAYS_BATCH_MAX])
  if (webhooks.length === 0) return 0
  await jobs.ensureQueues(webhooks.map(({ webhook_id }) => webhook_id))
  return transaction(pool, async (client) => {
    const { rows } = await client.query<Claimed>(claimUnqueued.text, [REPLAYS_BATCH_MAX])
    const byWebhook = Map.groupBy(rows, (row) => row.webhook_id)
    for (const [webhookId, claimed] of byWebhook) {
      const added = claimed.map((row) => ({
        data: {
          delivery_id: row.delivery_id,
          event_id: row.id,
          event: JSON.stringify(cloudEventOf(eventFor(row.principal, row) ?? row)),
          attempts: 0,
        },
      }))
      await jobs.add(client, webhookId, added)
    }
    return rows.length
  })
}
