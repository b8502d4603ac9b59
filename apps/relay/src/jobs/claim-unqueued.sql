-- Deliveries that somebody asked for again, with their events, marked as queued: their jobs are made in the same
-- transaction. $1 rows at most. Two relays take different ones.
WITH claimed AS (
  SELECT id FROM webhook_deliveries WHERE status = 'pending' AND NOT queued
  ORDER BY event_id LIMIT $1
  FOR UPDATE SKIP LOCKED
)
UPDATE webhook_deliveries d SET queued = true
FROM claimed, outbox_events e, webhooks w
WHERE d.id = claimed.id AND e.id = d.event_id AND w.id = d.webhook_id
RETURNING d.id AS delivery_id, d.webhook_id, w.principal, e.id::text, e.sale_id, e.type, e.subject, e.data, e.at
