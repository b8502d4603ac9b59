import { name, names, schema, statement } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'

const { outboxEvents, webhookDeliveries, webhooks } = schema
const d = alias(webhookDeliveries, 'd')
const w = alias(webhooks, 'w')

/** $1 webhook */
export const readWebhook = statement(
  'read-webhook',
  sql`SELECT ${w.id}, ${w.url}, ${w.secret}, ${w.signingKey}, ${w.status}, ${w.failingSince} FROM ${webhooks} w WHERE ${w.id} = $1`,
)

/** Webhooks with a due delivery. */
export const dueWebhooks = statement(
  'due-webhooks',
  sql`
SELECT ${w.id} FROM ${webhooks} w
WHERE ${w.status} = 'enabled' AND EXISTS (
  SELECT FROM ${webhookDeliveries} d
  WHERE ${d.webhookId} = ${w.id} AND ${d.status} = 'pending' AND ${d.nextAttemptAt} <= now()
)
`,
)

/** Which of these deliveries are still pending. Deliveries of a disabled webhook have failed. $1 deliveries */
export const stillPending = statement(
  'still-pending',
  sql`SELECT ${d.id} FROM ${webhookDeliveries} d WHERE ${d.id} = ANY ($1::uuid[]) AND ${d.status} = 'pending'`,
)

/**
 * Stores the results of a batch of attempts, one row each.
 *
 * $1 deliveries   $2 statuses   $3 HTTP statuses   $4 errors   $5 durations in ms   $6 ms until the next attempt, if any
 */
export const settleAttempts = statement(
  'settle-attempts',
  sql`
UPDATE ${webhookDeliveries} d
SET ${name(webhookDeliveries.status)} = a.status,
    ${name(webhookDeliveries.attempts)} = ${d.attempts} + 1,
    ${name(webhookDeliveries.responseStatus)} = a.response_status,
    ${name(webhookDeliveries.error)} = a.error,
    ${name(webhookDeliveries.durationMs)} = a.duration_ms,
    ${name(webhookDeliveries.nextAttemptAt)} = now() + a.delay_ms * interval '1 ms',
    ${name(webhookDeliveries.updatedAt)} = now()
FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::int[], $6::bigint[])
  AS a (id, status, response_status, error, duration_ms, delay_ms)
WHERE ${d.id} = a.id AND ${d.status} = 'pending'
`,
)

/**
 * Sets `failing_since`, the time of the first failure after the last success, or clears it after a success.
 *
 * $1 webhook   $2 whether an attempt of the batch succeeded
 */
export const markFailing = statement(
  'mark-failing',
  sql`
UPDATE ${webhooks} w SET ${name(webhooks.failingSince)} = CASE WHEN $2::boolean THEN NULL ELSE now() END
WHERE ${w.id} = $1 AND (${w.failingSince} IS NOT NULL) = $2::boolean
`,
)

/**
 * Disables a webhook, fails its pending deliveries and writes one `webhook.disabled` event.
 *
 * $1 webhook   $2 reason   $3 for how many ms it must have been failing, or null
 * returns a row if this call disabled it
 */
export const disableWebhook = statement(
  'disable-webhook',
  sql`
WITH disabled AS (
  UPDATE ${webhooks} w SET ${name(webhooks.status)} = 'disabled', ${name(webhooks.disabledReason)} = $2
  WHERE ${w.id} = $1 AND ${w.status} = 'enabled'
    AND ($3::bigint IS NULL OR ${w.failingSince} < now() - $3::bigint * interval '1 ms')
  RETURNING ${w.id}, ${w.url}, ${w.principal}
), given_up AS (
  UPDATE ${webhookDeliveries} d
  SET ${name(webhookDeliveries.status)} = 'failed', ${name(webhookDeliveries.nextAttemptAt)} = NULL,
      ${name(webhookDeliveries.error)} = 'the webhook was disabled', ${name(webhookDeliveries.updatedAt)} = now()
  FROM disabled WHERE ${d.webhookId} = disabled.id AND ${d.status} = 'pending'
)
INSERT INTO ${outboxEvents} (${names(outboxEvents, 'saleId', 'type', 'subject', 'data')})
SELECT 0, 'webhook.disabled', id, jsonb_build_object('webhook_id', id, 'principal', principal, 'url', url, 'reason', $2::text)
FROM disabled
RETURNING ${outboxEvents.id}
`,
)
