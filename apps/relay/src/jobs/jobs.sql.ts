import { name, names, schema, statement } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'

const { outboxEvents, webhookDeliveries, webhooks } = schema
const d = alias(webhookDeliveries, 'd')
const e = alias(outboxEvents, 'e')
const w = alias(webhooks, 'w')

export const enabledWebhooks = statement(
  'enabled-webhooks',
  sql`SELECT ${w.id}, ${w.principal}, ${w.types} FROM ${webhooks} w WHERE ${w.status} = 'enabled'`,
)

/**
 * Adds a delivery log row per event and webhook; the jobs are created in the same transaction.
 *
 * $1 ids   $2 webhooks   $3 events   $4 types
 */
export const addDeliveries = statement(
  'add-deliveries',
  sql`
INSERT INTO ${webhookDeliveries} (${names(webhookDeliveries, 'id', 'webhookId', 'eventId', 'eventType', 'queued')})
SELECT id, webhook_id, event_id, event_type, true
FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[]) AS added (id, webhook_id, event_id, event_type)
`,
)

/**
 * Claims requested deliveries (tests and replays) and returns them with their events. Their jobs are created in the same transaction.
 * Concurrent relays claim different rows.
 *
 * $1 rows at most
 */
export const claimUnqueued = statement(
  'claim-unqueued',
  sql`
WITH claimed AS (
  SELECT ${d.id} FROM ${webhookDeliveries} d WHERE ${d.status} = 'pending' AND NOT ${d.queued}
  ORDER BY ${d.eventId} LIMIT $1
  FOR UPDATE SKIP LOCKED
)
UPDATE ${webhookDeliveries} d SET ${name(webhookDeliveries.queued)} = true
FROM claimed, ${outboxEvents} e, ${webhooks} w
WHERE ${d.id} = claimed.id AND ${e.id} = ${d.eventId} AND ${w.id} = ${d.webhookId}
RETURNING ${d.id} AS delivery_id, ${d.webhookId}, ${w.principal}, ${e.id}::text, ${e.saleId}, ${e.type}, ${e.subject}, ${e.data}, ${e.at}
`,
)
