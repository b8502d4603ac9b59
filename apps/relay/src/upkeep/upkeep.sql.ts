import { schema, statement } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'

const { outboxEvents, relayCursors, webhookDeliveries, webhooks } = schema
const d = alias(webhookDeliveries, 'd')
const e = alias(outboxEvents, 'e')
const w = alias(webhooks, 'w')

/** Deletes events that all consumers have forwarded and whose retention has ended. $1 retention in days   $2 rows at most */
export const pruneEvents = statement(
  'prune-events',
  sql`
DELETE FROM ${outboxEvents} WHERE ${outboxEvents.id} IN (
  SELECT ${e.id} FROM ${outboxEvents} e
  WHERE ${e.at} < now() - $1 * interval '1 day' AND ${e.tx} < (SELECT min(${relayCursors.windowFrom}) FROM ${relayCursors})
  ORDER BY ${e.at} LIMIT $2
)
`,
)

/** Prunes the delivery log, oldest first: ids are UUIDv7. $1 the smallest id to keep   $2 rows at most */
export const pruneDeliveries = statement(
  'prune-deliveries',
  sql`
DELETE FROM ${webhookDeliveries} WHERE ${webhookDeliveries.id} IN (
  SELECT ${d.id} FROM ${webhookDeliveries} d WHERE ${d.id} < $1 AND ${d.status} <> 'pending' ORDER BY ${d.id} LIMIT $2
)
`,
)

/** Deletes deliveries of a deleted webhook. $1 webhook   $2 rows at most */
export const pruneOrphans = statement(
  'prune-orphans',
  sql`
DELETE FROM ${webhookDeliveries} WHERE ${webhookDeliveries.id} IN (
  SELECT ${d.id} FROM ${webhookDeliveries} d WHERE ${d.webhookId} = $1 LIMIT $2
)
`,
)

/** Webhooks with a larger backlog than allowed. $1 deliveries */
export const backlogs = statement(
  'backlogs',
  sql`
SELECT ${w.id} FROM ${webhooks} w CROSS JOIN LATERAL (
  SELECT count(*) AS waiting FROM (
    SELECT FROM ${webhookDeliveries} d WHERE ${d.webhookId} = ${w.id} AND ${d.status} = 'pending' LIMIT $1 + 1
  ) AS first
) AS backlog
WHERE ${w.status} = 'enabled' AND backlog.waiting > $1
`,
)
