import type pg from 'pg'
import type { Log } from '../log.ts'
import type { Measures } from '../measures.ts'
import { disableWebhook } from './delivery.sql.ts'

/**
 * Disables a webhook and writes an event for the owner's other webhooks. The owner can enable it again and replay.
 * @param failingMs disable it only if it has been failing for longer than this
 */
export async function disable(
  client: pg.Pool | pg.PoolClient,
  { log, measures }: { log: Log; measures: Measures },
  { webhookId, reason, failingMs }: { webhookId: string; reason: string; failingMs?: number },
): Promise<boolean> {
  const { rowCount } = await client.query(disableWebhook.text, [webhookId, reason, failingMs ?? null])
  if (rowCount !== 1) return false
  measures.disabled(reason)
  log.warn({ event: 'webhook.disabled', webhook_id: webhookId, reason }, 'webhook disabled')
  return true
}
