-- A line of the log for each event and webhook, their jobs being made in the same transaction.
-- $1 ids · $2 webhooks · $3 events · $4 types
INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type, queued)
SELECT id, webhook_id, event_id, event_type, true
FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[]) AS added (id, webhook_id, event_id, event_type)
