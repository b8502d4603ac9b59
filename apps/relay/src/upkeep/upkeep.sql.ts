import { schema, statement } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'

const { outboxEvents, relayCursors, webhookDeliveries, webhooks } = schema
const d = alias(webhookDeliveries, 'd')
const e = alias(outboxEvents, 'e')
const w = alias(webhooks, 'w')

/** Events that every reader has passed on and nobody can ask for again. $1 days they are kept   $2 rows at most */
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

/** The delivery log, oldest first: ids begin with the time. $1 the id of a delivery of that time   $2 rows at most */
export const pruneDeliveries = statement(
  'prune-deliveries',
  sql`
DELETE FROM ${webhookDeliveries} WHERE ${webhookDeliveries.id} IN (
  SELECT ${d.id} FROM ${webhookDeliveries} d WHERE ${d.id} < $1 AND ${d.status} <> 'pending' ORDER BY ${d.id} LIMIT $2
)
`,
)

/** Deliveries of webhooks that were removed. $1 webhook   $2 rows at most */
export const pruneOrphans = statement(
  'prune-orphans',
  sql`
DELETE FROM ${webhookDeliveries} WHERE ${webhookDeliveries.id} IN (
  SELECT ${d.id} FROM ${webhookDeliveries} d WHERE ${d.webhookId} = $1 LIMIT $2
)
`,
)

/** Webhooks with more deliveries waiting than are kept for one. $1 deliveries */
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
